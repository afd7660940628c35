"""Asking for aid on the page."""

import gzip
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from aid.actions import disclosure
from aid.models import Household, PageLink, Request
from geo.official import kelurahan_in
from people.person import Person
from tests import factories
from tests.frontend.browsers import browser_of, in_english, loaded, text, wrong_fields

pytestmark = pytest.mark.django_db

MOST_BYTES = 14 * 1024
FILLED = {
    "category": "sembako",
    "who": "self",
    "people": "4",
    "packages": "1",
    "urgency": "0",
    "kelurahan": "Kapuk",
    "name": "Siti Contoh",
    "phone": "0812 3456 7890",
    "consent": "1",
}


def sent(browser: Client, **changed: str) -> Request:
    """The request that the filled form, but for ``changed``, becomes."""
    before = set(Request.private.values_list("pk", flat=True))
    response = browser.post("/ask/", {**FILLED, **changed})
    assert response.status_code == 302, wrong_fields(response.content)
    found: Request = Request.private.exclude(pk__in=before).get()
    return found


def test_form_files_a_request_and_leads_to_the_receipt(client: Client) -> None:
    response = client.post("/ask/", FILLED)
    assert response["Location"] == "/ask/done/"
    request = Request.private.get()
    assert (request.needed, request.urgency, request.region_code) == (1, 0, factories.HOME)
    page = text(client.get("/ask/done/").content)
    assert request.reference in page
    assert re.search(r"/r/[\w-]{24}/", page)
    assert re.search(r"Kode halaman \d{3} \d{3}", page)


def test_link_and_code_of_the_receipt_open_the_request(client: Client) -> None:
    request = sent(client)
    page = text(client.get("/ask/done/").content)
    link, code = re.findall(r"/r/[\w-]+/", page)[0], re.findall(r"\d{3} \d{3}", page)[-1]
    response = Client().post(link, {"code": code})
    assert response["Location"] == f"/requests/{request.reference}/"


def test_receipt_is_gone_once_it_is_saved(client: Client) -> None:
    request = sent(client)
    assert client.get("/ask/done/").status_code == 200
    saved = client.post("/ask/saved/")
    assert saved["Location"] == f"/requests/{request.reference}/"
    assert client.get("/ask/done/").status_code == 410


def test_receipt_is_gone_after_a_quarter_of_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(client)
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get("/ask/done/").status_code == 410
    assert client.cookies["receipt"].value == ""


def test_receipt_is_gone_once_the_request_is_closed_on_this_phone(client: Client) -> None:
    sent(client)
    client.post("/my/requests/close/")
    assert client.get("/ask/done/").status_code == 410


def test_receipt_of_another_browser_shows_nothing(client: Client) -> None:
    sent(client)
    stranger = Client()
    stranger.cookies["receipt"] = client.cookies["receipt"].value
    assert stranger.get("/ask/done/").status_code == 410


def test_site_keeps_no_copy_of_link_and_code(client: Client) -> None:
    sent(client)
    token = re.findall(r"/r/([\w-]+)/", text(client.get("/ask/done/").content))[0]
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert kept
    assert token not in str(kept)


def test_form_that_knows_an_account_is_kept_by_nobody(resident: Person) -> None:
    response = browser_of(resident).get("/ask/")
    assert "no-store" in response["Cache-Control"]


