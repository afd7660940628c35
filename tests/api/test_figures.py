import pytest

from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import (
    CITY,
    HOME,
    KECAMATAN,
    RW_901,
    count_neighbourhoods,
    in_rw_901,
    rw_901,
    verified,
)


@pytest.fixture
def asked(people_db: None) -> None:
    # HOME asks for 3 + 4 = 7 packages in two requests.
    verified(quantity=3)
    verified(quantity=4)


@pytest.mark.parametrize("code", ["31", CITY, KECAMATAN])
def test_public_reads_exact_figures_down_to_kecamatan(
    asked: None, public: Client, code: str
) -> None:
    body = public.get(f"/figures/{code}/").body
    assert body["exact"] is True
    assert body["figures"]["sembako"]["asked"] == 7
    assert body["figures"]["sembako"]["requests"] == 2


def test_public_reads_rounded_figures_of_a_kelurahan(asked: None, public: Client) -> None:
    # 7 is shown as 5, and 2 requests as "less than 5".
    body = public.get(f"/figures/{HOME}/").body
    assert body["exact"] is False
    assert body["figures"]["sembako"]["asked"] == 5
    assert body["figures"]["sembako"]["requests"] is None
    assert body["within"] == []


@pytest.mark.parametrize("level", [None, "kelurahan"])
def test_kelurahan_within_a_kecamatan_are_rounded_too(
    asked: None, public: Client, level: str | None
) -> None:
    query = {"level": level} if level else {}
    body = public.get(f"/figures/{KECAMATAN}/", **query).body
    home = next(inner for inner in body["within"] if inner["code"] == HOME)
    assert home["figures"]["sembako"]["asked"] == 5
    assert {inner["level"] for inner in body["within"]} == {"kelurahan"}


def test_coordinator_reads_exact_figures_of_own_region(asked: None, coordinator: Person) -> None:
    body = client_of(coordinator).get(f"/figures/{HOME}/").body
    assert body["exact"] is True
    assert body["figures"]["sembako"]["asked"] == 7


def test_coordinator_reads_the_rws_of_own_kelurahan(coordinator: Person) -> None:
    verified(region=rw_901().code, quantity=2)
    body = client_of(coordinator).get(f"/figures/{HOME}/").body
    found = {inner["code"]: inner["figures"] for inner in body["within"]}
    assert found[rw_901().code]["sembako"]["asked"] == 2


def test_other_coordinator_reads_what_the_public_reads(
    asked: None, other_coordinator: Person, public: Client
) -> None:
    path = f"/figures/{HOME}/"
    assert client_of(other_coordinator).get(path).body == public.get(path).body


def test_figures_of_an_rw_are_not_public(public: Client, other_coordinator: Person) -> None:
    path = f"/figures/{rw_901().code}/"
    assert public.get(path).refused == (404, "not_found")
    assert client_of(other_coordinator).get(path).refused == (404, "not_found")


def test_public_reads_an_rw_where_ten_households_ask(public: Client) -> None:
    # 12 households with 4 packages each: 12 is shown as 10, 48 as 50.
    in_rw_901(12)
    assert public.get(f"/figures/{RW_901}/").refused == (404, "not_found")
    count_neighbourhoods()
    (inner,) = public.get(f"/figures/{HOME}/").body["within"]
    assert (inner["code"], inner["exact"]) == (RW_901, False)
    assert inner["figures"]["sembako"]["requests"] == 10
    assert inner["figures"]["sembako"]["asked"] == 50
    assert inner["figures"]["sembako"]["confirmed"] is None
    assert public.get(f"/figures/{RW_901}/").body == {**inner, "within": []}


@pytest.mark.parametrize("level", ["rw", "province", "x"])
def test_level_within_must_lie_below(public: Client, level: str) -> None:
    assert public.get(f"/figures/{CITY}/", level=level).refused == (400, "bad_query")
