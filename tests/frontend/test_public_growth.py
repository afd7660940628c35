"""The public's curve: exact from the kecamatan up, and of a kelurahan not at all."""

import pytest
from django.test import Client

from tests.factories import CITY, HOME, KECAMATAN, RW_901, verified
from tests.frontend.browsers import in_english, loaded, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/", f"/region/{CITY}/", f"/region/{KECAMATAN}/"])
def test_curve_and_its_table_are_public_from_the_kecamatan_up(client: Client, page: str) -> None:
    verified(region=RW_901, quantity=3)
    content = client.get(page).content
    assert content.decode().count("<tr data-at=") == 30
    assert "Rp600.000" in text(content)


def test_kelurahan_has_no_curve_and_says_why(client: Client) -> None:
    verified(quantity=300)
    content = in_english(client).get(f"/region/{HOME}/").content
    assert b"data-at=" not in content and b"data-chart " not in content
    assert "Of a single kelurahan no days are shown one by one" in text(content)
    assert f'href="/region/{KECAMATAN}/"' in content.decode()


def test_where_nothing_was_asked_there_is_no_curve(client: Client) -> None:
    content = client.get(f"/region/{CITY}/").content
    assert b"data-chart " not in content


def test_what_draws_is_loaded_only_once_a_chart_is_in_sight(client: Client) -> None:
    verified(quantity=3)
    urls = loaded(client.get("/").content)
    assert any(url.endswith("charts.js") for url in urls)
    assert not any("chart_view" in url for url in urls)


@pytest.mark.parametrize("page", ["/ask/", "/give/", "/how/"])
def test_pages_without_a_chart_load_nothing_for_one(client: Client, page: str) -> None:
    assert not any("chart" in url for url in loaded(client.get(page).content))
