"""From what a form says to a place in Jakarta."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import translation

from geo.errors import GeoError, PointInvalid, PointOutsideJakarta, PointSwapped
from geo.models import Region
from geo.places import locate, place_in_jakarta, point_at

pytestmark = pytest.mark.django_db


def test_numbers_and_their_texts_are_taken() -> None:
    for lat, lon in ((-6.2, 106.85), ("-6.2", " 106.85 ")):
        point = point_at(lat, lon)
        assert point.coords == (106.85, -6.2)
        assert point.srid == 4326


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (None, 106.85),
        ("", "106.85"),
        ("enam", "106.85"),
        ("nan", "106.85"),
        ("inf", "106.85"),
        ("-6,2", "106,85"),
        (-6.2, 181),
        (10**400, 106.85),
        ([], {}),
        ("9" * 1_000_000, "106.85"),
    ],
)
def test_what_is_no_degree_is_refused(lat: Any, lon: Any) -> None:
    with pytest.raises(PointInvalid) as refusal:
        point_at(lat, lon)
    assert refusal.value.code == "point_invalid"


def test_a_place_in_jakarta_has_its_kelurahan() -> None:
    gambir = Region.objects.get(code="31.71.01.1001")
    assert locate(gambir.point) == gambir


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(-6.9147, 107.6098), (0, 0), (-90, 0), (90, 180), (-6.2, -106.85), (6.2, 106.85)],
)
def test_a_place_outside_jakarta_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(PointOutsideJakarta) as refusal:
        locate(point_at(lat, lon))
    assert refusal.value.code == "point_outside_jakarta"


def test_swapped_degrees_are_refused_with_the_likely_place() -> None:
    with pytest.raises(PointSwapped) as refusal:
        locate(point_at(106.85, -6.2))
    assert refusal.value.code == "point_swapped"
    assert "-6.2" in str(refusal.value.message)
    assert "106.85" in str(refusal.value.message)


def test_a_form_may_leave_the_place_empty_but_not_half_of_it() -> None:
    assert place_in_jakarta(None, "") is None
    with pytest.raises(PointInvalid):
        place_in_jakarta("106.85", "")


def test_a_form_takes_longitude_first() -> None:
    assert place_in_jakarta("106.85", "-6.2") == Point(106.85, -6.2, srid=4326)
    with pytest.raises(PointSwapped):
        place_in_jakarta("-6.2", "106.85")


def every_error(base: type[GeoError] = GeoError) -> list[type[GeoError]]:
    return [error for below in base.__subclasses__() for error in (below, *every_error(below))]


def test_every_refusal_has_a_code_of_its_own_and_words() -> None:
    errors = every_error()
    assert len({error.code for error in errors}) == len(errors) >= 15
    with translation.override("en"):
        assert all(str(error.text) for error in errors)
