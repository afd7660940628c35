"""Figures for pages of others: public ones, and nothing by which anybody is known."""

import pytest
from django.test import Client

from aid.rules import MatchStatus
from people.person import Person
from tests.factories import CITY, HOME, RW_901, bring, pledged, verified
from tests.frontend.browsers import browser_of, text

pytestmark = pytest.mark.django_db


def test_widget_tells_what_arrived(client: Client) -> None:
    bring(pledged(verified(quantity=2), 1), MatchStatus.CONFIRMED)
    page = text(client.get(f"/widget/{CITY}/").content)
    assert "Rp200.000 nilai bantuan yang sudah diterima" in page


def test_widget_speaks_english_when_asked(client: Client) -> None:
    assert 'lang="en"' in client.get(f"/widget/{CITY}/?lang=en").content.decode()
    assert 'lang="id"' in client.get(f"/widget/{CITY}/?lang=xx").content.decode()


def test_widget_is_rounded_as_the_region_s_page(client: Client) -> None:
    verified(category="hygiene", quantity=3)
    assert "Diminta <5" in text(client.get(f"/widget/{HOME}/").content)


def test_widget_says_the_same_to_everybody_and_sets_no_cookie(coordinator: Person) -> None:
    office = browser_of(coordinator)
    office.cookies["django_language"] = "en"
    theirs, anybodys = office.get(f"/widget/{HOME}/"), Client().get(f"/widget/{HOME}/")
    assert not theirs.cookies and not anybodys.cookies
    strip = "Per "  # the moment differs
    assert text(theirs.content).partition(strip)[0] == text(anybodys.content).partition(strip)[0]
    assert theirs["Cache-Control"] == "public, max-age=60"


def test_widget_can_be_framed_and_has_neither_scripts_nor_forms(client: Client) -> None:
    answer = client.get(f"/widget/{CITY}/")
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert b"<script" not in answer.content and b"<form" not in answer.content


@pytest.mark.parametrize("code", [RW_901, "31.99", "x"])
def test_there_is_none_of_anything_smaller_or_unknown(client: Client, code: str) -> None:
    assert client.get(f"/widget/{code}/").status_code == 404


def test_pages_offer_a_line_to_copy(client: Client) -> None:
    assert (
        f'src="http://testserver/widget/{CITY}/"' in client.get(f"/region/{CITY}/").content.decode()
    )
