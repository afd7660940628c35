"""What everybody may see."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from aid.models import Seal
from aid.rules import MatchStatus
from frontend.shares import Total, total_of
from tests import factories
from tests.factories import bring, pledged, verified
from tests.frontend.browsers import in_english, loaded, text

pytestmark = pytest.mark.django_db

PUBLIC = ("/", "/how/", "/ask/", "/sign-in/", "/region/31.73/", "/region/31.73.01/")
HASH = bytes(range(32))
KELURAHAN = f"/region/{factories.HOME}/"


def test_headline_is_what_recipients_confirmed(client: Client) -> None:
    # 4 packages of Rp200.000 asked: 1 confirmed, 1 handed over, 1 on the way, 1 promised.
    request = verified()
    for status in (
        MatchStatus.CONFIRMED,
        MatchStatus.DELIVERED,
        MatchStatus.ON_THE_WAY,
        MatchStatus.ACCEPTED,
    ):
        bring(pledged(request, 1), status)
    page = text(client.get("/").content)
    assert "Rp200.000 nilai bantuan yang sudah diterima, menurut penerimanya sendiri" in page
    assert "Diminta dan sudah dicek Rp800.000" in page
    assert "Disanggupi, belum diantar Rp200.000" in page
    assert "Diserahkan, belum dikonfirmasi Rp200.000" in page


def test_requests_that_nobody_checked_count_nowhere(client: Client) -> None:
    factories.submitted()
    assert "Di sini belum ada permintaan" in text(client.get("/region/31.73.01/").content)


def test_kelurahan_never_tells_less_than_five(client: Client) -> None:
    # 3 hygiene kits are asked, 1 confirmed.
    request = verified(category="hygiene", quantity=3)
    bring(pledged(request, 1), MatchStatus.CONFIRMED)
    page = text(client.get(KELURAHAN).content)
    figures = page[page.index("Paket kebersihan") : page.index("Buka peta")]
    assert figures.strip() == (
        "Paket kebersihan paket Diminta <5 Disanggupi <5 Diantar <5 Diserahkan <5 Diterima <5"
    )


def test_kelurahan_is_rounded_to_five(client: Client) -> None:
    verified(quantity=13)  # the nearest multiple of 5 is 15
    page = text(client.get(KELURAHAN).content)
    assert "Diminta 15 " in page
    assert "13" not in page[page.index("Paket sembako") : page.index("Beri bantuan di sini")]


def test_kecamatan_page_tells_no_more_of_its_kelurahan_than_their_own_pages(
    client: Client,
) -> None:
    # 3 packages in Kapuk: too little to show there, though the kecamatan is exact.
    verified(quantity=3)
    page = client.get("/region/31.73.01/").content
    table = text(page)[text(page).index("Wilayah di dalamnya") :]
    assert "Kapuk terlalu sedikit untuk ditampilkan" in table
    assert "Kapuk: sedikit atau belum ada permintaan" in page.decode()


def test_worth_of_published_figures_leaves_out_what_is_withheld() -> None:
    numbers = dict.fromkeys(("promised", "on_the_way", "delivered", "confirmed", "requests"))
    # 10 packages asked and unmet at Rp200.000; the rest is withheld.
    total = total_of({"sembako": {**numbers, "asked": 10, "unmet": 10}})
    assert total == Total(asked=2_000_000, unmet=2_000_000)
    assert (total.unmet_percent, total.tone) == (100, 4)
    few = total_of({"sembako": {**numbers, "asked": None, "unmet": None}})
    assert few.few
    assert few.tone is None


@pytest.mark.parametrize(
    ("unmet", "tone"), [(0, 0), (19, 0), (20, 1), (59, 2), (60, 3), (80, 4), (100, 4)]
)
def test_tone_of_the_map_is_the_share_without_a_donor(unmet: int, tone: int) -> None:
    assert Total(asked=100, unmet=unmet).tone == tone


def test_map_says_that_its_boundaries_are_approximate(client: Client) -> None:
    content = client.get("/").content
    assert "Batas wilayah perkiraan" in text(content)
    assert content.decode().count("<path class=") == 44  # kecamatan, islands included


def test_islands_have_a_panel_of_their_own(client: Client) -> None:
    assert b'class="map-inset"' in client.get("/").content


@pytest.mark.parametrize("code", ["31.73.01.1005.901", "99", "x", "31.73.01.9999", "%00"])
def test_below_the_kelurahan_there_is_no_page(client: Client, code: str) -> None:
    factories.rw_901()
    assert client.get(f"/region/{code}/").status_code == 404


def test_page_on_how_it_works_shows_the_newest_seal(client: Client) -> None:
    assert "langkah sudah disegel" not in text(client.get("/how/").content)
    Seal.log.create(position=1234, event_id=1, transaction=1, form=1, at=timezone.now(), hash=HASH)
    page = text(client.get("/how/").content)
    assert "1.234 langkah sudah disegel, yang terakhir hari ini, pukul" in page
    assert f"1234:{HASH.hex()}" in page


@pytest.mark.parametrize("url", PUBLIC)
def test_page_loads_nothing_from_elsewhere(client: Client, url: str) -> None:
    found = loaded(client.get(url).content)
    assert found
    assert all(address.startswith(("/static/", "/manifest.webmanifest")) for address in found)


@pytest.mark.parametrize("url", PUBLIC)
def test_page_speaks_indonesian_until_another_language_is_chosen(client: Client, url: str) -> None:
    response = client.get(url, headers={"accept-language": "en"})
    assert b'<html lang="id">' in response.content
    assert b'<html lang="en">' in in_english(client).get(url).content


def test_language_switch_keeps_the_page(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/region/31.73/"})
    assert response["Location"] == "/region/31.73/"
    assert "How it works" in text(client.get("/region/31.73/").content)


def test_public_pages_change_by_themselves(client: Client) -> None:
    assert b' data-live="/ws/public/31/"' in client.get("/").content
    assert f' data-live="/ws/public/{factories.HOME}/"' in client.get(KELURAHAN).content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Halaman ini tidak ditemukan"), ("en", "We can't find this")]
)
def test_missing_page_is_told_in_the_readers_language(
    client: Client, language: str, words: str
) -> None:
    client.cookies["django_language"] = language
    response = client.get("/nope/")
    assert response.status_code == 404
    assert words in text(response.content)


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_error_pages_need_nothing_that_may_be_broken(template: str) -> None:
    for language, words in (("id", "Ke halaman depan"), ("en", "To the start")):
        with translation.override(language):
            assert words in render_to_string(template)


def test_privacy_is_told_in_plain_words(client: Client, settings: Any) -> None:
    """What is kept and for how long, correcting, erasing, notices."""
    settings.KEEP_DAYS = 90
    page = text(in_english(client).get("/how/").content)
    for part in (
        "erased by itself 90 days after the request has ended",
        "all that is kept of you",
        "You correct what is wrong there.",
        "everything erased by one button",
        "Notices on your phone or by e-mail say only that something is new.",
    ):
        assert part in page
