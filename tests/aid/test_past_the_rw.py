"""Past the RW ("jangan lewat RT/RW saya"): the kelurahan checks it, the RW hears nothing."""

from typing import Any

import pytest

from aid.actions import verification
from aid.errors import NotFound
from aid.events import Entry
from aid.models import Match, Request
from aid.queries.figures import figures_below
from aid.relations import request_relations
from aid.rules import Who
from frontend import boards
from people.person import Person, Role
from tests import factories
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db

CHOSE_RW: dict[str, Any] = {"region": RW_901, "not_through_rw": True}


@pytest.fixture
def rw_people(rw_head: Person) -> tuple[Person, ...]:
    return rw_head, factories.office(RW_901, Role.CADRE)


def test_request_goes_to_the_kelurahan_though_an_rw_was_chosen() -> None:
    request = factories.fresh(factories.submitted(**CHOSE_RW).request)
    assert (request.region_code, request.not_through_rw) == (HOME, True)
    assert request.household is not None and request.household.region_id == HOME


def test_rw_sees_neither_request_nor_matches(rw_people: tuple[Person, ...]) -> None:
    request = factories.verified(**CHOSE_RW)
    match = factories.pledged(request)
    for person in rw_people:
        assert not request_relations(person, request) & {Who.COORDINATOR, Who.CADRE}
        assert not Request.private.visible_to(person).exists()
        assert not Match.private.visible_to(person).filter(pk=match.pk).exists()
        with pytest.raises(NotFound):
            verification.refuse(person, request.reference, "Ganda")


def test_rw_counts_it_nowhere(rw_head: Person) -> None:
    request = factories.submitted(**CHOSE_RW).request
    assert boards.waiting(rw_head, RW_901).queue == 0
    factories.verify(request)
    factories.pledged(request)
    assert not boards.match_counts(rw_head, RW_901)
    assert RW_901 not in figures_below(HOME, len(RW_901))


def test_rw_gets_no_hint_of_it() -> None:
    request = factories.fresh(factories.submitted(**CHOSE_RW).request)
    for kind in ("submit", "vouch", "verify", "pledge"):
        topics = set(Entry(kind, request=request).topics())
        assert f"board:{HOME}" in topics and f"board:{RW_901}" not in topics


def test_kelurahan_checks_it(coordinator: Person) -> None:
    request = factories.submitted(**CHOSE_RW).request
    verification.verify(coordinator, request.reference)


def test_declared_need_of_the_rw_does_not_take_it_in() -> None:
    declared = factories.declared(20)
    request = factories.verified(**CHOSE_RW)
    assert factories.fresh(declared).listed == 0
    assert factories.fresh(request).part_of_id is None
