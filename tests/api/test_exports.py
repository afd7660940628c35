"""What offices take away: their regions' requests and matches as files."""

import csv
import gzip
from io import BytesIO, StringIO
from typing import Any

import brotli
import pytest
from django.utils.timezone import localtime
from openpyxl import load_workbook

from aid.actions import exports
from aid.models import Event, Request
from aid.queries import exports as queries
from aid.rules import MatchStatus
from geo.models import Region
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import (
    CITY,
    ELSEWHERE,
    HOME,
    KECAMATAN,
    RW_901,
    a_donor,
    declared,
    donor_of,
    household_of,
    match_at,
    office,
    rw_901,
    verified,
)

SQUEEZED = {"br": brotli.decompress, "gzip": gzip.decompress}
FILES = [f"/{what}/export.{kind}" for what in ("requests", "matches") for kind in ("csv", "xlsx")]


def content(client: Client, path: str, **query: object) -> bytes:
    answer: Any = client.django.get(f"/api/v1{path}", query)
    assert answer.status_code == 200, answer.content
    return b"".join(answer) if answer.streaming else bytes(answer.content)


def table(client: Client, path: str, **query: object) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content(client, path, **query).decode())))


def test_office_takes_away_what_the_list_shows(coordinator: Person) -> None:
    verified(quantity=3, note="Rahasia", slot="", region=rw_901().code)
    declared(20)
    client = client_of(coordinator)
    shown = {row["reference"]: row for row in client.get("/requests/").body["results"]}
    lines = table(client, "/requests/export.csv")
    assert {line["reference"] for line in lines} == set(shown) and len(lines) == 2
    for line in lines:
        row = shown[line["reference"]]
        region = row.pop("region")
        told = {"region": region["code"], "region_name": region["name"]}
        assert {name: line[name] for name in told} == told
        for name in ("until", "submitted_at", "verified_at", "closed_at"):
            row.pop(name)
        for name in line.keys() & row.keys():
            assert line[name] == as_text(row[name]), name


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def test_columns_are_those_of_the_list_without_what_people_wrote(coordinator: Person) -> None:
    verified(note="Rahasia")
    match_at(MatchStatus.ACCEPTED)
    client = client_of(coordinator)
    for what, left_out, columns in (
        ("requests", {"note", "refusal", "allowed"}, queries.REQUEST_COLUMNS),
        (
            "matches",
            {"donor", "place", "reason", "codes_left", "allowed"},
            queries.MATCH_COLUMNS,
        ),
    ):
        (row, *_) = client.get(f"/{what}/").body["results"]
        assert set(columns) == row.keys() - left_out | {"region_name", "region_level"}
        assert "Rahasia" not in content(client, f"/{what}/export.csv").decode()


