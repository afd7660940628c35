"""The count at the post, and what becomes of what is missing."""

import pytest

from aid.actions import consignments
from aid.errors import Invalid, NotAllowed, WrongState
from aid.models import Event, Handout
from aid.rules import ConsignmentStatus, HandoutStatus, MatchStatus
from people.person import Person
from tests import factories, invariants, kampung
from tests.aid.jobs import waiting_rounds
from tests.factories import RW_901, fresh

pytestmark = pytest.mark.django_db


def test_missing_on_the_way_is_lost_and_the_need_is_open_again(
    donor: Person, rw_head: Person
) -> None:
    """10 of 12 come: 2 are lost, 12 - 10 are open."""
    need = kampung.portion([1] * 12)
    sent = kampung.on_the_way(donor, 12)
    rounds = waiting_rounds()
    came = consignments.arrive(rw_head, sent.reference, kampung.receipt(10))
    assert (came.counted, came.reserved, came.lost, came.cancelled) == (10, 10, 2, 0)
    assert (fresh(need).open, waiting_rounds() > rounds) == (2, True)
    invariants.check_everything()


def test_missing_is_lost_too_when_the_donor_never_said_that_it_set_out(
    donor: Person, rw_head: Person
) -> None:
    """10 of 12 come: 2 are lost, by the count; nobody cancelled them, and the RW didn't set out."""
    need = kampung.portion([1] * 12)
    sent = kampung.planned(donor, 12)
    rounds = waiting_rounds()
    came = consignments.arrive(rw_head, sent.reference, kampung.receipt(10))
    assert (came.counted, came.reserved, came.lost, came.cancelled) == (10, 10, 2, 0)
    assert (fresh(need).open, waiting_rounds() > rounds) == (2, True)
    told = Event.log.of_request(need.pk).filter(kind__in=("start", "lose", "cancel"))
    assert [(each.kind, each.actor_id) for each in told] == [
        ("start", None),
        ("lose", rw_head.user_id),
    ]
    invariants.check_everything()


def test_more_than_planned_is_refused(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 12)
    sent = kampung.on_the_way(donor, 5)
    with pytest.raises(Invalid) as caught:
        consignments.arrive(rw_head, sent.reference, kampung.receipt(6))
    assert caught.value.problems["counted"].code == "more_than_planned"
    assert kampung.fresh(sent).status == ConsignmentStatus.ON_THE_WAY


def test_receiver_and_witness_are_named(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    sent = kampung.on_the_way(donor, 2)
    with pytest.raises(Invalid) as caught:
        consignments.arrive(rw_head, sent.reference, kampung.receipt(2, receiver="", witness=" "))
    assert caught.value.problems.keys() == {"receiver", "witness"}


def test_at_the_post_is_not_delivered(donor: Person, rw_head: Person) -> None:
    need = kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 3)
    assert (came.reserved, came.delivered, fresh(need).delivered) == (3, 0, 0)
    assert {each.status for each in kampung.handouts_of(came)} == {HandoutStatus.DUE}


def test_vulnerable_come_first_then_the_list_goes_by_number(donor: Person, rw_head: Person) -> None:
    """3 packages for 6 households, of whom 4 and 6 are vulnerable: 4, 6, then 1."""
    kampung.portion([1] * 6, vulnerable=[4, 6])
    came = kampung.at_post(donor, rw_head, 3)
    lines = {each.line.number for each in kampung.handouts_of(came) if each.line}
    assert lines == {1, 4, 6}


def test_next_consignment_serves_those_who_got_nothing(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 5)
    kampung.at_post(donor, rw_head, 2)
    second = kampung.at_post(factories.a_donor(), rw_head, 2)
    lines = {each.line.number for each in kampung.handouts_of(second) if each.line}
    assert lines == {3, 4}


def test_own_request_inside_the_list_is_not_served_twice(donor: Person, rw_head: Person) -> None:
    """Line 2's household asked by itself and is served by that request."""
    need = kampung.portion([1] * 3)
    own = factories.verified(region=RW_901, quantity=1)
    type(own).private.filter(pk=own.pk).update(part_of=need, inside=1)
    type(need).private.filter(pk=need.pk).update(listed=1)
    kampung.Line.private.filter(list_id=need.list_id, number=2).update(own_request=own)
    came = kampung.at_post(donor, rw_head, 3)
    rows = Handout.private.filter(consignment=came).select_related("line")
    assert sorted(each.line.number if each.line else 0 for each in rows) == [0, 1, 3]


def test_donor_and_strangers_do_not_count(donor: Person, stranger: Person, cadre: Person) -> None:
    kampung.portion([1] * 4)
    sent = kampung.on_the_way(donor, 2)
    for person in (donor, cadre):
        with pytest.raises(NotAllowed):
            consignments.arrive(person, sent.reference, kampung.receipt(2))
    assert kampung.fresh(sent).counted is None


def test_number_without_a_list_is_delivered_by_the_coordinators_word(
    donor: Person, rw_head: Person
) -> None:
    need = factories.declared(20)
    came = kampung.at_post(donor, rw_head, 8)
    assert not kampung.handouts_of(came)
    consignments.finish(rw_head, came.reference)
    assert (kampung.fresh(came).delivered, fresh(need).delivered) == (8, 8)
    assert fresh(need).confirmed == 0
    invariants.check_everything()


def test_lost_on_the_way_opens_all_of_it(donor: Person, rw_head: Person) -> None:
    need = kampung.portion([1] * 4)
    sent = kampung.on_the_way(donor, 3)
    lost = consignments.lose(rw_head, sent.reference)
    assert (lost.lost, lost.reserved, fresh(need).open) == (3, 0, 4)
    held = factories.Match.private.filter(consignment=sent)
    assert {match.status for match in held} == {MatchStatus.LOST}
    with pytest.raises(WrongState):
        consignments.arrive(rw_head, sent.reference, kampung.receipt(1))
    invariants.check_everything()
