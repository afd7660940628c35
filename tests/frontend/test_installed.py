"""The site as a phone keeps it: name, icons, and two pages that know nobody."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from people.person import Person
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db
PAGES = ("/offline/", "/ask/copy/", "/manifest.webmanifest")


def test_manifest_speaks_both_languages(client: Client) -> None:
    answer = client.get("/manifest.webmanifest?in=id")
    assert answer["Content-Type"] == "application/manifest+json"
    facts = answer.json()
    assert (facts["lang"], facts["start_url"], facts["display"]) == ("id", "/", "standalone")
    assert facts["shortcuts"][0] == {"name": "Minta bantuan", "url": "/ask/"}
    english = client.get("/manifest.webmanifest?in=en").json()
    assert english["shortcuts"][0]["name"] == "Ask for aid"


def test_each_icon_is_as_large_as_the_manifest_says(client: Client) -> None:
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        file = Path(settings.BASE_DIR, "frontend", icon["src"].lstrip("/"))
        with Image.open(file) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_names_the_manifest_in_its_language(client: Client, language: str) -> None:
    browser = in_english(client) if language == "en" else client
    page = browser.get("/how/").content.decode()
    assert f'<link rel="manifest" href="/manifest.webmanifest?in={language}">' in page
    assert 'name="theme-color"' in page


@pytest.mark.parametrize("path", PAGES)
def test_it_is_the_same_whoever_fetches_it(path: str, resident: Person) -> None:
    known, unknown = browser_of(resident).get(path), Client().get(path)
    assert tidy(known.content) == tidy(unknown.content)
    assert b"Contoh" not in known.content
    assert "sessionid" not in known.cookies


def tidy(content: bytes) -> str:
    """Without what differs on every fetch."""
    return re.sub(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


def test_copy_of_the_form_has_neither_key_nor_token(client: Client) -> None:
    page = client.get("/ask/copy/").content.decode()
    assert '<input type="hidden" name="key" value=""' in page
    assert 'csrfmiddlewaretoken" value' not in page.partition('class="ask"')[2]
    assert "data-copy" in page


def test_copy_speaks_the_language_it_is_asked_for(client: Client) -> None:
    assert "Ask for aid" in text(client.get("/ask/copy/?in=en").content)
    assert "Minta bantuan" in text(client.get("/ask/copy/?in=id").content)
    assert "There is no network" in text(client.get("/offline/?in=en").content)
    assert client.get("/offline/?in=xx").status_code == 200


def test_worker_fetches_what_it_keeps_as_nobody(client: Client) -> None:
    answer = client.get("/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert 'credentials:"omit"' in answer.content.decode()


def test_form_may_have_a_worker_and_other_pages_not(client: Client) -> None:
    assert "worker-src 'self'" in client.get("/ask/")["Content-Security-Policy"]
    assert "worker-src" not in client.get("/how/")["Content-Security-Policy"]


def test_token_is_kept_nowhere_and_tells_nobody_s_name(resident: Person) -> None:
    answer = browser_of(resident).get("/ask/token/")
    facts = json.loads(answer.content)
    assert set(facts) == {"token", "by"}
    assert "no-store" in answer["Cache-Control"]
    assert str(resident.user_id) not in facts["by"]
    assert Client().get("/ask/token/").json()["by"] == ""
