"""Adding an RW or kampung, and vouching for it."""

import pytest

from aid.actions.neighbourhoods import add_neighbourhood, verify_neighbourhood
from aid.errors import Invalid, NotAllowed, SignInNeeded
from geo.errors import NeighbourhoodExists
from geo.models import Region
from people.person import ANYONE, Person
from tests import factories
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db


def test_anybody_with_an_account_adds_an_unverified_rw(stranger: Person) -> None:
    region = add_neighbourhood(stranger, HOME, rw_number=12, name="Kampung Contoh")
    assert (region.code, region.is_verified) == (f"{HOME}.012", False)
    assert region.point == Region.objects.get(code=HOME).point
    with pytest.raises(NeighbourhoodExists):
        add_neighbourhood(stranger, HOME, rw_number=12)


def test_without_account_nobody_adds_one() -> None:
    with pytest.raises(SignInNeeded):
        add_neighbourhood(ANYONE, HOME, rw_number=12)


def test_missing_point_is_the_kelurahan_s(stranger: Person) -> None:
    region = add_neighbourhood(stranger, HOME, name="Kampung Contoh", point=None)
    assert (region.code, region.point.srid) == (f"{HOME}.K01", 4326)


def test_kelurahan_vouches_for_it_and_the_rw_head_does_not(
    rw_head: Person, coordinator: Person, other_coordinator: Person
) -> None:
    for person in (rw_head, other_coordinator):
        with pytest.raises(NotAllowed):
            verify_neighbourhood(person, RW_901)
    assert verify_neighbourhood(coordinator, RW_901).is_verified


@pytest.mark.parametrize("code", [HOME, "x", "", f"{HOME}.\x00", f"{HOME}.999"])
def test_only_neighbourhoods_are_vouched_for(code: str, coordinator: Person) -> None:
    with pytest.raises(Invalid):
        verify_neighbourhood(coordinator, code)


def test_need_of_an_unverified_rw_can_be_declared() -> None:
    assert factories.declared(20).region_code == RW_901
