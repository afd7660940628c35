from typing import Any

import pytest

from api.pages import Position
from geo.models import Region
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import CITY, HOME, KECAMATAN, rw_901


def test_levels_of_jakarta(public: Client) -> None:
    # 1 province, 6 cities, 44 kecamatan and 267 kelurahan; a page holds up to 200.
    sizes = {
        level: len(public.get("/regions/", level=level, page_size=200).body["results"])
        for level in ("province", "city", "kecamatan")
    }
    assert sizes == {"province": 1, "city": 6, "kecamatan": 44}


def test_filters_of_regions(public: Client) -> None:
    def codes(**query: Any) -> list[str]:
        rows = public.get("/regions/", page_size=200, **query).body["results"]
        return [row["code"] for row in rows]

    assert HOME in codes(parent=KECAMATAN)
    assert set(codes(parent=KECAMATAN)) | {KECAMATAN} == set(codes(within=KECAMATAN))
    assert codes(q="kapuk", parent=KECAMATAN) == [HOME]
    assert public.get("/regions/", within="x").field("within") == "unknown_region"


def test_children_are_one_level_down(public: Client) -> None:
    rows = public.get(f"/regions/{CITY}/children/").body["results"]
    assert {row["parent"] for row in rows} == {CITY}
    assert public.get("/regions/31.99/children/").refused == (404, "not_found")


def test_point_suggests_its_kelurahan(public: Client) -> None:
    home = Region.objects.get(code=HOME)
    answer = public.get("/regions/at/", lat=home.point.y, lon=home.point.x)
    assert (answer.status, answer.body["code"]) == (200, HOME)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"lat": -7.25, "lon": 112.75}, "point_outside_jakarta"),
        ({"lat": 106.8272, "lon": -6.1754}, "point_swapped"),
        ({"lat": "nan", "lon": 106.8}, "point_invalid"),
        ({"lat": "1e999", "lon": 106.8}, "point_invalid"),
        ({"lat": -6.2}, "point_invalid"),
        ({}, "point_invalid"),
    ],
)
def test_wrong_point_is_told_in_both_languages(
    public: Client, query: dict[str, object], code: str
) -> None:
    english = public.get("/regions/at/", "en", **query)
    indonesian = public.get("/regions/at/", "id", **query)
    assert english.refused == indonesian.refused == (422, code)
    assert english.body["detail"] != indonesian.body["detail"]


def test_boundaries_are_geojson_and_say_that_they_are_approximate(public: Client) -> None:
    answer = public.get("/regions/boundaries/", level="kelurahan", within=KECAMATAN)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.body["type"] == "FeatureCollection"
    # Cengkareng has six kelurahan.
    assert len(answer.body["features"]) == 6
    feature = answer.body["features"][0]
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["properties"]["approximate"] is True
    assert set(feature["properties"]) == {"code", "name", "level", "approximate"}


def test_boundaries_are_of_cities_unless_asked_otherwise(public: Client) -> None:
    features = public.get("/regions/boundaries/").body["features"]
    assert len(features) == 6


def test_neighbourhood_is_added_unverified_and_then_vouched_for(
    stranger: Person, coordinator: Person
) -> None:
    body = {"kelurahan": HOME, "rw_number": 902, "name": "Contoh"}
    made = client_of(stranger).post("/neighbourhoods/", body)
    assert made.status == 201
    assert made.body["is_verified"] is False
    path = f"/neighbourhoods/{made.body['code']}/verify/"
    assert client_of(stranger).post(path).refused == (403, "not_allowed")
    assert client_of(coordinator).post(path).body["is_verified"] is True


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"rw_number": 901}, 409, "neighbourhood_exists"),
        ({"rw_number": 0}, 422, "rw_number_invalid"),
        ({"rw_number": "7"}, 422, "invalid"),
        ({"households": -1}, 422, "figures_invalid"),
        ({"latitude": -6.35, "longitude": 106.85}, 422, "point_outside_kelurahan"),
        ({"latitude": 106.8272, "longitude": -6.1754}, 422, "point_swapped"),
        ({"kelurahan": "31.73.01.9999"}, 422, "invalid"),
        ({"name": "x" * 500}, 422, "neighbourhood_name_too_long"),
    ],
)
def test_wrong_neighbourhood_is_refused(
    stranger: Person, change: dict[str, object], status: int, code: str
) -> None:
    rw_901()
    before = Region.objects.count()
    body = {"kelurahan": HOME, "rw_number": 902, **change}
    assert client_of(stranger).post("/neighbourhoods/", body).refused == (status, code)
    assert Region.objects.count() == before


def test_nobody_adds_a_neighbourhood_without_an_account(public: Client) -> None:
    answer = public.post("/neighbourhoods/", {"kelurahan": HOME, "rw_number": 902})
    assert answer.refused == (401, "sign_in_needed")


def test_point_of_an_rw_is_told_on_the_500_m_grid(public: Client) -> None:
    rw_901()
    exact = Region.objects.get(code=rw_901().code).point
    shown = public.get(f"/regions/{rw_901().code}/").body["point"]
    assert (shown["longitude"], shown["latitude"]) != (exact.x, exact.y)


@pytest.mark.parametrize("code", ["\ud800", "31\x00"])
def test_cursor_with_half_a_character_is_refused(public: Client, code: str) -> None:
    cursor = Position("code", (code,)).as_cursor("/api/v1/regions/")
    answer = public.get("/regions/", cursor=cursor)
    assert answer.refused == (400, "bad_query")
