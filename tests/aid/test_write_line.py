"""Writing lines: who may, what is refused, and what is kept."""

import pytest

from aid.actions import lines as actions
from aid.actions import lists as list_actions
from aid.actions import portions
from aid.errors import Invalid, NotFound, WrongState
from aid.list_errors import LinesElsewhere
from aid.models import Household, Line, NeighbourhoodList
from people import private
from people.models import Consent, PrivateDetails
from people.person import Person
from tests import factories, lists
from tests.factories import HOME

pytestmark = pytest.mark.django_db

NIK = "3173010101800001"


def refused_line(person: Person, found: NeighbourhoodList, **fields: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        actions.write_line(person, found.reference, lists.household(9, **fields))
    return {name: problem.code for name, problem in refused.value.problems.items()}


def test_line_keeps_its_household_sealed() -> None:
    cadre = lists.cadre_of()
    made = lists.draft(cadre, [lists.household(1, phone="0812 3456 7890", id_number=NIK)])
    (line,) = lists.lines_of(made)
    household = line.household
    details = private.read([household.details_id])[household.details_id]
    assert (details.name, details.phone) == (lists.household(1).name, "+6281234567890")
    assert household.id_fingerprint and NIK not in household.id_fingerprint
    consent = Consent.private.get(details_id=household.details_id)
    assert consent.purpose == "aid" and consent.given_by_helper


def test_household_that_was_not_asked_is_not_written(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    assert refused_line(rw_head, made, agreed=False) == {"agreed": "household_not_asked"}
    assert not Household.private.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " ", "required"),
        ("people", 0, "people_out_of_range"),
        ("people", "=1+1", "people_out_of_range"),
        ("rt", 0, "rt_invalid"),
        ("rt", 1000, "rt_invalid"),
        ("quantity", -1, "quantity_too_small"),
        ("id_number", "123", "id_number_invalid"),
        ("phone", "12", "phone_invalid"),
        ("address", "x" * 301, "too_long"),
    ],
)
def test_wrong_fields_are_told(rw_head: Person, field: str, value: object, code: str) -> None:
    made = lists.opened(rw_head)
    assert refused_line(rw_head, made, **{field: value}) == {field: code}


def test_same_name_in_the_same_rt_is_refused(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1, name="M. Yusuf")])
    assert refused_line(rw_head, made, name="m yusuf") == {"name": "line_listed"}
    actions.write_line(rw_head, made.reference, lists.household(1, name="M. Yusuf", rt=2))
    assert len(lists.lines_of(made)) == 2


def test_two_id_numbers_tell_a_name_apart(rw_head: Person) -> None:
    other = "3173010101800002"
    made = lists.draft(
        rw_head,
        [lists.household(1, id_number=NIK), lists.household(1, id_number=other)],
    )
    assert len(lists.lines_of(made)) == 2
    assert refused_line(rw_head, made, id_number=NIK) == {"id_number": "line_listed"}


def test_whoever_writes_is_not_told_of_other_lists(rw_head: Person) -> None:
    """Or an id number would tell whether its owner asks for aid somewhere."""
    lists.verified(None, [lists.household(1, id_number=NIK)], region=lists.second_rw())
    made = lists.opened(rw_head)
    actions.write_line(rw_head, made.reference, lists.household(1, id_number=NIK))
    list_actions.compile_list(rw_head, made.reference, lists.NOTE, lists.today())
    with pytest.raises(LinesElsewhere) as refused:
        portions.verify_list(factories.office(HOME), made.reference)
    assert refused.value.facts["lines"] == [1]
    # What the other RW needs of another kind is no double.
    baby = lists.opened(rw_head, category="baby")
    actions.write_line(rw_head, baby.reference, lists.household(1, id_number=NIK))
    list_actions.compile_list(rw_head, baby.reference, lists.NOTE, lists.today())
    portions.verify_list(factories.office(HOME), baby.reference)


def test_list_that_nobody_checked_keeps_no_household_off_another(rw_head: Person) -> None:
    lists.compiled(None, [lists.household(1, id_number=NIK)], region=lists.second_rw())
    lists.verified(rw_head, [lists.household(1, id_number=NIK)])


def test_cadre_reads_and_changes_its_own_lines_alone(rw_head: Person) -> None:
    one, other = lists.cadre_of(), lists.cadre_of()
    made = lists.draft(one, [lists.household(1)])
    assert [line.number for line in Line.private.visible_to(one)] == [1]
    assert not Line.private.visible_to(other)
    with pytest.raises(NotFound):
        actions.change_line(other, made.reference, 1, lists.household(1, people=5))
    with pytest.raises(NotFound):
        actions.remove_line(other, made.reference, 1)
    actions.change_line(one, made.reference, 1, lists.household(1, people=5))
    actions.change_line(rw_head, made.reference, 1, lists.household(1, people=6))
    assert lists.lines_of(made)[0].household.people == 6


def test_stranger_and_donor_learn_of_no_list(stranger: Person, donor: Person) -> None:
    made = lists.draft()
    for person in (stranger, donor, lists.cadre_of(lists.second_rw())):
        with pytest.raises(NotFound):
            actions.write_line(person, made.reference, lists.household(9))
        assert not Line.private.visible_to(person)


def test_id_number_that_is_not_given_again_stays(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1, id_number=NIK)])
    before = lists.lines_of(made)[0].household.id_fingerprint
    actions.change_line(rw_head, made.reference, 1, lists.household(1, people=2))
    assert lists.lines_of(made)[0].household.id_fingerprint == before


def test_removed_line_leaves_nothing_behind(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1)])
    details = lists.lines_of(made)[0].household.details_id
    actions.remove_line(rw_head, made.reference, 1)
    assert not lists.lines_of(made) and not Household.private.exists()
    assert not private.read([details])
    assert not PrivateDetails.private.filter(pk=details).exists()


def test_compiled_list_takes_no_line(rw_head: Person) -> None:
    made = lists.compiled(rw_head)
    for act in (
        lambda: actions.write_line(rw_head, made.reference, lists.household(9)),
        lambda: actions.change_line(rw_head, made.reference, 1, lists.household(1)),
        lambda: actions.remove_line(rw_head, made.reference, 1),
    ):
        with pytest.raises(WrongState):
            act()


def test_quantity_follows_the_people_of_a_meal() -> None:
    made = lists.draft(factories.office(HOME), [lists.household(1, people=5)], category="meal")
    assert lists.lines_of(made)[0].quantity == 5
