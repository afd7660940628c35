"""Opening a list of a neighbourhood."""

import pytest

from aid.actions import lists as actions
from aid.errors import Invalid, NotAllowed, SignInNeeded
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
