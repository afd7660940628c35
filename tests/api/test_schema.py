from pathlib import Path

import pytest
from django.core.management import call_command

from api import schema as description
from api.errors import FAULTS, STATUSES
from tests.api.client import Client


def test_description_is_valid_and_without_warnings(tmp_path: Path) -> None:
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml")
    )


def test_every_operation_may_answer_with_a_problem(public: Client) -> None:
    schema = public.django.get("/api/schema/?format=json").json()
    operations = [way for ways in schema["paths"].values() for way in ways.values()]
    assert len(operations) > 40
    assert all("application/problem+json" in str(way["responses"]) for way in operations)


@pytest.mark.parametrize(
    "query",
    [{"version": "1\r\nX-Evil: 1"}, {"version": '"; filename="evil.exe'}],
)
def test_description_says_nothing_that_its_address_did(
    public: Client, query: dict[str, str]
) -> None:
    usual = public.django.get("/api/schema/")
    answer = public.django.get("/api/schema/", query)
    assert (answer.status_code, answer.content) == (200, usual.content)
    assert answer.headers.get("Content-Disposition") == usual.headers.get("Content-Disposition")


def test_description_is_made_once(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may ask for it, and making it takes most of a second."""
    public.django.get("/api/schema/")
    monkeypatch.delattr(description, "SchemaGenerator")
    assert public.django.get("/api/schema/", {"lang": "en"}).status_code == 200


def test_every_post_takes_a_key_and_some_need_one(public: Client) -> None:
    schema = public.django.get("/api/schema/?format=json").json()
    posts = {way["post"]["operationId"]: way["post"] for way in schema["paths"].values()
             if "post" in way}  # fmt: skip
    keys = {
        name: [each.get("required", False) for each in way["parameters"]
               if each["name"] == "Idempotency-Key"]
        for name, way in posts.items()
    }  # fmt: skip
    assert len(keys) > 60 and all(len(found) == 1 for found in keys.values())
    assert {name for name, (needed,) in keys.items() if needed} == {
        "requests_submit", "requests_submit_for_neighbourhood", "offers_publish",
        "pledge_to_request", "pledge_to_neighbourhood", "matches_accept", "offers_publish_again",
    }  # fmt: skip


def test_every_get_takes_a_tag_and_verbs_of_nouns_too(public: Client) -> None:
    schema = public.django.get("/api/schema/?format=json").json()
    for address, ways in schema["paths"].items():
        names = {way: {each["name"] for each in told["parameters"]} for way, told in ways.items()}
        assert "If-None-Match" in names.get("get", {"If-None-Match"}), address
    verb = schema["paths"]["/api/v1/requests/{reference}/withdraw/"]["post"]
    assert "If-Match" in {each["name"] for each in verb["parameters"]}


def test_reference_to_browse_asks_no_third_party(public: Client) -> None:
    page = public.django.get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "/static/drf_spectacular_sidecar/" in text
    assert "https://" not in text
    assert "//cdn" not in text


def test_every_fault_has_a_status() -> None:
    assert set(FAULTS) <= set(STATUSES)


def reference() -> str:
    return (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text()


def test_reference_page_lists_every_address(public: Client) -> None:
    schema = public.django.get("/api/schema/?format=json").json()
    page = reference()
    for address, ways in schema["paths"].items():
        for way in ways:
            if address.startswith("/api/v1/"):
                assert f"| {way.upper()} | `{address.removeprefix('/api/v1')}` |" in page, address


def test_reference_page_lists_every_code() -> None:
    page = reference()
    for code, status in STATUSES.items():
        assert f"| `{code}` | {status} |" in page, code
