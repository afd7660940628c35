"""Vouching for a household without Jakarta ID, before its RW checks the request."""

from typing import Any

import pytest

from aid.actions import verification, vouching
from aid.errors import (
    NotAllowed,
    NotFound,
    NoVouchNeeded,
    SignInNeeded,
    VouchedAlready,
    VouchesMissing,
)
from aid.models import Event, Request, Vouch
from aid.rules import RequestStatus
from people.person import ANYONE, Person, Role
from tests import factories
from tests.factories import ELSEWHERE, HOME, RW_901

pytestmark = pytest.mark.django_db


def unknown(region: str = RW_901, **asked: Any) -> Request:
    """The request of a household that its RT doesn't know."""
    return factories.submitted(region=region, no_local_id=True, **asked).request


def test_rw_cannot_check_an_unknown_household_before_two_neighbours_vouched(
    rw_head: Person,
) -> None:
    request = unknown()
    for missing in (2, 1):
        with pytest.raises(VouchesMissing) as refused:
            verification.verify(rw_head, request.reference)
        assert refused.value.facts == {"missing": missing}
        vouching.vouch(factories.a_neighbour(), request.reference)
    verification.verify(rw_head, request.reference)
    assert factories.fresh(request).status == RequestStatus.VERIFIED


def test_one_cadre_suffices(rw_head: Person) -> None:
    request = unknown()
    vouching.vouch(factories.office(RW_901, Role.CADRE), request.reference)
    verification.verify(rw_head, request.reference)
    assert Vouch.private.get(request=request).as_cadre


def test_kelurahan_may_check_without(coordinator: Person) -> None:
    verification.verify(coordinator, unknown().reference)


def test_known_household_needs_no_vouch(rw_head: Person) -> None:
    request = factories.submitted(region=RW_901).request
    with pytest.raises(NoVouchNeeded):
        vouching.vouch(factories.a_neighbour(), request.reference)
    verification.verify(rw_head, request.reference)


def test_nobody_vouches_twice(people_db: None) -> None:
    request, neighbour = unknown(), factories.a_neighbour()
    vouching.vouch(neighbour, request.reference)
    with pytest.raises(VouchedAlready):
        vouching.vouch(neighbour, request.reference)


def test_own_word_as_cadre_does_not_count_for_whoever_checks(people_db: None) -> None:
    """Cadre and RW coordinator in one person: somebody else must vouch."""
    request = unknown()
    cadre = factories.office(RW_901, Role.CADRE)
    both = Person(cadre.user_id, roles=(*cadre.roles, *factories.office(RW_901).roles))
    vouching.vouch(both, request.reference)
    with pytest.raises(VouchesMissing):
        verification.verify(both, request.reference)


@pytest.mark.parametrize("status", [RequestStatus.SUBMITTED, RequestStatus.REFUSED])
def test_whose_own_request_was_not_checked_is_no_neighbour(status: RequestStatus) -> None:
    person = factories.somebody()
    factories.request_at(status, person, region=RW_901)
    with pytest.raises(NotFound):
        vouching.vouch(person, unknown().reference)


@pytest.mark.parametrize("region", [ELSEWHERE, f"{HOME}.902"])
def test_who_lives_elsewhere_is_no_neighbour(region: str) -> None:
    if region.endswith("902"):
        factories.neighbourhood(902)
    with pytest.raises(NotFound):
        vouching.vouch(factories.a_neighbour(region), unknown().reference)


def test_any_checked_household_of_the_kelurahan_is_neighbour_where_no_rw_was_named() -> None:
    request = unknown(region=HOME)
    vouching.vouch(factories.a_neighbour(RW_901), request.reference)
    vouching.vouch(factories.a_neighbour(HOME), request.reference)
    assert vouching.missing_vouches(request) == 0


def test_nobody_vouches_for_the_own_household_or_what_they_filed(people_db: None) -> None:
    own = factories.a_neighbour()
    request = unknown(by=own, category="hygiene")
    filed = factories.a_neighbour()
    for_others = unknown(by=filed, for_someone_else=True)
    for person, asked in ((own, request), (filed, for_others)):
        with pytest.raises(NotAllowed):
            vouching.vouch(person, asked.reference)
    assert not Vouch.private.exists()


def test_voucher_sees_area_and_category_alone(people_db: None) -> None:
    request = unknown()
    seen = vouching.unknown_household(factories.a_neighbour(), request.reference.lower())
    assert (seen.reference, seen.region.code, seen.category, seen.vouched) == (
        request.reference, RW_901, "sembako", False,
    )  # fmt: skip
    assert not any("Siti" in str(value) for value in vars(seen).values())


def test_others_are_not_told_that_the_request_exists(stranger: Person) -> None:
    request = unknown()
    for person in (stranger, factories.a_neighbour(ELSEWHERE)):
        for reference in (request.reference, "R-00000000"):
            with pytest.raises(NotFound):
                vouching.unknown_household(person, reference)
    with pytest.raises(SignInNeeded):
        vouching.unknown_household(ANYONE, request.reference)


def test_vouch_is_recorded(people_db: None) -> None:
    request, neighbour = unknown(), factories.a_neighbour()
    vouching.vouch(neighbour, request.reference)
    event = Event.log.of_request(request.pk).get(kind="vouch")
    assert (event.actor_id, event.facts) == (neighbour.user_id, {"as_cadre": False})