def test_matches_are_taken_away_too(coordinator: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    (line,) = table(client_of(coordinator), "/matches/export.csv")
    assert (line["reference"], line["status"]) == (match.reference, "on_the_way")
    assert line["request"] == match.request.reference
    assert "Contoh" not in str(line)


def test_rows_elsewhere_are_not_taken_away(coordinator: Person) -> None:
    verified(region=ELSEWHERE)
    here = verified()
    (line,) = table(client_of(coordinator), "/requests/export.csv")
    assert line["reference"] == here.reference


def test_one_s_own_request_elsewhere_is_no_office_s() -> None:
    officer = office(KECAMATAN)
    verified(officer, region=ELSEWHERE)
    assert len(client_of(officer).get("/requests/").body["results"]) == 1
    assert table(client_of(officer), "/requests/export.csv") == []


def test_filters_are_those_of_the_list() -> None:
    client = client_of(office(CITY))
    verified(category="baby", urgency=0)
    verified(region=rw_901().code)
    for query in ({"category": "baby"}, {"region": RW_901}, {"urgency": 0}, {"status": "expired"}):
        listed = {row["reference"] for row in client.get("/requests/", **query).body["results"]}
        lines = table(client, "/requests/export.csv", **query)
        assert {line["reference"] for line in lines} == listed
    assert client.get("/requests/export.csv", category="gold").refused == (400, "bad_query")


@pytest.mark.parametrize(
    ("query", "taken"),
    [
        ({"near": "-6.14,106.74", "radius": "10"}, 1),
        ({"near": "-6.14,106.74"}, 1),
        ({"near": "-6.6,106.74", "radius": "1"}, 0),
        ({"bbox": "106.6,-6.3,106.9,-6.0"}, 1),
    ],
)
def test_requests_are_taken_away_from_around_a_place(
    coordinator: Person, query: dict[str, str], taken: int
) -> None:
    verified()
    client = client_of(coordinator)
    assert len(table(client, "/requests/export.csv", **query)) == taken
    assert content(client, "/requests/export.xlsx", **query)


@pytest.mark.parametrize("path", FILES)
def test_only_offices_take_away(path: str, public: Client) -> None:
    match = match_at(MatchStatus.ACCEPTED)
    assert public.get(path).refused == (401, "sign_in_needed")
    for person in (donor_of(match), a_donor()):
        assert client_of(person).get(path).refused == (403, "not_allowed")
    by_link = household_of(match.request)
    assert client_of(by_link).get(path).status in (401, 403)


def test_office_takes_nothing_of_another_region(coordinator: Person) -> None:
    client = client_of(coordinator)
    verified(region=ELSEWHERE)
    for region in (CITY, ELSEWHERE):
        refused = client.get("/requests/export.csv", region=region).refused
        assert refused == (403, "not_allowed")


def test_it_is_recorded_who_took_how_many_of_what_region() -> None:
    officer = office(KECAMATAN)
    verified()
    verified()
    content(client_of(officer), "/requests/export.csv", category="sembako", region=HOME)
    event = Event.log.get(kind="export_requests")
    assert (event.actor_id, event.region_code) == (officer.user_id, HOME)
    assert event.facts == {"rows": 2, "category": "sembako"}


def test_what_is_refused_is_not_recorded() -> None:
    client_of(a_donor()).get("/requests/export.csv")
    assert not Event.log.filter(kind__startswith="export").exists()


@pytest.mark.parametrize("rows_at_once", [1, 2, 3])
def test_chunks_leave_no_row_out_and_take_none_twice(
    rows_at_once: int, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ROWS_AT_ONCE", rows_at_once)
    made = [verified(region=(HOME, ELSEWHERE)[number % 3 == 2]).reference for number in range(5)]
    here = [reference for number, reference in enumerate(made) if number % 3 != 2]
    client = client_of(coordinator)
    assert [line["reference"] for line in table(client, "/requests/export.csv")] == here
    sheet = load_workbook(BytesIO(content(client, "/requests/export.xlsx"))).active
    assert [cell.value for cell in sheet["A"]] == ["reference", *here]


def test_empty_export_has_its_headings(coordinator: Person) -> None:
    text = content(client_of(coordinator), "/requests/export.csv").decode()
    assert text.splitlines() == [",".join(queries.REQUEST_COLUMNS)]


def test_a_name_is_no_formula(coordinator: Person) -> None:
    Region.objects.filter(pk=HOME).update(name='=CMD("a,b")\n')
    verified()
    (line,) = table(client_of(coordinator), "/requests/export.csv")
    assert line["region_name"] == '\'=CMD("a,b")\n'


def test_name_of_an_unverified_neighbourhood_is_not_told(coordinator: Person) -> None:
    code = rw_901().code
    verified(region=code)
    Region.objects.filter(pk=code).update(name="Kampung Rahasia", verified_at=None)
    (line,) = table(client_of(coordinator), "/requests/export.csv")
    assert line["region_name"] == "RW 901"


def test_xlsx_holds_numbers_and_times(coordinator: Person) -> None:
    request = verified(quantity=7)
    sheet = load_workbook(BytesIO(content(client_of(coordinator), "/requests/export.xlsx"))).active
    keys, row = sheet.iter_rows(values_only=True)
    found = dict(zip(keys, row, strict=True))
    assert (found["reference"], found["needed"]) == (request.reference, 7)
    there = localtime(request.submitted_at).replace(tzinfo=None)
    assert abs((found["submitted_at"] - there).total_seconds()) < 1


def test_xlsx_of_too_many_rows_is_refused(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_IN_XLSX", 1)
    verified()
    verified()
    client = client_of(coordinator)
    refused = client.get("/requests/export.xlsx")
    assert refused.refused == (422, "export_too_long")
    assert refused.body["facts"] == {"most": 1, "rows": 2}
    assert len(table(client, "/requests/export.csv")) == 2


# How many at once


def taking(client: Client) -> Any:
    answer = client.django.get("/api/v1/requests/export.csv")
    assert answer.status_code == 200
    return answer


def test_one_person_takes_away_one_file_at_a_time(coordinator: Person) -> None:
    client = client_of(coordinator)
    first = taking(client)
    refused = client.get("/requests/export.csv")
    assert refused.refused == (429, "exports_wait")
    assert refused.headers["Retry-After"] == "10"
    b"".join(first)
    taking(client).close()


def test_few_take_files_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports.slots, "most", 2)
    answers = [taking(client_of(office(KECAMATAN))) for _ in range(2)]
    late = client_of(office(KECAMATAN))
    assert late.get("/requests/export.csv").refused == (429, "exports_wait")
    for answer in answers:
        b"".join(answer)
    taking(late).close()


def test_answer_that_nobody_closed_gives_its_place_back(coordinator: Person) -> None:
    """As when the client went away before it was sent."""
    found = exports.Wanted("requests", Request.private.none(), {}, 0, 0)
    pieces = exports.pieces(coordinator, lambda: found, b"")
    assert coordinator.user_id in exports.slots.held
    del pieces
    assert coordinator.user_id not in exports.slots.held


def test_what_fails_gives_its_place_back(coordinator: Person) -> None:
    client = client_of(coordinator)
    for path in FILES:
        assert client.get(path, region="31.99").status in (400, 403)
    assert coordinator.user_id not in exports.slots.held


def test_who_goes_away_stops_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def chunk(_: Any, __: Any, after: int, ___: int) -> queries.Chunk:
        read.append(after)
        return queries.Chunk(b"line\n", 1, after + 1)

    monkeypatch.setattr(exports, "chunk", chunk)
    found = exports.Wanted("requests", Request.private.none(), {}, 1000, 1000)
    given_back: list[bool] = []
    pieces = exports.Pieces(found, b"head\n", lambda: given_back.append(True))
    stream = iter(pieces)
    taken = [next(stream) for _ in range(3)]
    assert taken == [b"head\n", b"line\n", b"line\n"]
    # No more is read than what was taken.
    assert read == [0, 1]
    pieces.close()
    assert (read, given_back) == ([0, 1], [True])


@pytest.mark.parametrize("encoding", SQUEEZED)
def test_file_is_squeezed_for_whoever_takes_that(coordinator: Person, encoding: str) -> None:
    request = verified()
    answer: Any = client_of(coordinator).django.get(
        "/api/v1/requests/export.csv", headers={"accept-encoding": encoding}
    )
    assert answer.headers["Content-Encoding"] == encoding
    text = SQUEEZED[encoding](b"".join(answer)).decode()
    assert request.reference in text


@pytest.mark.parametrize("path", FILES)
def test_region_is_named_in_the_file_s_name_however_it_was_written(
    coordinator: Person, path: str
) -> None:
    answer: Any = client_of(coordinator).django.get(f"/api/v1{path}", {"region": f"{HOME}\n"})
    assert answer.status_code == 200
    assert f"-{HOME}-" in answer.headers["Content-Disposition"]
