"""Opening a request by its secret link and page code, without an account."""

from dataclasses import dataclass

from django.db import transaction

from aid import codes, rules
from aid.errors import LinkLocked, NotFound, WrongCode
from aid.models import PageLink


@dataclass(frozen=True)
class Opened:
    """Which link opened which request, and as whom ("resident" or "helper")."""

    link_id: int
    request_id: int
    reference: str
    opens_as: str


def open_link(token: str, code: object) -> Opened:
    """Check a link and its page code.

    Raises NotFound, WrongCode, and LinkLocked after five wrong codes; a coordinator can then
    issue a new link.
    """
    with transaction.atomic():
        links = PageLink.private.live().filter(token_hash=codes.token_hash(token))
        link = links.select_related("request").select_for_update(of=("self",)).first()
        if link is None:
            raise NotFound()
        if link.wrong_codes >= rules.MOST_CODE_ATTEMPTS:
            raise LinkLocked()
        given = codes.page_code_hash(token, str(code or ""))
        if codes.same_code(given, link.code_hash):
            return Opened(link.pk, link.request_id, link.request.reference, link.opens_as)
        link.wrong_codes += 1
        link.save(update_fields=["wrong_codes"])
        left = rules.MOST_CODE_ATTEMPTS - link.wrong_codes
    raise WrongCode(left=left) if left else LinkLocked()


def link_exists(token: str) -> bool:
    return bool(PageLink.private.live().filter(token_hash=codes.token_hash(token)).exists())