def test_no_browser_keeps_the_receipt_and_no_other_site_hears_of_it(client: Client) -> None:
    sent(client)
    response = client.get("/ask/done/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_empty_form_tells_everything_that_is_missing(client: Client) -> None:
    response = client.post("/ask/", {})
    assert response.status_code == 422
    wrong = wrong_fields(response.content)
    assert set(wrong) == {"category", "who", "people", "urgency", "kelurahan", "name", "consent"}
    assert wrong["name"] == "Bagian ini perlu diisi."
    assert Request.private.count() == 0


def test_errors_speak_the_readers_language(client: Client) -> None:
    response = in_english(client).post("/ask/", {**FILLED, "people": "0"})
    assert wrong_fields(response.content) == {
        "people": "Please enter a number of people between 1 and 50."
    }


def test_nothing_typed_is_lost(client: Client) -> None:
    typed = {**FILLED, "rt": "4", "rw": "12", "landmark": "pagar <hijau>", "phone": "abc"}
    page = client.post("/ask/", typed).content.decode()
    for value in ("Siti Contoh", "abc", "pagar &lt;hijau&gt;", "Kapuk, Cengkareng, Jakarta Barat"):
        assert f'value="{value}"' in page
    for chosen in ('value="sembako"', 'value="self"', 'name="urgency" value="0"'):
        assert re.search(f"{chosen}[^>]* checked", page)


@pytest.mark.parametrize(
    ("field", "value", "shown_at"),
    [
        ("category", "gold", "category"),
        ("packages", "0", "packages"),
        ("packages", "-3", "packages"),
        ("packages", "9" * 18, "packages"),
        ("packages", "dua", "packages"),
        ("people", "51", "people"),
        ("kelurahan", "Atlantis", "kelurahan"),
        ("rw", "1000", "rw"),
        ("rt", "x", "rt"),
        ("urgency", "7", "urgency"),
        ("phone", "12", "phone"),
        ("name", "x" * 121, "name"),
        ("landmark", "x" * 201, "landmark"),
    ],
)
def test_bad_value_is_told_at_its_field(
    client: Client, field: str, value: str, shown_at: str
) -> None:
    response = client.post("/ask/", {**FILLED, field: value})
    assert response.status_code == 422
    assert list(wrong_fields(response.content)) == [shown_at]
    assert Request.private.count() == 0
    assert Household.private.count() == 0


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": "-6.9", "longitude": "107.6"},  # Bandung
        {"latitude": "106.75", "longitude": "-6.14"},  # swapped
        {"latitude": "x", "longitude": "y"},
    ],
)
def test_place_of_the_phone_outside_jakarta_is_told(client: Client, place: dict[str, str]) -> None:
    response = client.post("/ask/", {**FILLED, **place})
    assert list(wrong_fields(response.content)) == ["kelurahan"]


def test_a_megabyte_of_text_is_refused_in_words(client: Client) -> None:
    response = client.post("/ask/", {**FILLED, "landmark": "x" * 1_000_000})
    assert response.status_code == 400
    assert "terlalu besar" in text(response.content)
    assert Request.private.count() == 0


def test_name_of_several_kelurahan_offers_them_to_choose(client: Client) -> None:
    response = client.post("/ask/", {**FILLED, "kelurahan": "Cengkareng"})
    assert list(wrong_fields(response.content)) == ["kelurahan"]
    assert "Cengkareng Timur, Cengkareng, Jakarta Barat" in text(response.content)
    request = sent(client, kelurahan="Cengkareng", choice="31.73.01.1006")
    assert request.region_code == "31.73.01.1006"


def test_code_of_another_kelurahan_than_the_one_written_is_ignored(client: Client) -> None:
    # As left in the hidden field when somebody without JavaScript corrects the name.
    request = sent(client, kelurahan="Kapuk", region=factories.ELSEWHERE)
    assert request.region_code == factories.HOME


def test_listed_rw_decides_who_coordinates(client: Client) -> None:
    assert sent(client, rw="901").region_code == factories.HOME
    factories.rw_901()
    assert sent(client, rw="901").region_code == factories.RW_901


def test_rt_and_rw_stay_in_the_address_with_three_digits(client: Client) -> None:
    request = sent(client, rt="4", rw="012")
    contact = disclosure.contact_for_office(factories.office(factories.HOME), request.reference)
    assert contact.address == "RT 004/RW 012"


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({"category": "meal", "people": "5"}, 5),  # one portion for each
        ({"category": "cash", "rupiah": "150.000"}, 150_000),
        ({"category": "hygiene", "packages": "2"}, 2),
    ],
)
def test_quantity_comes_from_the_field_of_the_category(
    client: Client, changed: dict[str, str], needed: int
) -> None:
    assert sent(client, **changed).needed == needed


def test_cash_comes_in_steps_of_10_000(client: Client) -> None:
    response = client.post("/ask/", {**FILLED, "category": "cash", "rupiah": "15500"})
    assert list(wrong_fields(response.content)) == ["rupiah"]


def test_whoever_asks_for_somebody_else_follows_as_helper(client: Client) -> None:
    request = sent(client, who="other")
    assert request.for_someone_else
    (link,) = PageLink.private.filter(pk__in=client.session["opened_links"])
    assert (link.request_id, link.opens_as) == (request.pk, "helper")


def test_second_open_request_for_the_same_is_told(resident: Person) -> None:
    browser = browser_of(resident)
    sent(browser)
    response = browser.post("/ask/", FILLED, follow=True)
    assert response.redirect_chain == [("/my/requests/", 302)]
    assert "masih berjalan" in text(response.content)
    assert Request.private.count() == 1


