"""The action behind each verb of consignments and hand-outs, called by anybody."""

from collections.abc import Callable
from dataclasses import dataclass

from aid.actions import (
    complaints,
    consignments,
    dividing,
    handouts,
    moving_on,
    papers,
    planning,
    running_late,
)
from aid.models import Consignment, Handout
from people.person import Person
from tests import kampung


@dataclass(frozen=True)
class Load:
    """A consignment, and one of its hand-outs where there are any."""

    consignment: Consignment
    handout: Handout | None = None


Act = Callable[[Person, Load], object]


def handout_of(load: Load) -> Handout:
    assert load.handout is not None
    return load.handout


def on_reference(act: Callable[[Person, str], object]) -> Act:
    return lambda person, load: act(person, load.consignment.reference)


def on_handout(act: Callable[[Person, int], object]) -> Act:
    return lambda person, load: act(person, handout_of(load).pk)


def hand_out(person: Person, load: Load) -> object:
    """Tick whatever lies there; who may not hand out fails before."""
    return handouts.require_hand_out(person, load.consignment.reference)


def give(person: Person, load: Load) -> object:
    return handouts.give(person, load.consignment.reference, [handout_of(load).pk])


CONSIGNMENT_ACTS: dict[str, Act] = {
    "reschedule": on_reference(
        lambda person, reference: planning.reschedule(person, reference, kampung.schedule())
    ),
    "confirm_slot": on_reference(consignments.confirm_slot),
    "print_waybill": on_reference(papers.print_waybill),
    "start": on_reference(consignments.start),
    "running_late": on_reference(
        lambda person, reference: running_late.consignment_is_late(person, reference, "hour")
    ),
    "arrive": on_reference(
        lambda person, reference: consignments.arrive(person, reference, kampung.receipt(2))
    ),
    "print_handover_note": on_reference(papers.print_handover_note),
    "divide": on_reference(
        lambda person, reference: dividing.divide(person, reference, "Kurang untuk semua")
    ),
    "hand_out": hand_out,
    "move_on": on_reference(
        lambda person, reference: moving_on.move_on(person, reference, 1, "Tidak diambil")
    ),
    "finish": on_reference(consignments.finish),
    "close": on_reference(consignments.close),
    "cancel": on_reference(consignments.cancel),
    "lose": on_reference(consignments.lose),
}

HANDOUT_ACTS: dict[str, Act] = {
    "give": give,
    "confirm": on_handout(handouts.confirm),
    "dispute": on_handout(handouts.dispute),
    "not_come": on_handout(handouts.not_come),
    "come_after_all": on_handout(handouts.come_after_all),
    "settle_arrived": on_handout(lambda person, pk: handouts.settle(person, pk, arrived=True)),
    "settle_lost": on_handout(lambda person, pk: handouts.settle(person, pk, arrived=False)),
    "complain": on_handout(
        lambda person, pk: complaints.complain_about_handout(person, pk, "asked_to_pay")
    ),
    "answer_payment": on_handout(
        lambda person, pk: complaints.answer_payment_of_handout(person, pk, "no")
    ),
}
