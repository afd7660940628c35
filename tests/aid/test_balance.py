"""Needs beside offers: what is open, what could reach it, and what nobody there needs."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from aid.queries.balance import Balance, balances
from aid.rules import MatchStatus
from geo.models import Region
from people.person import Person
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901, published, verified
from tests.privacy.people import SAME_CITY

pytestmark = pytest.mark.django_db


def rows(person: Person, code: str, length: int, category: str = "") -> list[Balance]:
    region = Region.objects.get(pk=code)
    return balances(person, region, length, category, timezone.now())


def row(person: Person, code: str, category: str = "sembako") -> Balance:
    """The line of the kelurahan or kecamatan ``code`` on the board above it."""
    above = code.rpartition(".")[0]
    (found,) = [
        each
        for each in rows(person, above, len(code), category)
        if each.region and each.region.pk == code
    ]
    return found


def test_what_is_open_stands_beside_what_lies_there() -> None:
    """10 asked, 4 promised, 6 open; 9 offered of which 4 are taken, 5 free."""
    request = verified(quantity=10)
    offer = published(region=HOME, quantity=9)
    factories.bring(factories.proposed(request, offer, 4), MatchStatus.ACCEPTED)
    found = row(factories.office(KECAMATAN), HOME)
    assert (found.asked, found.promised, found.unmet) == (10, 4, 6)
    assert (found.there, found.reaching, found.gap, found.surplus) == (5, 5, 1, 0)
    assert found.worth("gap") == 200_000


def test_what_lies_there_beyond_the_need_is_surplus() -> None:
    """2 open beside 5 offered: 3 too many, none out of reach."""
    verified(quantity=2)
    published(region=HOME, quantity=5)
    found = row(factories.office(KECAMATAN), HOME)
    assert (found.gap, found.surplus) == (0, 3)


def test_offer_reaches_as_far_as_it_goes() -> None:
    """From one kecamatan of the city to the next only with a radius that gets there."""
    verified(quantity=4)
    published(region=SAME_CITY, quantity=3, radius=1)
    office = factories.office(CITY)
    assert (row(office, KECAMATAN).reaching, row(office, KECAMATAN).gap) == (0, 4)
    published(region=SAME_CITY, quantity=3, radius=50)
    assert (row(office, KECAMATAN).reaching, row(office, KECAMATAN).gap) == (3, 1)
    assert row(office, KECAMATAN).there == 0


def test_offer_for_another_kampung_reaches_nobody_else() -> None:
    verified(quantity=4)
    offer = published(region=HOME, quantity=3)
    offer.target = factories.rw_901()
    offer.save(update_fields=["target"])
    office = factories.office(KECAMATAN)
    assert row(office, HOME).reaching == 3
    (in_rw,) = [each for each in rows(office, HOME, 17) if each.region is None]
    assert in_rw.unmet == 4


def test_no_office_counts_offers_that_it_may_not_see() -> None:
    """A kelurahan's board leaves out what lies elsewhere, however far it goes."""
    verified(region=RW_901, quantity=4)
    published(region=ELSEWHERE, quantity=100, radius=50)
    found = rows(factories.office(HOME), HOME, 17)
    assert [(each.unmet, each.reaching) for each in found] == [(4, 0)]


def test_rw_s_office_sees_no_offers() -> None:
    verified(region=RW_901, quantity=4)
    published(region=RW_901, quantity=100)
    assert {each.there for each in rows(factories.office(RW_901), HOME, 17)} == {0}


@pytest.mark.parametrize("code", [HOME, KECAMATAN, CITY])
def test_what_is_neither_asked_nor_offered_has_no_line(code: str) -> None:
    assert rows(factories.office(CITY), code, {13: 17, 8: 13, 5: 8}[len(code)]) == []


def test_ended_and_used_up_offers_count_nowhere(donor: Person) -> None:
    verified(quantity=4)
    factories.make_overdue(published(donor, region=HOME, quantity=2))
    factories.proposed(verified(quantity=3), published(region=HOME, quantity=3))
    published(region=HOME, quantity=5)
    assert row(factories.office(KECAMATAN), HOME).there == 5


@pytest.mark.parametrize("children", [1, 3])
def test_statements_do_not_grow_with_the_rows(
    children: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(children):
        verified(quantity=2)
        published(region=HOME)
    office = factories.office(KECAMATAN)
    with django_assert_max_num_queries(5):
        rows(office, KECAMATAN, 13)
