"""However often the form is sent, it is one request with one receipt."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import transaction
from django.test import Client
from django.utils import timezone

from aid.models import PageLink, Request
from frontend import receipts
from people import kept_answers
from people.person import Person
from tests.factories import HOME
from tests.frontend.browsers import browser_of, in_english, text, wrong_fields
from tests.frontend.test_ask import FILLED

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="key" value="([\w-]{32})"')


def form_of(browser: Client) -> dict[str, str]:
    """The form as the page gave it, filled."""
    (key,) = KEY.findall(browser.get("/ask/").content.decode())
    return {**FILLED, "key": key}


def receipt(browser: Client) -> list[str]:
    """Link and code that the receipt shows."""
    page = text(browser.get("/ask/done/").content)
    return [*re.findall(r"/r/[\w-]+/", page), re.findall(r"\d{3} \d{3}", page)[-1]]


def test_reload_of_a_sent_form_leads_to_the_same_receipt(client: Client) -> None:
    form = form_of(client)
    client.post("/ask/", form)
    first = receipt(client)
    assert client.post("/ask/", form)["Location"] == "/ask/done/"
    assert receipt(client) == first
    assert Request.private.count() == PageLink.private.count() == 1


def test_whose_answer_was_lost_on_the_way_gets_the_same_receipt(client: Client) -> None:
    form = form_of(client)
    client.post("/ask/", form)
    again = Client()  # whose browser never got the first answer, nor its cookies
    assert again.post("/ask/", form)["Location"] == "/ask/done/"
    assert receipt(again) == receipt(client)
    assert Request.private.count() == 1


def test_two_forms_are_two_requests(client: Client) -> None:
    assert form_of(client) != form_of(client)
    for _ in range(2):
        client.post("/ask/", form_of(client))
    assert Request.private.count() == 2


def test_refused_form_keeps_its_key_and_may_be_sent_again(client: Client) -> None:
    form = form_of(client)
    page = client.post("/ask/", {**form, "people": ""})
    assert set(wrong_fields(page.content)) == {"people"}
    assert KEY.findall(page.content.decode()) == [form["key"]]
    assert client.post("/ask/", form)["Location"] == "/ask/done/"


def test_once_the_receipt_was_shown_the_form_opens_it_to_nobody_else(client: Client) -> None:
    """As on a shared phone, by the back button and sending again."""
    form = form_of(client)
    client.post("/ask/", form)
    link, code = receipt(client)
    for browser in (Client(), client):
        if browser is client:
            client.post("/my/requests/close/")
        again = browser.post("/ask/", form)
        page = text(again.content)
        assert again.status_code == 410
        assert link not in page and code not in page
        assert "opened_links" not in browser.session
    assert Request.private.count() == 1


def test_site_forgets_link_and_code_once_they_were_shown(client: Client) -> None:
    form = form_of(client)
    client.post("/ask/", form)

    answer = signing.loads(client.cookies["receipt"].value, salt=receipts.SALT)["answer"]
    assert kept_under(answer)
    receipt(client)
    assert kept_under(answer) == b""


def kept_under(answer: str) -> bytes:
    with transaction.atomic():
        found = kept_answers.found(kept_answers.Attempt(answer, ""))
    assert found is not None
    return found.body


@pytest.mark.parametrize(("shared", "most"), [("1", receipts.SECONDS), ("", 7 * 24 * 3600)])
def test_on_a_shared_phone_the_request_closes_by_itself(
    client: Client, shared: str, most: int
) -> None:
    client.post("/ask/", {**form_of(client), "shared": shared})
    assert client.cookies["sessionid"]["max-age"] == most
    left = Session.objects.get().expire_date - timezone.now()
    assert most - 60 < left.total_seconds() <= most


def test_changed_form_says_that_the_first_one_counts(client: Client) -> None:
    form = form_of(client)
    client.post("/ask/", form)
    browser = in_english(Client())
    browser.post("/ask/", {**form, "people": "5"})
    page = text(browser.get("/ask/done/").content)
    assert "What counts is what you wrote first." in page
    assert Request.private.get().household.people == 4  # type: ignore[union-attr]


def test_key_of_an_account_is_nothing_for_others(resident: Person) -> None:
    browser = browser_of(resident)
    form = form_of(browser)
    browser.post("/ask/", form)
    stranger = Client()
    stranger.post("/ask/", form)
    assert receipt(stranger) != receipt(browser)
    assert Request.private.count() == 2


@pytest.mark.parametrize("key", ["", "short", "ñ" * 20, "x" * 65])
def test_key_that_others_could_guess_is_none(client: Client, key: str) -> None:
    for _ in range(2):
        client.post("/ask/", {**FILLED, "key": key})
    assert Request.private.count() == 2


def test_key_of_a_form_means_nothing_to_the_api(client: Client) -> None:
    form = form_of(client)
    client.post("/ask/", form)
    body = {"category": "sembako", "quantity": 1, "region": HOME, "name": "Siti",
            "consent": True}  # fmt: skip
    answer = Client().post(
        "/api/v1/requests/", body, "application/json", headers={"Idempotency-Key": form["key"]}
    )
    assert answer.status_code == 201
    assert Request.private.count() == 2
