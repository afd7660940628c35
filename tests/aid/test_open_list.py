"""Opening a list of a neighbourhood."""

import pytest

from aid.actions import lines, portions
from aid.actions import lists as actions
from aid.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from aid.list_errors import ListInTheMaking
from aid.models import NeighbourhoodList
from aid.rules import ListStatus
from people.person import ANYONE, Person
from tests import factories, lists
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db


def test_cadre_opens_the_list_of_its_rw() -> None:
    made = lists.opened(lists.cadre_of(), portions=4, every=7)
    assert made.status == ListStatus.DRAFT and made.reference.startswith("L-")
    assert (made.portions, made.every, made.category) == (4, 7, "sembako")


@pytest.mark.parametrize("who", ["stranger", "donor", "other_coordinator", "auditor"])
def test_nobody_else_opens_one(request: pytest.FixtureRequest, who: str) -> None:
    with pytest.raises(NotAllowed):
        lists.opened(request.getfixturevalue(who))
    with pytest.raises(SignInNeeded):
        lists.opened(ANYONE)
    assert not NeighbourhoodList.private.exists()


def test_cadre_of_another_rw_opens_none_here() -> None:
    with pytest.raises(NotAllowed):
        lists.opened(lists.cadre_of(lists.second_rw()))


def test_second_list_of_a_category_waits_for_the_first(rw_head: Person) -> None:
    first = lists.opened(rw_head)
    with pytest.raises(ListInTheMaking) as refused:
        lists.opened(rw_head)
    assert refused.value.facts["reference"] == first.reference
    lists.opened(rw_head, category="baby")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("first_day", "2020-01-01", "day_past"),
        ("first_day", "", "required"),
        ("first_day", "2120-01-01", "until_too_far"),
        ("portions", 0, "portions_out_of_range"),
        ("portions", "32", "portions_out_of_range"),
        ("every", "a week", "portions_out_of_range"),
        ("last_rt", 1000, "rt_invalid"),
        ("last_rt", "twelve", "rt_invalid"),
        ("category", "rice", "unknown_category"),
        ("slot", "noon", "slot_for_meals_only"),
    ],
)
def test_wrong_terms_are_told(rw_head: Person, field: str, value: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        lists.opened(rw_head, **{field: value})
    assert refused.value.problems[field].code == code


def test_kelurahan_has_no_list(coordinator: Person) -> None:
    with pytest.raises(Invalid) as refused:
        actions.open_list(coordinator, HOME, "sembako", lists.today())
    assert refused.value.problems["region"].code == "neighbourhood_needed"


def test_list_is_seen_by_its_offices_alone(stranger: Person, donor: Person) -> None:
    lists.opened(lists.cadre_of())
    seen = NeighbourhoodList.private.visible_to
    assert not seen(stranger) and not seen(donor)
    assert not seen(lists.cadre_of(lists.second_rw()))
    assert seen(lists.cadre_of(RW_901)) and seen(factories.office(HOME))


# The RW's last RT


def test_line_of_a_later_rt_is_refused(rw_head: Person) -> None:
    made = lists.opened(rw_head, last_rt=12)
    lines.write_line(rw_head, made.reference, lists.household(1, rt=12))
    with pytest.raises(Invalid) as refused:
        lines.write_line(rw_head, made.reference, lists.household(2, rt="13"))
    assert refused.value.problems["rt"].code == "rt_elsewhere"


def test_last_rt_is_corrected_but_not_below_a_line(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1, rt=7)])
    with pytest.raises(Invalid) as refused:
        actions.state_last_rt(rw_head, made.reference, 6)
    assert refused.value.problems["last_rt"].code == "lines_beyond_rt"
    assert actions.state_last_rt(rw_head, made.reference, 7).last_rt == 7
    assert actions.state_last_rt(rw_head, made.reference).last_rt is None


def test_cadre_does_not_correct_the_last_rt(rw_head: Person, donor: Person) -> None:
    made = lists.opened(rw_head, last_rt=12)
    with pytest.raises(NotAllowed):
        actions.state_last_rt(lists.cadre_of(), made.reference, 20)
    with pytest.raises(NotFound):
        actions.state_last_rt(donor, made.reference, 20)


def test_last_rt_is_copied_forward(rw_head: Person, coordinator: Person) -> None:
    made = lists.draft(rw_head, last_rt=12)
    actions.compile_list(rw_head, made.reference, lists.NOTE, lists.today())
    portions.verify_list(coordinator, made.reference)
    assert actions.copy_list(rw_head, made.reference).last_rt == 12
