"""Reads of the API are limited by token, account or link, and by network."""

import pytest
from rest_framework.test import APIClient

from people import throttles
from people.person import Person
from people.throttles import READS, Rate
from tests.api.client import Client, client_of, program_with
from tests.factories import HOME, household_of, submitted
from tests.organisations import organisation, token_of


def lower(monkeypatch: pytest.MonkeyPatch, by: str, most: int = 1) -> None:
    """``most`` reads an hour."""
    monkeypatch.setattr(throttles, "READS", {**READS, by: Rate(most, 3_600)})


def elsewhere(client: Client, network: str = "192.0.2.77") -> Client:
    client.django.defaults["REMOTE_ADDR"] = network
    return client


def test_account_reads_so_often_wherever_it_is(
    stranger: Person, donor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "account")
    assert client_of(stranger).get("/me/").status == 200
    answer = elsewhere(client_of(stranger)).get("/offers/")
    assert answer.refused == (429, "throttled")
    assert 3_590 <= int(answer.headers["Retry-After"]) <= 3_600
    assert client_of(donor).get("/me/").status == 200


def test_token_reads_so_often_and_another_of_the_organisation_goes_on(
    people_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "token")
    foundation = organisation()
    first, second = (program_with(token_of(foundation).secret) for _ in range(2))
    assert first.get("/me/").status == 200
    assert first.get("/me/").refused == (429, "throttled")
    assert second.get("/me/").status == 200


def test_whoever_holds_a_link_reads_so_often_in_all_their_sessions(
    people_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "link")
    household, other = (household_of(submitted().request) for _ in range(2))
    assert client_of(household).get("/me/").status == 200
    assert client_of(household).get("/me/").refused == (429, "throttled")
    assert client_of(other).get("/me/").status == 200


def test_network_reads_so_often_before_anybody_is_looked_up(
    stranger: Person, public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "network")
    assert public.get("/categories/").status == 200
    assert client_of(stranger).get("/me/").refused == (429, "throttled")
    assert program_with("gandeng_" + "a" * 43).get("/me/").refused == (429, "throttled")
    assert elsewhere(client_of()).get("/categories/").status == 200


def test_what_one_account_is_refused_uses_up_nothing_of_its_network(
    stranger: Person, public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "account")
    lower_both = {**throttles.READS, "network": Rate(3, 3_600)}
    monkeypatch.setattr(throttles, "READS", lower_both)
    client = client_of(stranger)
    assert [client.get("/me/").status for _ in range(5)] == [200, 429, 429, 429, 429]
    assert [public.get("/categories/").status for _ in range(3)] == [200, 200, 429]


def test_shapes_of_regions_weigh_more(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "network", 21)
    assert public.get("/regions/boundaries/").status == 200
    assert public.get("/categories/").status == 200
    assert public.get("/categories/").status == 429


def test_files_of_open_data_weigh_more(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "network", 21)
    path = "/api/v1/open-data/needs.csv"
    assert public.django.get(path).status_code == 200
    assert public.get("/categories/").status == 200
    assert public.get("/categories/").status == 429


def test_refusal_of_what_anybody_may_keep_is_kept_by_nobody(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a shared cache would give one network's refusal to all the others."""
    lower(monkeypatch, "network", 20)
    first = public.get("/regions/boundaries/")
    assert (first.status, first.headers["Cache-Control"]) == (200, "public, max-age=3600")
    for path in ("/regions/boundaries/", "/open-data/dictionary/", "/categories/"):
        answer = public.get(path)
        assert (answer.status, answer.headers["Cache-Control"]) == (429, "no-store")
    assert int(answer.headers["Retry-After"]) > 1


def test_writes_are_not_counted_as_reads(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "network")
    assert [public.post("/requests/", {}).status for _ in range(2)] == [422, 422]


def test_one_network_of_thousands_and_a_screen_on_a_wall_may_read() -> None:
    """Two messages a second make a screen ask three addresses each; a shelter's people open
    their page at once."""
    assert READS["account"].most >= 2 * 3 * 60
    assert READS["network"].most >= 3_000 * 3


def test_looking_at_the_head_counts_too(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "network")
    django: APIClient = public.django
    assert django.head(f"/api/v1/regions/{HOME}/").status_code == 200
    assert django.head(f"/api/v1/regions/{HOME}/").status_code == 429
