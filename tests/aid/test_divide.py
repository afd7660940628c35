"""Bagi rata: what came is shared equally, before anything is handed out."""

import pytest

from aid.actions import dividing, handouts, moving_on
from aid.errors import HandedOutAlready, Invalid, NotAllowed, NothingLeft, NothingToDivide
from aid.rules import HandoutStatus
from people.person import Person
from tests import invariants, kampung
from tests.factories import fresh

pytestmark = pytest.mark.django_db
WHY = "Kurang untuk semua"


def divided(donor: Person, head: Person, packages: int, households: int) -> kampung.Consignment:
    kampung.portion([1] * households)
    came = kampung.at_post(donor, head, packages)
    return dividing.divide(head, came.reference, WHY)


def test_everybody_on_the_list_gets_an_equal_part(donor: Person, rw_head: Person) -> None:
    shared = divided(donor, rw_head, 2, 5)
    rows = kampung.handouts_of(shared)
    assert (shared.divided_among, len(rows)) == (5, 5)
    assert {(each.share_of, each.shared_by) for each in rows} == {(2, 5)}


def test_equivalents_follow_the_households_word(donor: Person, rw_head: Person) -> None:
    """2 packages for 5: k households stand for floor(2k / 5) packages: 0, 0, 1, 1, 2."""
    shared = divided(donor, rw_head, 2, 5)
    confirmed = []
    for handout in kampung.handouts_of(shared):
        assert kampung.say(handout, "part").status == HandoutStatus.CONFIRMED
        confirmed.append(kampung.fresh(shared).confirmed)
        invariants.check_everything()
    assert confirmed == [0, 0, 1, 1, 2]


def test_nothing_got_is_disputed_and_settles_without_remainder(
    donor: Person, rw_head: Person, coordinator: Person
) -> None:
    """1 package for 2 households: the one says part, the other nothing, and it is settled lost:
    half a package each, so that the one that came counts as confirmed."""
    shared = divided(donor, rw_head, 1, 2)
    first, second = kampung.handouts_of(shared)
    kampung.say(first, "nothing")
    kampung.say(second, "nothing")
    invariants.check_everything()
    handouts.settle(coordinator, first.pk, arrived=True)
    handouts.settle(coordinator, second.pk, arrived=False)
    after = kampung.fresh(shared)
    assert (after.confirmed, after.lost, after.reserved) == (1, 0, 0)
    invariants.check_everything()


def test_reason_is_needed(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 2)
    with pytest.raises(Invalid):
        dividing.divide(rw_head, came.reference, " ")


def test_not_after_something_was_handed_out_and_not_twice(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 2)
    dividing.divide(rw_head, came.reference, WHY)
    with pytest.raises(HandedOutAlready):
        dividing.divide(rw_head, came.reference, WHY)
    kampung.portion([1] * 3)


def test_not_once_somebody_got_a_whole_one(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 2)
    handouts.give(rw_head, came.reference, [kampung.handouts_of(came)[0].pk])
    with pytest.raises(HandedOutAlready):
        dividing.divide(rw_head, came.reference, WHY)


def test_enough_for_all_is_not_divided(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    with pytest.raises(NothingToDivide):
        dividing.divide(rw_head, came.reference, WHY)


def test_cadre_and_donor_do_not_divide(donor: Person, rw_head: Person, cadre: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 2)
    for person in (donor, cadre):
        with pytest.raises(NotAllowed):
            dividing.divide(person, came.reference, WHY)


def test_part_left_behind_is_moved_on_whole(donor: Person, rw_head: Person) -> None:
    """2 packages for 4 households, of whom 2 don't come: 1 equivalent is left and moves on; then
    nothing is there for who comes after all."""
    shared = kampung.slot_over(divided(donor, rw_head, 2, 4))
    rows = kampung.handouts_of(shared)
    for handout in rows[:2]:
        kampung.say(handout, "part")
    for handout in rows[2:]:
        handouts.not_come(rw_head, handout.pk)
    after = kampung.fresh(shared)
    assert (after.confirmed, after.reserved) == (1, 1)
    moving_on.move_on(rw_head, shared.reference, None, "Tidak diambil")
    # One of two shares of half a package rounds down to none; both would need one.
    handouts.come_after_all(rw_head, rows[2].pk)
    with pytest.raises(NothingLeft):
        handouts.come_after_all(rw_head, rows[3].pk)
    invariants.check_everything()
    assert fresh(rows[0].request).confirmed == 1
