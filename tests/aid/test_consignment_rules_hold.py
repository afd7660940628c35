"""Each action on consignments and hand-outs does what its line of the tables allows, and refuses
everything else whole."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from aid.actions import consignments, handouts
from aid.models import Consignment, Handout, Household
from aid.rules import ConsignmentStatus, HandoutStatus, Status
from people.person import ANYONE, SYSTEM, Person
from people.private import Details, keep
from tests import factories, invariants, kampung
from tests.aid.acting import misbehaved, tried
from tests.aid.acting_consignments import CONSIGNMENT_ACTS, HANDOUT_ACTS, Act, Load
from tests.aid.expected import EXPECTED

pytestmark = pytest.mark.django_db

NAMES = {
    "S": "stranger",
    "D": "donor",
    "E": "cadre",
    "W": "rw_head",
    "K": "coordinator",
    "C": "city_coordinator",
    "U": "auditor",
    "O": "other_coordinator",
}
K, H = ConsignmentStatus, HandoutStatus
# Only a coupon scanned at the post redeems; plans are made in test_plan_consignment.
ELSEWHERE = {"consignment": {"see", "plan"}, "handout": {"see", "redeem"}}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Person]:
    people = {letter: request.getfixturevalue(name) for letter, name in NAMES.items()}
    return people | {"A": ANYONE, "G": SYSTEM}


def institution_account(consignment: Consignment) -> Person:
    """The account of the institution that it goes to."""
    resident = factories.somebody()
    household = Household.private.create(
        region=consignment.region,
        kind="orphanage",
        people=40,
        resident_id=resident.user_id,
        details_id=keep(Details(name="Panti Contoh")),
        place=factories.published().place,
    )
    Consignment.private.filter(pk=consignment.pk).update(institution=household)
    return resident


def consignment_at(
    status: ConsignmentStatus, donor: Person, receiver: Person, *, left: bool = True
) -> Consignment:
    """Two packages for the first two of three households; both are still there but where
    nothing is ``left``."""
    kampung.portion([1] * 3)
    sent = kampung.planned(donor, 2)
    if status is K.CANCELLED:
        return consignments.cancel(donor, sent.reference)
    if status is K.PLANNED:
        return sent
    consignments.start(donor, sent.reference)
    if status is K.LOST:
        return consignments.lose(donor, sent.reference)
    if status is K.ON_THE_WAY:
        return kampung.fresh(sent)
    consignments.arrive(receiver, sent.reference, kampung.receipt(2))
    kampung.slot_over(sent)
    if not left or status is K.CLOSED:
        kampung.give_all(receiver, sent)
    if status is not K.AT_POST:
        consignments.finish(receiver, sent.reference)
    if status is K.CLOSED:
        consignments.close(SYSTEM, sent.reference)
    return kampung.fresh(sent)


def handout_at(status: HandoutStatus, donor: Person, receiver: Person) -> Handout:
    came = kampung.slot_over(consignment_at(K.AT_POST, donor, receiver))
    handout = kampung.handouts_of(came)[0]
    if status in (H.GIVEN, H.DISPUTED, H.LOST):
        handouts.give(receiver, came.reference, [handout.pk])
    if status in (H.DISPUTED, H.LOST):
        kampung.say(handout, "nothing")
    if status is H.LOST:
        handouts.settle(factories.office(factories.HOME), handout.pk, arrived=False)
    if status is H.CONFIRMED:
        kampung.say(handout)
    if status is H.DID_NOT_COME:
        # The third household has the coming claim on it: let it be served already.
        handouts.not_come(receiver, handout.pk)
        third = Handout.private.get(consignment=came, line__number=3)
        handouts.not_come(receiver, third.pk)
    return Handout.private.with_facts().get(pk=handout.pk)


def check(
    at: tuple[str, Status],
    load: Load,
    cast: Mapping[str, Person],
    acts: Mapping[str, Act],
    landed: Callable[[], str],
) -> None:
    """Try every verb of a table, at a status, by everybody; each trial is undone before the
    next."""
    table, status = at
    for verb, act in acts.items():
        line = EXPECTED[table][verb]
        for letter, person in cast.items():
            trial = tried(partial(act, person, load), landed)
            problem = misbehaved(line, status, letter, trial)
            assert not problem, f"{letter} {verb} at {status}: {problem}"
    invariants.check_everything()


def test_every_verb_has_its_action() -> None:
    for table, acts in (("consignment", CONSIGNMENT_ACTS), ("handout", HANDOUT_ACTS)):
        assert EXPECTED[table].keys() == acts.keys() | ELSEWHERE[table]


@pytest.mark.parametrize("status", ConsignmentStatus)
def test_consignments(cast: dict[str, Person], status: ConsignmentStatus) -> None:
    consignment = consignment_at(status, cast["D"], cast["W"])
    # Late is later than planned.
    yesterday = timezone.localdate() - timedelta(days=1)
    Consignment.private.filter(pk=consignment.pk).update(day=yesterday)
    people = cast | {"H": institution_account(consignment)}
    acts = {verb: act for verb, act in CONSIGNMENT_ACTS.items() if verb != "close"}
    landed = partial(standing, consignment)
    check(("consignment", status), Load(kampung.fresh(consignment)), people, acts, landed)


@pytest.mark.parametrize("status", ConsignmentStatus)
def test_closing(cast: dict[str, Person], status: ConsignmentStatus) -> None:
    """Possible where nothing lies at the post any more."""
    consignment = consignment_at(status, cast["D"], cast["W"], left=False)
    people = cast | {"H": institution_account(consignment)}
    acts = {"close": CONSIGNMENT_ACTS["close"]}
    landed = partial(standing, consignment)
    check(("consignment", status), Load(kampung.fresh(consignment)), people, acts, landed)


def standing(consignment: Consignment) -> str:
    return Consignment.private.get(pk=consignment.pk).status


@pytest.mark.parametrize("status", HandoutStatus)
def test_handouts(cast: dict[str, Person], status: HandoutStatus) -> None:
    handout = handout_at(status, cast["D"], cast["W"])
    people = cast | {"H": kampung.coupon_holder(handout)}
    load = Load(handout.consignment, handout)
    check(
        ("handout", status),
        load,
        people,
        HANDOUT_ACTS,
        lambda: Handout.private.get(pk=handout.pk).status,
    )
