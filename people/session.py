"""What a browser session remembers: which page links were opened in it, and what was shown."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records

LINKS = "opened_links"
COUPONS = "opened_coupons"
GIVING_FOR = "giving_for"


def opened_links(session: Any) -> Sequence[int]:
    """The ids of the page links that were opened in ``session``."""
    ids: Sequence[int] = session.get(LINKS, ())
    return ids


def remember_link(session: Any, link_id: int) -> None:
    """Let ``session`` see what page link ``link_id`` opens, for as long as the link stands.

    What the session may do grows, so that it gets a new key: whoever knew the old one gains
    nothing.
    """
    session.cycle_key()
    session[LINKS] = sorted({*opened_links(session), link_id})


def opened_coupons(session: Any) -> Sequence[int]:
    """The ids of the coupons that were shown in ``session``."""
    ids: Sequence[int] = session.get(COUPONS, ())
    return ids


def remember_coupon(session: Any, coupon_id: int) -> None:
    """Let ``session`` see what coupon ``coupon_id`` opens, as long as it stands; with a new key,
    as for page links. Several households share a phone: each coupon opens its own."""
    session.cycle_key()
    session[COUPONS] = sorted({*opened_coupons(session), coupon_id})


def forget_coupon(session: Any, coupon_id: int) -> None:
    """Let ``session`` see no more of what coupon ``coupon_id`` opens."""
    session[COUPONS] = sorted({*opened_coupons(session)} - {coupon_id})


def link_in(session: Any) -> str | None:
    """What stands for whoever holds no account: the first page link or coupon of ``session``."""
    links, coupons = opened_links(session), opened_coupons(session)
    if links:
        return f"link {min(links)}"
    return f"coupon {min(coupons)}" if coupons else None


def giving_for(session: Any) -> int | None:
    """The organisation's account as which this session gives, if it chose one."""
    chosen: int | None = session.get(GIVING_FOR)
    return chosen


def give_for(session: Any, organisation_id: int | None) -> None:
    """Let ``session`` give in an organisation's name, or (None) in the person's own. Whether the
    person works for it is looked at whenever the Person is made."""
    session[GIVING_FOR] = organisation_id


def shown_factors(user: Any, session: Any) -> frozenset[int]:
    """The ids of the second factors (authenticator app, passkey, recovery codes) that ``user``
    has shown in ``session``. Whether the account still has them is not looked at."""
    records = get_authentication_records(SimpleNamespace(session=session), user)
    shown = [record.get("id") for record in records if record.get("method") == "mfa"]
    return frozenset(pk for pk in shown if isinstance(pk, int))