def test_suggestions_are_kelurahan_those_called_so_first(client: Client) -> None:
    found = client.get("/ask/places/?q=cengkareng").json()["places"]
    codes = [place["code"] for place in found]
    assert codes[:2] == ["31.73.01.1001", "31.73.01.1006"]
    assert set(codes) == set(kelurahan_in("31.73.01"))
    assert client.get("/ask/places/?q=%00").json() == {"places": []}


def test_place_of_the_phone_suggests_a_kelurahan(client: Client) -> None:
    inside = client.get("/ask/places/?latitude=-6.142&longitude=106.754").json()["places"]
    assert [place["code"] for place in inside] == [factories.HOME]
    assert client.get("/ask/places/?latitude=0&longitude=0").json() == {"places": []}


def test_form_without_its_token_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/ask/", FILLED)
    assert response.status_code == 403
    assert "Mohon kirim sekali lagi" in text(response.content)
    assert Request.private.count() == 0


def test_first_load_takes_at_most_14_kilobytes(client: Client) -> None:
    """All that the page itself fetches: what scripts import at once, icon and manifest too. The
    apple-touch-icon comes when somebody puts the page on the home screen, and what keeps the form
    on the phone once they type."""
    content = client.get("/ask/").content
    urls = [url for url in loaded(content) if "apple" not in url]
    files = {url.removeprefix("/static/") for url in urls if url.startswith("/static/")}
    files |= {name for script in files if script.endswith(".js") for name in imported(script)}
    assert {"gandeng/ask.js", "frontend/icon.svg"} <= files
    answers = [client.get(url).content for url in urls if not url.startswith("/static/")]
    assert len(answers) == 1  # the manifest
    fetched = [content, *answers, *(built(name) for name in files)]
    total = sum(len(gzip.compress(each)) for each in fetched)
    assert total <= MOST_BYTES, total


def imported(script: str) -> set[str]:
    """What ``script`` needs before it runs, and what that needs; not what it loads later."""
    names = re.findall(rb"""(?:from|import)["']\./([\w.-]+\.js)["']""", built(script))
    parts = {f"gandeng/{name.decode()}" for name in names}
    return parts.union(*(imported(part) for part in parts))


def test_what_keeps_the_form_and_suggests_places_is_not_loaded_at_first() -> None:
    assert b'import("./ask_keep.js")' in built("gandeng/ask.js")
    assert b'import("./place_picker.js")' in built("gandeng/place.js")
    assert imported("gandeng/ask.js") | imported("gandeng/place.js") == set()


def built(name: str) -> bytes:
    folders = (Path(settings.BASE_DIR, "var/static"), Path(settings.BASE_DIR, "frontend/static"))
    found = [folder / name for folder in folders if (folder / name).exists()]
    assert found, f"{name} is not built: npm run build"
    return found[0].read_bytes()


def test_household_unknown_to_its_rt_says_so_and_may_go_past_the_rw(client: Client) -> None:
    factories.rw_901()
    request = sent(client, rw="901", no_local_id="1", not_through_rw="1")
    assert (request.no_local_id, request.not_through_rw) == (True, True)
    assert request.region_code == factories.HOME


def test_household_says_that_parts_are_of_no_use(client: Client) -> None:
    assert sent(client, whole="1").whole
    assert not sent(client, whole="").whole


def test_institution_asks_with_an_account(resident: Person, client: Client) -> None:
    institution = {"who": "institution", "kind": "orphanage", "people": "120", "packages": "40"}
    response = client.post("/ask/", {**FILLED, **institution})
    assert set(wrong_fields(response.content)) == {"who"}
    request = sent(browser_of(resident), **institution)
    assert request.household is not None
    assert (request.household.kind, request.household.people) == ("orphanage", 120)


def test_kind_counts_for_institutions_alone(resident: Person) -> None:
    browser = browser_of(resident)
    response = browser.post("/ask/", {**FILLED, "who": "institution"})
    assert set(wrong_fields(response.content)) == {"kind"}
    request = sent(browser, kind="orphanage")
    assert request.household is not None and request.household.kind == "household"


def test_meal_may_have_a_time(client: Client) -> None:
    request = sent(client, category="meal", slot="buka")
    assert request.slot == "buka" and timezone.localtime(request.until).strftime("%H:%M") == "17:30"


def test_time_is_left_aside_for_what_is_no_meal(client: Client) -> None:
    assert sent(client, slot="buka").slot == ""
