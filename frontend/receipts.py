"""The receipt of a request on its way to the one page that shows it.

Link and code together open the request: the browser holds both in a signed cookie for the pages of
the form, and only until they are saved. The site keeps a copy, sealed, until they were shown
(``frontend.filing``), and none afterwards.
"""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from aid.actions.requests import Receipt
from people.session import opened_links

COOKIE = "receipt"
SALT = "frontend.receipts"
SECONDS = 15 * 60


@dataclass(frozen=True)
class Kept:
    """What the page shows of a receipt; ``link_id`` is the link that ``token`` belongs to.
    ``answer`` is the fingerprint under which the site keeps it until then, if it does. ``shared``:
    the phone is not the asker's alone."""

    link_id: int
    token: str
    code: str
    reference: str
    answer: str = ""
    shared: bool = False


def of(receipt: Receipt, answer: str = "") -> Kept:
    reference = receipt.request.reference
    return Kept(receipt.link_id, receipt.token, receipt.code, reference, answer)


def keep(response: HttpResponse, kept: Kept) -> None:
    """Let the browser bring ``kept`` to the pages of the form for SECONDS."""
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(kept), salt=SALT),
        max_age=SECONDS,
        path=reverse("frontend:ask"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest) -> Kept | None:
    """The receipt that the browser brings; None when there is none, when it is too old, and when
    its link isn't open in this session: somebody signed out or closed the page."""
    try:
        facts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    found = Kept(**facts)
    return found if found.link_id in opened_links(request.session) else None


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=reverse("frontend:ask"))
