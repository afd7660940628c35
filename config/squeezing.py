"""Answers are squeezed for whoever takes that, pages and the API's alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from api.encodings import WHOLE, encoding_for

# Less than this gains nothing.
LEAST_BYTES = 200
# Squeezed already, by what they are.
PACKED = frozenset({
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/jpeg",
    "image/png",
})  # fmt: skip

Answers = Callable[[HttpRequest], HttpResponse]


def squeezing(get_response: Answers) -> Answers:
    """What is streamed squeezes itself where it is made."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        return response if response.streaming else squeezed(request, response)

    return answered


def squeezed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """``response`` in the encoding that ``request`` prefers, if that makes it smaller; its ETag is
    weak then, since the same tag stands for other bytes elsewhere (RFC 9110, 8.8.1)."""
    if len(response.content) < LEAST_BYTES or "Content-Encoding" in response.headers:
        return response
    if response.headers.get("Content-Type", "").partition(";")[0] in PACKED:
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    content = WHOLE[encoding](response.content) if encoding else response.content
    if len(content) >= len(response.content):
        return response
    response.content = content
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(content))
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"
    return response
