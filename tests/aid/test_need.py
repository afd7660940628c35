"""Where need is unmet, as donors see it: by area, never by household."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from aid.queries.area_needs import areas_in_need
from aid.queries.areas import areas_for
from aid.queries.need import (
    HouseholdNeed,
    as_donor_sees,
    households_in_need,
    neighbourhoods_in_need,
    waiting_band,
)
from geo.codes import PROVINCE
from geo.official import kelurahan_in, official_regions
from people.person import Person
from tests import factories
from tests.factories import (
    CITY,
    ELSEWHERE,
    HOME,
    RW_901,
    count_neighbourhoods,
    declared,
    in_rw_901,
    verified,
)

pytestmark = pytest.mark.django_db


def seen(person: Person, within: str = HOME) -> list[HouseholdNeed]:
    areas = areas_for(person, within)
    return as_donor_sees(households_in_need(person, areas, timezone.now(), within), areas)


def test_area_shows_what_nobody_promised_rounded(donor: Person) -> None:
    """4 + 9 asked, 1 promised: 12 open, told as 10."""
    factories.pledged(verified(), 1)
    verified(quantity=9)
    (area,) = areas_in_need(timezone.now(), kelurahan_in(CITY))
    (need,) = area.needs
    assert (area.region.pk, need.category, need.quantity) == (HOME, "sembako", 10)
    assert need.worth == 10 * 200_000


def test_single_household_s_quantity_is_not_told() -> None:
    verified(quantity=3)
    (area,) = areas_in_need(timezone.now(), kelurahan_in(PROVINCE))
    assert [(need.quantity, need.worth) for need in area.needs] == [(None, 0)]


def test_areas_of_one_category_and_one_region_only() -> None:
    verified(category="baby")
    verified(region=ELSEWHERE)
    now = timezone.now()
    assert [area.region.pk for area in areas_in_need(now, kelurahan_in(CITY))] == [HOME]
    assert areas_in_need(now, kelurahan_in(CITY), "meal") == []
    assert [area.region.pk for area in areas_in_need(now, kelurahan_in(PROVINCE), "sembako")] == [
        ELSEWHERE
    ]


@pytest.mark.parametrize(("households", "named"), [(9, HOME), (10, RW_901)])
def test_rw_is_named_from_ten_asking_households_on(
    donor: Person, households: int, named: str
) -> None:
    in_rw_901(households)
    count_neighbourhoods()
    assert {need.region.pk for need in seen(donor)} == {named}


def test_rw_shows_what_its_households_ask_once_they_are_counted() -> None:
    """Ten households with 4 each: 40."""
    in_rw_901(10)
    assert neighbourhoods_in_need(timezone.now(), HOME) == []
    count_neighbourhoods()
    (area,) = neighbourhoods_in_need(timezone.now(), HOME)
    assert (area.region.pk, area.needs[0].quantity) == (RW_901, 40)


def test_rw_of_a_rare_kind_of_aid_is_not_named(donor: Person) -> None:
    """Ten ask for packages; that one of them needs a baby kit would be known of the RW."""
    in_rw_901(10)
    in_rw_901(4, category="baby")
    count_neighbourhoods()
    assert {need.region.pk for need in seen(donor) if need.category == "baby"} == {HOME}
    (area,) = neighbourhoods_in_need(timezone.now(), HOME)
    assert [need.category for need in area.needs] == ["sembako"]


def test_donor_whom_the_city_does_not_know_reads_no_rw(new_donor: Person) -> None:
    in_rw_901(10)
    count_neighbourhoods()
    assert {need.region.pk for need in seen(new_donor)} == {HOME}
    assert seen(new_donor, RW_901) == []


def test_urgency_of_an_rw_is_what_five_of_its_households_reach() -> None:
    """Four have nothing today, six have a few days."""
    in_rw_901(4, urgency=0)
    in_rw_901(6, urgency=2)
    count_neighbourhoods()
    (area,) = neighbourhoods_in_need(timezone.now(), HOME)
    assert area.urgency == 2


def test_declared_need_and_households_of_an_rw_are_added_up() -> None:
    """100 declared, 10 of its households ask for 4 each of them: 60 and 40."""
    declared(100)
    in_rw_901(10)
    count_neighbourhoods()
    (area,) = neighbourhoods_in_need(timezone.now(), HOME)
    assert area.needs[0].quantity == 100


def test_declared_need_names_its_rw_without_its_few_households(donor: Person) -> None:
    """20 declared, 4 of them asked for by one household: 16 are told as 15, not the 4."""
    declared(20)
    verified(region=RW_901)
    (area,) = neighbourhoods_in_need(timezone.now(), HOME)
    assert area.needs[0].quantity == 15
    assert {need.region.pk for need in seen(donor)} == {HOME}


def test_donor_sees_nothing_of_a_household_but_area_kind_and_urgency(donor: Person) -> None:
    verified(urgency=0, note="rumah biru")
    (need,) = seen(donor)
    assert {field.name for field in fields(need)} == {
        "reference", "region", "category", "quantity", "urgency", "slot", "institution", "whole",
    }  # fmt: skip
    assert (need.quantity, need.urgency) == (4, 0)


def test_own_requests_are_not_offered_to_oneself(resident: Person, helper: Person) -> None:
    own = verified(resident)
    filed = verified(helper, for_someone_else=True)
    assert [need.reference for need in seen(resident)] == [filed.reference]
    assert [need.reference for need in seen(helper)] == [own.reference]
    assert seen(factories.household_of(own)) == seen(resident)


def test_only_open_verified_requests_are_shown(donor: Person) -> None:
    factories.submitted()
    factories.pledged(verified(), 4)
    past = verified()
    factories.make_overdue(past)
    factories.proposed(proposed := verified())
    assert [need.reference for need in seen(donor)] == [proposed.reference]


def test_neediest_come_first(donor: Person) -> None:
    calm, hungry = verified(urgency=2), verified(urgency=0)
    assert [need.reference for need in seen(donor)] == [hungry.reference, calm.reference]


@pytest.mark.parametrize(
    ("hours", "band"),
    [(0, "today"), (23, "today"), (24, "days"), (95, "days"), (96, "week"), (192, "longer")],
)
def test_waiting_is_told_in_bands(hours: int, band: str) -> None:
    assert waiting_band(timedelta(hours=hours)) == band


def test_areas_take_one_statement(django_assert_num_queries: object) -> None:
    for region in (HOME, RW_901, ELSEWHERE):
        verified(region=region)
    now = timezone.now()
    official_regions()
    with django_assert_num_queries(1):  # type: ignore[operator]
        areas = areas_in_need(now, kelurahan_in(PROVINCE))
    assert [area.region.pk for area in areas] == sorted([HOME, ELSEWHERE])
