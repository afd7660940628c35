"""Adding neighbourhoods, and vouching for them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from geo import errors
from geo.actions.neighbourhoods import add_neighbourhood, mark_neighbourhood_verified
from geo.models import Region
from geo.projection import to_degrees, to_metres
from geo.queries import kelurahan_code_at

pytestmark = pytest.mark.django_db

KAPUK = "31.73.01.1005"


@pytest.fixture
def here() -> Point:
    return Region.objects.get(code=KAPUK).point


def test_an_rw_gets_its_code_and_name_from_its_number(here: Point) -> None:
    added = add_neighbourhood(KAPUK, point=here, rw_number=12, households=410, population=1_530)
    kept = Region.objects.get(code=f"{KAPUK}.012")
    assert kept == added
    assert (kept.name, kept.level, kept.parent_id) == ("RW 012", "rw", KAPUK)
    assert (kept.households, kept.population, kept.point) == (410, 1_530, here)


def test_an_rw_may_have_a_name_besides(here: Point) -> None:
    added = add_neighbourhood(KAPUK, point=here, rw_number=12, name="  Kampung   Apung ")
    assert (added.code, added.name) == (f"{KAPUK}.012", "RW 012 Kampung Apung")


def test_kampungs_without_an_rw_are_counted(here: Point) -> None:
    first = add_neighbourhood(KAPUK, point=here, name="Kampung Apung")
    add_neighbourhood(KAPUK, point=here, rw_number=1)
    second = add_neighbourhood(KAPUK, point=here, name="Kampung Kandang")
    assert [first.code, second.code] == [f"{KAPUK}.K01", f"{KAPUK}.K02"]
    assert first.rw_number is None


def test_a_new_neighbourhood_is_unverified_until_somebody_vouches(here: Point) -> None:
    added = add_neighbourhood(KAPUK, point=here, rw_number=12)
    assert not added.is_verified
    before = datetime.now(tz=UTC)
    verified = mark_neighbourhood_verified(added.code)
    assert verified.is_verified
    assert verified.verified_at is not None
    assert before <= verified.verified_at <= datetime.now(tz=UTC)
    assert Region.objects.get(code=added.code).verified_at == verified.verified_at


def test_the_first_verification_stays(here: Point) -> None:
    code = add_neighbourhood(KAPUK, point=here, rw_number=12).code
    first = mark_neighbourhood_verified(code).verified_at
    assert mark_neighbourhood_verified(code).verified_at == first


def test_official_regions_need_nobody_to_vouch(here: Point) -> None:
    assert Region.objects.get(code=KAPUK).is_verified


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "neighbourhood_unnamed"),
        ({"name": "   "}, "neighbourhood_unnamed"),
        ({"rw_number": 0}, "rw_number_invalid"),
        ({"rw_number": -1}, "rw_number_invalid"),
        ({"rw_number": 1_000}, "rw_number_invalid"),
        ({"rw_number": 1.5}, "rw_number_invalid"),
        ({"rw_number": "12"}, "rw_number_invalid"),
        ({"rw_number": True}, "rw_number_invalid"),
        ({"name": "x" * 81}, "neighbourhood_name_too_long"),
        ({"name": "x" * 1_000_000}, "neighbourhood_name_too_long"),
        ({"rw_number": 12, "households": -1}, "figures_invalid"),
        ({"rw_number": 12, "population": 10**12}, "figures_invalid"),
        ({"rw_number": 12, "population": 1.5}, "figures_invalid"),
    ],
)
def test_wrong_words_and_figures_are_refused(here: Point, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(errors.GeoError) as refusal:
        add_neighbourhood(KAPUK, point=here, **facts)
    assert refusal.value.code == code
    assert not Region.objects.at_level("rw").exists()


def test_an_rw_number_is_taken_once_in_a_kelurahan(here: Point) -> None:
    add_neighbourhood(KAPUK, point=here, rw_number=12)
    with pytest.raises(errors.NeighbourhoodExists):
        add_neighbourhood(KAPUK, point=here, rw_number=12, name="Another name")
    elsewhere = Region.objects.get(code="31.71.01.1001")
    assert add_neighbourhood(elsewhere.code, point=elsewhere.point, rw_number=12).rw_number == 12


def test_a_kampungs_name_is_taken_once_in_a_kelurahan_whatever_its_case(here: Point) -> None:
    add_neighbourhood(KAPUK, point=here, name="Kampung Apung")
    with pytest.raises(errors.NeighbourhoodExists) as refusal:
        add_neighbourhood(KAPUK, point=here, name="KAMPUNG  APUNG")
    assert "Kapuk" in str(refusal.value)


def test_a_point_far_from_the_kelurahan_is_refused() -> None:
    menteng = Region.objects.get(code="31.71.06.1001").point
    with pytest.raises(errors.PointOutsideKelurahan):
        add_neighbourhood(KAPUK, point=menteng, rw_number=12)


def test_a_point_a_little_outside_is_taken(here: Point) -> None:
    """Boundaries may be approximate: two kilometres are allowed."""
    east, north = to_metres(here)
    outside = next(
        point
        for point in (to_degrees(east + 250 * step, north) for step in range(1, 40))
        if kelurahan_code_at(point) != KAPUK
    )
    assert add_neighbourhood(KAPUK, point=outside, rw_number=12).point == outside


def test_neighbourhoods_belong_to_a_kelurahan(here: Point) -> None:
    with pytest.raises(errors.NotAKelurahan):
        add_neighbourhood("31.73.01", point=here, rw_number=12)
    with pytest.raises(errors.UnknownRegion):
        add_neighbourhood("31.73.01.9999", point=here, rw_number=12)


def test_only_neighbourhoods_are_verified() -> None:
    with pytest.raises(errors.NotANeighbourhood):
        mark_neighbourhood_verified(KAPUK)
    with pytest.raises(errors.UnknownRegion):
        mark_neighbourhood_verified(f"{KAPUK}.012")


def test_a_kelurahan_has_99_codes_for_kampungs(here: Point) -> None:
    facts = {"parent_id": KAPUK, "level": "rw", "name": "Kampung Ujung", "point": here}
    Region.objects.create(code=f"{KAPUK}.K99", **facts)
    with pytest.raises(errors.KelurahanFull):
        add_neighbourhood(KAPUK, point=here, name="Kampung Apung")
