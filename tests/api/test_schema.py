from pathlib import Path

from django.core.management import call_command

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
