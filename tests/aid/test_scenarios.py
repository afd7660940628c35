"""A whole kampung at a time: the figures that people tell each other, from promise to left."""

import pytest

from aid.actions import consignments, dividing
from aid.models import Handout
from aid.rules import HandoutStatus, RequestStatus
from people.person import Person
from tests import invariants, kampung
from tests.factories import fresh
from tests.kampung import fresh as now

pytestmark = pytest.mark.django_db


def test_300_promised_298_at_the_post_291_confirmed_7_left(donor: Person, rw_head: Person) -> None:
    """Of 412 households the 300 packages serve the first 300; two packages are missing."""
    need = kampung.portion([1] * 412)
    sent = kampung.on_the_way(donor, 300)
    came = consignments.arrive(rw_head, sent.reference, kampung.receipt(298))
    assert (came.quantity, came.counted, came.reserved, came.lost) == (300, 298, 298, 2)
    due = kampung.handouts_of(came)
    assert [each.line.number for each in due if each.line] == list(range(1, 299))
    for handout in due[:3]:
        kampung.say(handout)
    kampung.say_all(came, due[3:291])
    after = now(came)
    assert (after.quantity, after.counted, after.confirmed, after.reserved) == (300, 298, 291, 7)
    portion = fresh(need)
    # 412 - 298: the two that were lost on the way are open again.
    assert (portion.needed, portion.confirmed, portion.reserved, portion.open) == (412, 291, 7, 114)
    invariants.check_everything()


def test_200_packages_for_400_families_are_200_equivalents(donor: Person, rw_head: Person) -> None:
    need = kampung.portion([1] * 400)
    came = kampung.at_post(donor, rw_head, 200)
    dividing.divide(rw_head, came.reference, "Kurang untuk semua, dibagi rata")
    assert now(came).divided_among == 400
    due = kampung.handouts_of(came)
    for handout in due[:3]:
        kampung.say(handout, "part")
    kampung.say_all(came, due[3:], "part")
    after = now(came)
    assert (after.confirmed, after.delivered, after.reserved) == (200, 200, 0)
    rows = Handout.private.filter(consignment=came)
    assert rows.filter(status=HandoutStatus.CONFIRMED, answer="part").count() == 400
    assert (fresh(need).confirmed, fresh(need).open) == (200, 200)
    assert fresh(need).status == RequestStatus.VERIFIED
    invariants.check_everything()
