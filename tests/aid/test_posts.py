"""Poskos and RW posts: opening, closing, who keeps them, what lies there, who fetches it."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from aid.actions import planning, posts
from aid.actions.posts import Stock
from aid.errors import (
    Invalid,
    KnownDonorsOnly,
    NotAllowed,
    NotFound,
    NothingToFetch,
    SignInNeeded,
    WrongState,
)
from aid.models import Event, Match, Offer, Post
from aid.rules import MatchStatus
from geo.models import Region
from geo.privacy import snapped_point
from matching.rounds import run_round
from people.person import ANYONE, Person
from tests import factories, invariants, kampung
from tests.factories import ELSEWHERE, POSKO, RW_901, fresh, fresh_match, fresh_offer, posko

pytestmark = pytest.mark.django_db


def opened_by(person: Person, **changed: Any) -> Post:
    factories.rw_901()
    return posts.open_post(person, replace(POSKO, **changed))


def test_office_opens_any_kind(rw_head: Person) -> None:
    post = opened_by(rw_head, kind="rw_post", opens="7.30", closes="16:00", lane="motorbike")
    kept = Post.private.get(pk=post.pk)
    assert (kept.kind, kept.region_id, kept.lane) == ("rw_post", RW_901, "motorbike")
    assert (f"{kept.opens:%H:%M}", f"{kept.closes:%H:%M}") == ("07:30", "16:00")
    assert Event.log.get(kind="open_post").facts == {"post": post.pk}


def test_donor_whom_the_city_knows_opens_a_posko_and_nothing_else(donor: Person) -> None:
    assert opened_by(donor).added_by_id == donor.user_id
    with pytest.raises(KnownDonorsOnly):
        opened_by(donor, kind="rw_post")


def test_others_open_none(new_donor: Person, other_coordinator: Person) -> None:
    for person in (new_donor, other_coordinator):
        with pytest.raises(KnownDonorsOnly):
            opened_by(person)
    with pytest.raises(SignInNeeded):
        opened_by(ANYONE)
    assert not Post.private.exists()


def test_everything_wrong_is_told_at_once(rw_head: Person) -> None:
    wrong = {"kind": "shed", "lane": "river", "name": " ", "opens": "25", "custodian": ""}
    with pytest.raises(Invalid) as refused:
        opened_by(rw_head, **wrong)
    assert set(refused.value.problems) == set(wrong)


def test_office_or_whoever_opened_it_closes_it(donor: Person, rw_head: Person) -> None:
    for person in (donor, rw_head):
        post = opened_by(donor)
        posts.close_post(person, post.pk)
        assert not Post.private.standing().exists()
        with pytest.raises(NotFound):
            posts.close_post(person, post.pk)


def test_others_close_none(donor: Person, stranger: Person, other_coordinator: Person) -> None:
    post = opened_by(donor)
    for person in (stranger, other_coordinator):
        with pytest.raises(NotAllowed):
            posts.close_post(person, post.pk)


def test_offer_at_a_post_has_its_region_and_place() -> None:
    post = posko()
    offer = factories.published(post=post.pk, region=ELSEWHERE, contents=["oil", "rice"])
    kept = Offer.private.get(pk=offer.pk)
    assert (kept.region_id, kept.post_id, kept.contents) == (RW_901, post.pk, ["rice", "oil"])
    assert kept.place == snapped_point(Region.objects.get(pk=RW_901).point)


@pytest.mark.parametrize("post", ["closed", "0", "abc", "99999999999"])
def test_offer_lies_at_no_closed_or_unknown_post(post: str, coordinator: Person) -> None:
    closed = posko()
    posts.close_post(coordinator, closed.pk)
    with pytest.raises(Invalid) as refused:
        factories.published(post=closed.pk if post == "closed" else post)
    assert set(refused.value.problems) == {"post"}


@pytest.mark.parametrize("contents", [["gold"], ["soap"]])
def test_contents_are_those_of_the_category(contents: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        factories.published(contents=contents)
    assert set(refused.value.problems) == {"contents"}


def at_posko(handover: str = "pickup") -> Match:
    """An accepted match of goods that lie at a posko."""
    request = factories.verified(region=RW_901)
    offer = factories.published(post=posko().pk, handover=handover)
    return factories.bring(factories.proposed(request, offer), MatchStatus.ACCEPTED)


def test_custodian_is_told_to_those_who_bring_or_fetch(stranger: Person, helper: Person) -> None:
    match = at_posko()
    for person in (factories.donor_of(match), factories.household_of(match.request)):
        assert posts.custodian_of(person, match.reference) == "Pak Contoh 0812 1"
    for person in (stranger, ANYONE):
        with pytest.raises((NotFound, SignInNeeded)):
            posts.custodian_of(person, match.reference)


def test_proposal_tells_no_custodian_yet() -> None:
    request = factories.verified(region=RW_901)
    match = factories.proposed(request, factories.published(post=posko().pk))
    with pytest.raises(WrongState):
        posts.custodian_of(factories.household_of(request), match.reference)


def test_custodian_lies_sealed() -> None:
    posko()
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(aid_post)::text from aid_post")
        (row,) = cursor.fetchone()
    assert "Posko Contoh" in row and "Pak Contoh" not in row


def test_only_office_and_opener_read_who_keeps_it(donor: Person, stranger: Person) -> None:
    post = opened_by(donor)
    assert [posts.keeps(person, post) for person in (donor, stranger, ANYONE)] == [
        True, False, False,
    ]  # fmt: skip


def test_household_names_who_fetches_and_the_donor_reads_it(rw_head: Person) -> None:
    match = at_posko()
    household, donor = factories.household_of(match.request), factories.donor_of(match)
    assert posts.collector_of(donor, match.reference) == ""
    posts.name_collector(household, match.reference, "Budi Contoh")
    assert posts.collector_of(donor, match.reference) == "Budi Contoh"
    posts.name_collector(rw_head, match.reference, "Ani Contoh")
    assert fresh_match(match.pk).collector == "Ani Contoh"
    with pytest.raises(Invalid):
        posts.name_collector(household, match.reference, " ")


def test_nobody_fetches_what_the_donor_brings() -> None:
    match = at_posko("delivery")
    with pytest.raises(NothingToFetch):
        posts.name_collector(factories.household_of(match.request), match.reference, "Budi")


def test_stock_is_what_was_not_handed_out_of_known_donors(donor: Person, new_donor: Person) -> None:
    """120 − 4 handed over; what an unknown donor says lies there is not told."""
    post, request = posko(), factories.verified(region=RW_901)
    factories.published(new_donor, post=post.pk, quantity=50)
    offer = factories.published(donor, post=post.pk, quantity=120)
    assert posts.standing_at(post) == {"sembako": Stock(free=120)}
    factories.bring(factories.proposed(request, offer), MatchStatus.DELIVERED)
    assert posts.standing_at(post) == {"sembako": Stock(free=116)}


def test_what_is_promised_lies_at_the_posko_and_is_not_free(donor: Person) -> None:
    post, request = posko(), factories.verified(region=RW_901)
    offer = factories.published(donor, post=post.pk, quantity=12)
    match = factories.proposed(request, offer)
    assert posts.standing_at(post) == {"sembako": Stock(proposed=4, free=8)}
    factories.bring(match, MatchStatus.ACCEPTED)
    assert posts.standing_at(post) == {"sembako": Stock(promised=4, free=8)}
    assert posts.standing_at(post)["sembako"].lying == 12


def test_112_that_a_portion_lacks_come_from_a_posko_where_8_remain(donor: Person) -> None:
    """412 needed, 300 promised; of 120 at the posko the engine proposes 412 − 300 = 112."""
    request = kampung.portion([100, 100, 100, 112])
    factories.pledged(request, 300, donor)
    post = posko()
    offer = factories.published(donor, post=post.pk, quantity=120, handover="pickup")
    run_round("full")
    match = Match.private.get(request=request, status=MatchStatus.PROPOSED)
    assert (match.offer_id, match.quantity) == (offer.pk, 112)
    planning.plan(donor, RW_901, "sembako", kampung.schedule())
    assert (fresh(request).open, fresh(request).reserved) == (0, 412)
    assert fresh_offer(offer).available == 8
    invariants.check_everything()
