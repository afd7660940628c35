"""Offering the same once more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import offers, pledges, posts
from aid.errors import NotAllowed, NotFound, TooManyOffers, WrongState
from aid.holidays import cut_off
from aid.models import Event, Offer
from aid.rules import OfferStatus
from aid.standing import offer_verbs
from people.person import Person
from tests import factories
from tests.aid.jobs import waiting_rounds
from tests.factories import HOME, verified
from tests.organisations import organisation, staff_of

pytestmark = pytest.mark.django_db

COPIED = (
    "donor_id", "region_id", "category", "quantity", "least", "most_open", "radius", "handover",
    "note", "contents", "place", "post_id",
)  # fmt: skip


def last_week(offer: Offer) -> None:
    """Let ``offer`` be a week older than it is."""
    week = timedelta(days=7)
    Offer.private.filter(pk=offer.pk).update(
        published_at=offer.published_at - week, until=offer.until - week
    )


def of_post(donor: Person) -> Offer:
    post = factories.posko()
    given = {"least": 2, "most_open": 3, "radius": 8, "note": "Beras 5 kg", "contents": ["rice"]}
    return factories.published(donor, post=post.pk, region="", handover="pickup", **given)


def test_same_is_offered_from_today_for_as_many_days(donor: Person) -> None:
    offer = of_post(donor)
    last_week(offer)
    waiting = waiting_rounds()
    again = factories.fresh_offer(offers.publish_again(donor, offer.reference))
    assert [getattr(again, name) for name in COPIED] == [getattr(offer, name) for name in COPIED]
    assert (again.status, again.available) == (OfferStatus.OPEN, again.quantity)
    assert again.reference != offer.reference
    last = timezone.localdate(again.until - timedelta(seconds=1))
    assert last == timezone.localdate() + timedelta(days=14)
    assert waiting_rounds() == waiting + 1
    event = Event.log.filter(offer_id=again.pk).get()
    assert (event.kind, event.facts["again"]) == ("publish", offer.pk)


def test_what_is_for_a_holiday_ends_with_it(donor: Person) -> None:
    latest = cut_off("lebaran")
    assert latest is not None
    offer = factories.published(donor, category="lebaran")
    Offer.private.filter(pk=offer.pk).update(until=offer.until + timedelta(days=400))
    assert offers.publish_again(donor, offer.reference).until == latest


def test_goods_of_a_closed_post_lie_nearby(donor: Person) -> None:
    offer = of_post(donor)
    assert offer.post is not None
    posts.close_post(factories.office(HOME), offer.post.pk)
    again = offers.publish_again(donor, offer.reference)
    assert (again.post, again.region_id, again.place) == (None, offer.region_id, offer.place)


def test_staff_repeat_what_their_organisation_gave() -> None:
    """Also while they give in their own name."""
    foundation = organisation()
    staff = staff_of(foundation)
    offer = factories.published(replace(staff, giving_for=foundation.pk))
    assert offers.publish_again(staff, offer.reference).donor_id == foundation.pk


def test_nobody_else_repeats_it(stranger: Person, coordinator: Person) -> None:
    offer = factories.published()
    with pytest.raises(NotFound):
        offers.publish_again(stranger, offer.reference)
    with pytest.raises(NotAllowed):
        offers.publish_again(coordinator, offer.reference)
    assert Offer.private.count() == 1


def test_pledge_is_not_repeated(donor: Person) -> None:
    match = pledges.pledge_to_request(donor, verified().reference, 1)
    assert "publish_again" not in offer_verbs(donor, match.offer, timezone.now())
    with pytest.raises(WrongState):
        offers.publish_again(donor, match.offer.reference)


def test_unverified_donor_repeats_within_the_limit_of_open_offers(new_donor: Person) -> None:
    ended = factories.offer_at(OfferStatus.WITHDRAWN, new_donor)
    for _ in range(2):
        factories.published(new_donor)
    offers.publish_again(new_donor, ended.reference)
    with pytest.raises(TooManyOffers):
        offers.publish_again(new_donor, ended.reference)
    assert Offer.private.filter(status=OfferStatus.OPEN).count() == 3
