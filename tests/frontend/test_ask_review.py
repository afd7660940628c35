"""What was answered is read again before it is sent."""

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from aid.models import Request
from people.person import Person
from tests.frontend.browsers import browser_of, text, wrong_fields
from tests.frontend.test_ask import FILLED

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([\w]+)" value="([^"]*)"')


def reviewed(browser: Client, **changed: str) -> bytes:
    response = browser.post("/ask/", {**FILLED, "step": "review", **changed})
    assert response.status_code == 200, wrong_fields(response.content)
    return response.content


def hidden(page: bytes) -> dict[str, str]:
    """What the page's form sends."""
    form = page.decode().partition('<form class="review"')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in HIDDEN.findall(form)}


def test_all_that_was_answered_is_shown(client: Client) -> None:
    page = reviewed(
        client, rt="4", rw="12", landmark="pagar <hijau>", vulnerable="1", messages_consent="1"
    )
    said = text(page)
    for part in ("Siti Contoh", "0812 3456 7890", "4 jiwa", "RT 004/RW 012", "1 paket",
                 "Kapuk, Cengkareng, Jakarta Barat", "Paket sembako", "pagar <hijau>"):  # fmt: skip
        assert part in said, part


def test_nothing_is_filed_or_kept_before_it_is_sent(client: Client) -> None:
    page = reviewed(client)
    assert Request.private.count() == 0
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert "Siti" not in str(kept)
    assert "Siti" not in str(client.cookies)
    assert hidden(page)["name"] == "Siti Contoh"


def test_what_is_sent_afterwards_is_what_was_read(client: Client) -> None:
    page = reviewed(client, kelurahan="Kapuk", rt="4", vulnerable="1", landmark="pagar 'hijau'")
    response = client.post("/ask/", hidden(page))
    assert response["Location"] == "/ask/done/"
    request = Request.private.get()
    assert request.household is not None
    assert (request.needed, request.household.people, request.household.vulnerable) == (1, 4, True)


def test_review_sent_twice_is_one_request(client: Client) -> None:
    form = hidden(reviewed(client))
    assert [client.post("/ask/", form)["Location"] for _ in range(2)] == ["/ask/done/"] * 2
    assert Request.private.count() == 1


def test_changing_leads_back_to_the_form_with_all_answers(client: Client) -> None:
    sent = hidden(reviewed(client, landmark="pagar hijau"))
    response = client.post("/ask/", {**sent, "step": "change"})
    page = response.content.decode()
    assert response.status_code == 200 and not wrong_fields(response.content)
    for value in ("Siti Contoh", "pagar hijau", "Kapuk, Cengkareng, Jakarta Barat", sent["key"]):
        assert f'value="{value}"' in page
    assert Request.private.count() == 0


def test_what_is_wrong_is_told_before_it_is_read(client: Client) -> None:
    response = client.post("/ask/", {**FILLED, "step": "review", "people": "0", "who": ""})
    assert response.status_code == 422
    assert list(wrong_fields(response.content)) == ["who", "people"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"category": "cash", "rupiah": "150.000"}, "Rp150.000"),
        ({"category": "meal", "slot": "buka"}, "Buka puasa, pukul 17.30 WIB"),
        ({"who": "other"}, "Orang lain"),
        ({"phone": ""}, "tidak ada"),
        ({"latitude": "-6.142", "longitude": "106.754"}, "dicatat dari HP"),
    ],
)
def test_each_way_of_asking_reads_well(client: Client, changed: dict[str, str], told: str) -> None:
    assert told in text(reviewed(client, **changed))


def test_institution_is_named_by_its_kind(resident: Person) -> None:
    browser = browser_of(resident)
    said = text(reviewed(browser, who="institution", kind="orphanage", packages="40"))
    assert "Panti asuhan" in said and "40 paket" in said


def test_no_browser_keeps_the_page(client: Client) -> None:
    response = client.post("/ask/", {**FILLED, "step": "review"})
    assert "no-store" in response["Cache-Control"]
    assert "?" not in response.request["PATH_INFO"]
