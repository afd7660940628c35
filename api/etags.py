"""ETag of what somebody was shown, If-None-Match and If-Match.

A tag stands for the bytes of one answer as one person sees it, before they are compressed:
compression marks it as weak, and a tag that comes back so marked is the same tag.
"""

import hashlib
from typing import Any

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from api.errors import Fault

KEPT_HEADERS = ("Cache-Control", "ETag", "Vary")
ANYTHING = ["*"]


def tag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tag_of_data(data: Any) -> str:
    """The tag of a GET that answers with ``data``."""
    return tag_of(JSONRenderer().render(data))


def tagged(request: Request, response: Any) -> HttpResponseBase:
    """``response`` to a GET, rendered, with its tag; 304 without a body for whoever has it."""
    tag = tag_of(response.content)
    response.headers["ETag"] = tag
    known = parse_etags(request.headers.get("If-None-Match", ""))
    same = next((each for each in known if strong(each) == tag), None)
    if same is None and known != ANYTHING:
        return response  # type: ignore[no-any-return]
    answer = HttpResponseNotModified()
    # As the compressed answer would have it, if that is what they have.
    response.headers["ETag"] = same or tag
    for name in KEPT_HEADERS:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    answer.cookies = response.cookies
    return answer


def require_tag(wanted: str, data: Any) -> None:
    """Raise Fault unless ``data``, as a GET would show it, has one of the tags ``wanted``."""
    if tag_of_data(data) not in map(strong, parse_etags(wanted)):
        raise Fault("changed_meanwhile")


def strong(tag: str) -> str:
    return tag.removeprefix("W/")
