"""Open data: the published figures as files, for everybody."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import hxl
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from aid.models import Match
from aid.open_data.columns import DATASETS
from aid.queries import open_data
from aid.rules import MatchStatus
from people.accounts import create_organisation
from people.consent import NAMING, record_consent
from tests.api.client import Client, client_of
from tests.factories import (
    CITY,
    HOME,
    KECAMATAN,
    RW_901,
    bring,
    count_neighbourhoods,
    in_rw_901,
    pledged,
    verified,
)


def download(public: Client, name: str, **query: str) -> Any:
    answer = public.django.get(f"/api/v1/open-data/{name}", query)
    assert answer.status_code == 200, answer.content
    return answer


def table(public: Client, name: str, **query: str) -> list[dict[str, str]]:
    """The lines of a CSV file, without the hashtags."""
    text = download(public, f"{name}.csv", **query).content.decode()
    return list(csv.DictReader(StringIO(text)))[1:]


@pytest.fixture
def asked() -> None:
    # HOME asks for 13 + 4 = 17 packages in two requests; 6 of them are confirmed.
    bring(pledged(verified(quantity=13), 6), MatchStatus.CONFIRMED)
    verified(quantity=4)


def test_file_of_needs_tells_what_the_figures_tell(asked: None, public: Client) -> None:
    (line,) = table(public, "needs")
    assert (line["adm4_code"], line["adm4_name"], line["category"]) == (HOME, "Kapuk", "sembako")
    told = public.get(f"/figures/{HOME}/").body["figures"]["sembako"]
    assert {name: int(line[name]) if line[name] else None for name in told} == told
    # 17 is told as 15, 6 confirmed as 5, 2 requests not at all.
    assert (line["asked"], line["confirmed"], line["requests"]) == ("15", "5", "")
    assert "requests" in line["withheld"].split()
    assert "asked" not in line["withheld"].split()


@pytest.mark.parametrize(
    ("level", "code"), [("kecamatan", KECAMATAN), ("city", CITY), ("province", "31")]
)
def test_levels_above_are_exact(asked: None, public: Client, level: str, code: str) -> None:
    (line,) = table(public, "needs", level=level)
    assert (line["asked"], line["confirmed"], line["requests"]) == ("17", "6", "2")
    told = public.get(f"/figures/{code}/").body["figures"]["sembako"]
    assert {name: int(line[name]) for name in told} == told
    assert (line["level"], line["withheld"], line["adm5_code"]) == (level, "", "")


def test_rws_are_told_from_the_hourly_count_alone(public: Client) -> None:
    in_rw_901(12)
    assert table(public, "needs", level="rw") == []
    count_neighbourhoods()
    open_data.kept.forget()
    (line,) = table(public, "needs", level="rw")
    (inner,) = public.get(f"/figures/{HOME}/").body["within"]
    told = inner["figures"]["sembako"]
    assert (line["adm5_code"], line["adm4_code"]) == (RW_901, HOME)
    assert {name: int(line[name]) if line[name] else None for name in told} == told


def test_every_file_is_hxl(asked: None, public: Client) -> None:
    named_donor_brings(10)
    in_rw_901(12, category="cash", quantity=200_000)
    for name, dataset in DATASETS.items():
        content = download(public, f"{name}.csv").content
        rows = list(hxl.data(BytesIO(content)))
        assert len(rows) == len(table(public, name)) > 0
        source = hxl.data(BytesIO(content))
        assert [column.header for column in source.columns] == [c.key for c in dataset.columns]
        assert [column.display_tag for column in source.columns] == tags(dataset.columns)
        assert hxl_errors(content) == []


def tags(columns: Any) -> list[str]:
    return [hxl.model.Column.parse(column.tag).display_tag for column in columns]


def hxl_errors(content: bytes) -> list[Any]:
    """What the default schema of HXL, which libhxl brings along, finds wrong."""
    found: list[Any] = []
    schema = hxl.schema(None, found.append)
    schema.validate(hxl.data(BytesIO(content)))
    return [each for each in found if each.rule.severity == "error"]


def test_the_schema_would_find_a_number_that_is_none() -> None:
    assert hxl_errors(b"asked\n#inneed+units\nfew\n")


CORE_TAGS = {
    *("#adm1", "#adm2", "#adm3", "#adm4", "#adm5", "#item", "#sector", "#meta", "#date"),
    *("#reached", "#targeted", "#inneed", "#org", "#status", "#modality", "#currency", "#value"),
}


@pytest.mark.parametrize("name", DATASETS)
def test_hashtags_are_of_the_standard_and_no_two_are_alike(name: str) -> None:
    parsed = [hxl.model.Column.parse(column.tag) for column in DATASETS[name].columns]
    assert {column.tag for column in parsed} <= CORE_TAGS
    alike = [(column.tag, *sorted(column.attributes)) for column in parsed]
    assert len(set(alike)) == len(alike)


def test_xlsx_holds_the_same_with_numbers_as_numbers(asked: None, public: Client) -> None:
    answer = download(public, "needs.xlsx", level="kecamatan")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    keys, hashtags, line = rows
    assert list(hashtags) == [column.tag for column in DATASETS["needs"].columns]
    found = dict(zip(keys, line, strict=True))
    (text,) = table(public, "needs", level="kecamatan")
    assert {key: "" if value is None else str(value) for key, value in found.items()} == text
    assert found["asked"] == 17


def test_geojson_holds_the_same_with_the_region_s_shape(asked: None, public: Client) -> None:
    answer = download(public, "needs.geojson")
    assert answer.headers["Content-Type"] == "application/geo+json"
    (feature,) = json.loads(answer.content)["features"]
    assert (feature["id"], feature["geometry"]["type"]) == (HOME, "MultiPolygon")
    (line,) = table(public, "needs")
    (row,) = feature["properties"].pop("rows")
    told = {**feature["properties"], **row}
    assert {key: "" if value is None else str(value) for key, value in told.items()} == line


def test_geojson_of_rws_has_published_points(public: Client) -> None:
    in_rw_901(12)
    count_neighbourhoods()
    (feature,) = json.loads(download(public, "needs.geojson", level="rw").content)["features"]
    point = public.get(f"/regions/{RW_901}/").body["point"]
    assert feature["geometry"]["type"] == "Point"
    assert feature["geometry"]["coordinates"] == [point["longitude"], point["latitude"]]


def test_cash_is_told_in_rupiah(public: Client) -> None:
    # 12 times Rp200.000 is Rp2.400.000, told as Rp2.500.000; 14 people's THR of Rp50.000 as 15's.
    for _ in range(12):
        verified(category="cash", quantity=200_000)
    verified(category="thr", quantity=14)
    cash, thr = table(public, "cash")
    assert (cash["category"], cash["asked_idr"], cash["currency"]) == ("cash", "2500000", "IDR")
    assert (thr["category"], thr["asked_idr"]) == ("thr", "750000")
    assert (cash["confirmed_idr"], "confirmed_idr" in cash["withheld"].split()) == ("", True)


# Who does what where


def named_donor_brings(quantity: int, *, agreed: bool = True, name: str = "Dapur Umum") -> None:
    match = pledged(verified(quantity=quantity), quantity)
    organisation = create_organisation(name)
    if agreed:
        record_consent(organisation.details_id, [NAMING])
    bring(match, MatchStatus.CONFIRMED)
    Match.private.filter(pk=match.pk).update(donor=organisation)


def test_organisations_that_agreed_are_named_by_kecamatan(public: Client) -> None:
    named_donor_brings(11)
    (line,) = table(public, "activities")
    assert (line["organisation"], line["adm3_code"]) == ("Dapur Umum", KECAMATAN)
    # 11 is told as 10.
    assert (line["status"], line["quantity"], line["unit"]) == ("confirmed", "10", "packages")


def test_organisation_that_did_not_agree_is_in_no_file(public: Client) -> None:
    named_donor_brings(11, agreed=False)
    assert table(public, "activities") == []


def test_person_who_gives_is_in_no_file(public: Client) -> None:
    match = pledged(verified(quantity=11), 11)
    bring(match, MatchStatus.CONFIRMED)
    record_consent(match.donor.details_id, [NAMING])
    assert table(public, "activities") == []


def test_organisation_that_brought_less_than_five_is_not_there(public: Client) -> None:
    named_donor_brings(4)
    assert table(public, "activities") == []


def test_a_name_is_no_formula(public: Client) -> None:
    named_donor_brings(11, name="=HYPERLINK(1)")
    (line,) = table(public, "activities")
    assert line["organisation"] == "'=HYPERLINK(1)"
    sheet = load_workbook(BytesIO(download(public, "activities.xlsx").content)).active
    assert sheet["A3"].data_type == "s"
    assert sheet["A3"].value == "=HYPERLINK(1)"


# Asking


def test_lines_are_filtered_by_region_and_category(asked: None, public: Client) -> None:
    verified(category="baby", quantity=9)
    assert [line["category"] for line in table(public, "needs")] == ["baby", "sembako"]
    assert [line["category"] for line in table(public, "needs", category="baby")] == ["baby"]
    assert len(table(public, "needs", region=KECAMATAN)) == 2
    assert table(public, "needs", region="31.74") == []
    # A code's beginning is not the region above.
    assert table(public, "needs", region="31.73.01.1004") == []


@pytest.mark.parametrize(
    "query",
    [
        {"level": "rt"},
        {"region": "x"},
        {"category": "gold"},
        {"category": "sembako", "file": "cash.csv"},
        {"level": "kelurahan", "file": "activities.csv"},
    ],
)
def test_filters_that_are_not_right_are_refused(query: dict[str, str], public: Client) -> None:
    name = query.pop("file", "needs.csv")
    assert public.get(f"/open-data/{name}", **query).refused == (400, "bad_query")


def test_unknown_region_and_unknown_file_are_not_found(public: Client) -> None:
    unknown = public.get("/open-data/needs.csv", region="31.73.01.1999")
    assert unknown.refused == (404, "not_found")
    assert public.get("/open-data/people.csv").refused == (404, "not_found")


def test_file_is_named_for_its_day_and_may_be_kept(public: Client) -> None:
    answer = download(public, "needs.csv", region=CITY, level="kecamatan")
    day = timezone.localdate().isoformat()
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="gandeng-needs-{CITY}-kecamatan-{day}.csv"'
    )
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_file_that_did_not_change_is_not_sent_again(public: Client) -> None:
    path = "/api/v1/open-data/needs.csv"
    etag = public.django.get(path).headers["ETag"]
    again = public.django.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=300"
    other = public.django.get(f"{path}?category=baby", headers={"if-none-match": etag})
    assert other.status_code == 200


def test_files_agree_with_each_other_for_five_minutes(asked: None, public: Client) -> None:
    before = table(public, "needs", level="city")
    verified(quantity=40)
    assert table(public, "needs", level="city") == before
    assert table(public, "needs", level="province")[0]["asked"] == before[0]["asked"]


def test_office_reads_the_same_file_as_everybody(
    asked: None, public: Client, coordinator: Any
) -> None:
    office = client_of(coordinator)
    assert download(office, "needs.csv").content == download(public, "needs.csv").content


# The dictionary


def test_dictionary_tells_each_column_of_each_file(public: Client) -> None:
    body = public.get("/open-data/dictionary/").body
    assert body["licence"] == "CC BY 4.0"
    assert body["licence_url"].startswith("https://creativecommons.org/")
    for told in body["datasets"]:
        text = download(public, f"{told['name']}.csv").content.decode()
        keys, hashtags = list(csv.reader(StringIO(text)))[:2]
        assert [column["column"] for column in told["columns"]] == keys
        assert [column["tag"] for column in told["columns"]] == hashtags
        assert all(column["meaning_id"] and column["meaning_en"] for column in told["columns"])
        for file in told["files"]:
            assert public.django.get(file).status_code == 200
