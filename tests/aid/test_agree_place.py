"""Where it is handed over when the household shares no address."""

import pytest

from aid.actions.blocks import block_donor
from aid.actions.places import agree_place, place_of
from aid.errors import Invalid, NotAllowed, NotFound, WrongState
from aid.models import Event, Match
from aid.rules import MatchStatus
from people.person import Person
from people.vault import NotOpened
from tests import factories
from tests.factories import fresh_match, household_of, verified

pytestmark = pytest.mark.django_db

PLACE = "Warung Bu Contoh, sore"


@pytest.fixture
def match(donor: Person, helper: Person) -> Match:
    request = verified(helper, for_someone_else=True)
    return factories.match_at(MatchStatus.ACCEPTED, donor, request)


def test_donor_and_household_read_the_place(match: Match, donor: Person) -> None:
    agree_place(household_of(match.request), match.reference, f"  {PLACE} ")
    assert place_of(donor, match.reference) == PLACE
    assert place_of(household_of(match.request), match.reference) == PLACE


def test_helper_and_coordinator_may_name_one_too(
    match: Match, helper: Person, coordinator: Person, donor: Person
) -> None:
    agree_place(helper, match.reference, "Pos ronda")
    agree_place(coordinator, match.reference, PLACE)
    assert place_of(donor, match.reference) == PLACE


def test_nobody_else_reads_it(
    match: Match, helper: Person, coordinator: Person, auditor: Person, stranger: Person
) -> None:
    agree_place(coordinator, match.reference, PLACE)
    for person in (helper, coordinator, auditor):
        with pytest.raises(NotAllowed):
            place_of(person, match.reference)
    with pytest.raises(NotFound):
        place_of(stranger, match.reference)


def test_donor_names_no_place(match: Match, donor: Person) -> None:
    with pytest.raises(NotAllowed):
        agree_place(donor, match.reference, PLACE)
    assert place_of(donor, match.reference) == ""


def test_nothing_stands_for_the_usual_place(match: Match, donor: Person) -> None:
    agree_place(household_of(match.request), match.reference, PLACE)
    agree_place(household_of(match.request), match.reference, " ")
    assert place_of(donor, match.reference) == ""
    assert fresh_match(match.pk).handover_place is None


def test_place_is_sealed_and_stands_in_no_event(match: Match) -> None:
    agree_place(household_of(match.request), match.reference, PLACE)
    assert b"Warung" not in bytes(fresh_match(match.pk).handover_place or b"")
    assert "Warung" not in str(list(Event.log.all().values()))


def test_place_of_one_match_opens_no_other(match: Match, donor: Person) -> None:
    agree_place(household_of(match.request), match.reference, PLACE)
    other = factories.pledged(verified(), 1, donor)
    Match.private.filter(pk=other.pk).update(
        handover_place=bytes(fresh_match(match.pk).handover_place or b"")
    )
    with pytest.raises(NotOpened):
        place_of(donor, other.reference)


def test_long_places_are_refused(match: Match) -> None:
    with pytest.raises(Invalid) as refused:
        agree_place(household_of(match.request), match.reference, "x" * 201)
    assert refused.value.problems["place"].code == "too_long"


def test_no_place_is_named_after_the_handover() -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    with pytest.raises(WrongState):
        agree_place(household_of(match.request), match.reference, PLACE)


def test_nobody_meets_whom_they_blocked(match: Match) -> None:
    household = household_of(match.request)
    factories.bring(match, MatchStatus.ON_THE_WAY)
    block_donor(household, match.reference)
    with pytest.raises(WrongState):
        agree_place(household, match.reference, PLACE)
