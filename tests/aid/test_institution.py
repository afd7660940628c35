"""A panti, a pesantren, the management of a rusun asks too, counted in people."""

import pytest

from aid.errors import Invalid, SignInNeeded
from aid.models import Household
from people.person import ANYONE, Person
from tests import factories
from tests.factories import HOME

pytestmark = pytest.mark.django_db


def test_institution_counts_up_to_5000_people(resident: Person) -> None:
    request = factories.verified(resident, kind="boarding_school", people="5.000")
    assert request.household is not None
    assert (request.household.kind, request.household.people) == ("boarding_school", 5000)
    with pytest.raises(Invalid) as refused:
        factories.submitted(resident, kind="boarding_school", people=5001, category="baby")
    assert set(refused.value.problems) == {"people"}


def test_household_counts_up_to_50(resident: Person) -> None:
    with pytest.raises(Invalid) as refused:
        factories.submitted(resident, people=51)
    assert set(refused.value.problems) == {"people"}


def test_institution_needs_an_account(people_db: None) -> None:
    with pytest.raises(SignInNeeded):
        factories.submitted(ANYONE, kind="orphanage")
    assert not Household.private.exists()


def test_unknown_kind_is_refused(resident: Person) -> None:
    with pytest.raises(Invalid) as refused:
        factories.submitted(resident, kind="castle")
    assert set(refused.value.problems) == {"kind"}


def test_own_household_and_the_institution_that_one_speaks_for_are_two(resident: Person) -> None:
    """Both may ask for the same; neither writes over the other."""
    for kind, people in (("household", 4), ("orphanage", 120)):
        factories.submitted(resident, kind=kind, people=people)
    kept = Household.private.of_resident(resident).filter(region=HOME)
    assert sorted(kept.values_list("kind", "people")) == [("household", 4), ("orphanage", 120)]
