"""The cast by letter, and what each verb of the tables may be tried on: nothing but the status and
the person is in the way there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import housekeeping, offers
from aid.actions.disclosure import agree_contact
from aid.models import Offer, Request, Vouch
from aid.rules import VOUCHES_NEEDED, MatchStatus, OfferStatus, RequestStatus
from people.person import ANYONE, SYSTEM, Person
from tests import factories
from tests.aid.acting import Scene
from tests.factories import RW_901

NAMES = {
    "S": "stranger",
    "F": "helper",
    "D": "donor",
    "E": "cadre",
    "N": "neighbour",
    "W": "rw_head",
    "K": "coordinator",
    "C": "city_coordinator",
    "U": "auditor",
    "O": "other_coordinator",
}


def cast_of(request: pytest.FixtureRequest) -> dict[str, Person]:
    """By letter, but for the household, which comes with its request."""
    people = {letter: request.getfixturevalue(name) for letter, name in NAMES.items()}
    return people | {"A": ANYONE, "G": SYSTEM}


def everybody(cast: dict[str, Person], scene: Scene) -> dict[str, Person]:
    return cast | {"H": factories.household_of(scene.request)}


def request_scene(cast: dict[str, Person], status: RequestStatus) -> Scene:
    """Of a household that its RT doesn't know, for which two others vouched already; it agreed to
    messages, and its time is nearly over."""
    request = factories.request_at(
        status,
        cast["F"],
        region=RW_901,
        for_someone_else=True,
        no_local_id=True,
        messages_consent=True,
    )
    Request.private.filter(pk=request.pk).update(until=timezone.now() + timedelta(days=1))
    for _ in range(VOUCHES_NEEDED):
        voucher = factories.account().pk
        Vouch.private.create(request=request, user_id=voucher, made_at=timezone.now())
    return Scene(request, factories.published(region=RW_901))


def offer_scene(cast: dict[str, Person], status: OfferStatus) -> Scene:
    """Two of ten packages were handed over."""
    offer = factories.published(cast["D"], region=RW_901)
    factories.bring(factories.proposed(None, offer, 2), MatchStatus.DELIVERED)
    if status is OfferStatus.WITHDRAWN:
        offers.withdraw(cast["D"], offer.reference)
    elif status is OfferStatus.EXPIRED:
        housekeeping.expire_offer(offer.pk)
    return Scene(factories.verified(region=RW_901), factories.fresh_offer(offer))


def match_scene(cast: dict[str, Person], status: MatchStatus) -> Scene:
    """Two of the four packages that a household needs, to be fetched; the address is open, and
    everybody who may add a photo did."""
    request = factories.verified(cast["F"], region=RW_901, for_someone_else=True)
    if status in (MatchStatus.PROPOSED, MatchStatus.DECLINED, MatchStatus.LAPSED):
        match = factories.match_at(status, cast["D"], request, 2)
    else:
        match = factories.match_at(MatchStatus.ACCEPTED, cast["D"], request, 2)
        agree_contact(factories.household_of(request), match.reference)
        match = factories.bring(match, status)
    Offer.private.filter(pk=match.offer_id).update(handover="pickup")
    for letter in "DWKC":
        factories.photo_by(cast[letter], match)
    return Scene(match.request, match.offer, factories.fresh_match(match.pk))
