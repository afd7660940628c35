"""Which Person stands behind a browser session."""

from dataclasses import replace
from typing import Any, cast

from aid.models import Coupon, PageLink
from people.models import User
from people.person import Person
from people.queries import person_of
from people.session import giving_for, opened_coupons, opened_links, shown_factors


def person_in(user: Any, session: Any) -> Person:
    """The Person behind ``user`` (Django's, possibly anonymous) and the links that were opened
    in ``session``. A link that was replaced opens nothing any more, here too. Offices count as
    far as ``people.queries.person_of`` says."""
    account = cast(User, user) if getattr(user, "is_authenticated", False) else None
    opened: dict[str, set[int]] = {"resident": set(), "helper": set()}
    for opens_as, request_id in standing(opened_links(session)):
        opened[opens_as].add(request_id)
    person = person_of(
        account,
        opened["resident"],
        opened["helper"],
        giving_for(session),
        factors=shown_factors(account, session),
    )
    return replace(person, coupons=standing_coupons(opened_coupons(session)))


def standing_coupons(coupon_ids: Any) -> frozenset[int]:
    """Those of the coupons that nobody replaced."""
    if not coupon_ids:
        return frozenset()
    coupons = Coupon.private.standing().filter(pk__in=coupon_ids)
    return frozenset(coupons.values_list("pk", flat=True))


def standing(link_ids: Any) -> list[tuple[str, int]]:
    """As whom and which request each of the links opens that still stand."""
    if not link_ids:
        return []
    links = PageLink.private.live().filter(pk__in=link_ids)
    return list(links.values_list("opens_as", "request_id"))
