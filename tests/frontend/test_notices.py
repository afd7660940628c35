"""Switching notices on and off, page by page."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from messaging.models import Subscription
from people.person import Person
from tests import factories
from tests.factories import household_of, verified
from tests.frontend.browsers import browser_of, loaded, text
from tests.messaging.conftest import mails, service
from tests.messaging.stand_in import Browser, PushService
from tests.messaging.subscribed import confirmed_mail, switch_on

__all__ = ["mails", "service"]
pytestmark = pytest.mark.django_db
KEY = re.compile(r'data-key="([\w-]+)"')


def tell(client: Client, verb: str, browser: Browser, of: str = "", **more: object) -> Any:
    facts = {"of": of, "page": "/deliveries/", "subscription": browser.subscription, **more}
    return client.post(f"/notices/phone/{verb}/", json.dumps(facts), "application/json")


def test_account_switches_on_asks_and_switches_off(donor: Person, service: PushService) -> None:
    client, browser = browser_of(donor), service.browser()
    assert tell(client, "asked", browser).json() == {"on": False}
    assert tell(client, "on", browser).json() == {"on": True}
    assert tell(client, "asked", browser).json() == {"on": True}
    assert tell(client, "asked", service.browser("other")).json() == {"on": False}
    assert tell(client, "off", browser).json() == {"on": False}
    assert not Subscription.private.exists()


def test_link_serves_its_own_request_and_no_other(service: PushService) -> None:
    request, other = verified(), verified()
    client = browser_of(household_of(request))
    assert tell(client, "on", service.browser(), request.reference).status_code == 200
    assert Subscription.private.get().owner == f"request:{request.reference}"
    assert tell(client, "on", service.browser(), other.reference).status_code == 404
    assert tell(client, "on", service.browser()).url.startswith("/sign-in/")
    assert Subscription.private.count() == 1


def test_helper_s_link_is_another_s_than_the_household_s(service: PushService) -> None:
    request = factories.submitted(for_someone_else=True).request
    client = browser_of(factories.helper_by_link(request))
    assert tell(client, "on", service.browser(), request.reference).status_code == 200
    assert Subscription.private.get().owner == f"helper:{request.reference}"


def test_nobody_switches_another_s_notices_off(
    donor: Person, stranger: Person, service: PushService
) -> None:
    switch_on(donor, service.browser())
    assert tell(browser_of(stranger), "off", service.browser()).json() == {"on": False}
    assert tell(browser_of(stranger), "asked", service.browser()).json() == {"on": False}
    assert Subscription.private.count() == 1


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "5", '{"of": {}}', '{"subscription": []}', "[" * 5_000, '{"of": 5}',
             '{"subscription": {"endpoint": 5}}', '{"of": "\\u0000"}'],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["on", "off", "asked"])
def test_what_is_no_subscription_is_refused(donor: Person, verb: str, body: str) -> None:
    answer = browser_of(donor).post(f"/notices/phone/{verb}/", body, "application/json")
    assert 400 <= answer.status_code < 500
    assert not Subscription.private.exists()


def test_unknown_push_service_is_refused_in_the_reader_s_language(donor: Person) -> None:
    answer = tell(browser_of(donor), "on", Browser("https://evil.test/a"))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_push_service")
    assert "tidak dikenal" in answer.json()["message"]


@pytest.mark.parametrize(
    "page", ["https://evil.test/", "//evil.test/", "/sign-out/", "/nowhere/", "", "javascript:x",
             f"/requests/{'x' * 100}/"],
)  # fmt: skip
def test_notice_opens_pages_of_ours_alone(donor: Person, service: PushService, page: str) -> None:
    assert tell(browser_of(donor), "on", service.browser(), page=page).status_code == 400
    assert not Subscription.private.exists()


def test_other_sites_cannot_switch_anything(donor: Person, service: PushService) -> None:
    client = browser_of(donor)
    client.handler.enforce_csrf_checks = True
    assert tell(client, "on", service.browser()).status_code == 403


def test_signing_out_and_closing_end_the_notices_of_this_browser(
    donor: Person, service: PushService
) -> None:
    client = browser_of(donor)
    tell(client, "on", service.browser())
    switch_on(donor, service.browser("at home"))
    client.post("/sign-out/")
    assert Subscription.private.count() == 1

    request = verified()
    household = browser_of(household_of(request))
    tell(household, "on", service.browser(), request.reference)
    household.post("/my/requests/close/")
    assert Subscription.private.count() == 1


def test_asking_again_in_a_new_session_lets_closing_end_them(service: PushService) -> None:
    request = verified()
    switch_on(household_of(request), service.browser(), request.reference)
    client = browser_of(household_of(request))
    assert tell(client, "asked", service.browser(), request.reference).json() == {"on": True}
    client.post("/my/requests/close/")
    assert not Subscription.private.exists()


@pytest.mark.parametrize("page", ["/deliveries/", "/my/requests/", "/my/notices/"])
def test_pages_of_accounts_offer_it(donor: Person, page: str) -> None:
    answer = browser_of(donor).get(page)
    content = answer.content.decode()
    assert KEY.search(content) and "/static/gandeng/notices.js" in loaded(answer.content)
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_page_of_a_request_offers_it_and_is_itself_what_a_notice_opens() -> None:
    request = verified()
    content = browser_of(household_of(request)).get(f"/requests/{request.reference}/").content
    assert f'data-of="{request.reference}" data-page="/requests/{request.reference}/"' in str(
        content
    )


def test_without_a_key_nothing_is_offered(donor: Person, settings: Any) -> None:
    settings.PUSH_KEY, settings.MAILS = None, False
    client = browser_of(donor)
    for page in ("/deliveries/", "/my/requests/"):
        answer = client.get(page)
        assert b"data-notices" not in answer.content and b"notices.js" not in answer.content
        assert b"/my/notices/" not in answer.content
    assert client.get("/my/notices/").status_code == 404
    assert tell(client, "on", Browser("https://fcm.googleapis.com/a")).status_code == 422


def test_all_is_switched_off_at_once_also_for_a_lost_phone(
    donor: Person, service: PushService, mails: list[Any]
) -> None:
    switch_on(donor, service.browser())
    confirmed_mail(donor)
    client = browser_of(donor)
    assert "1 HP" in text(client.get("/my/notices/").content)
    client.post("/my/notices/off/")
    assert not Subscription.private.exists()


def test_worker_serves_no_page(client: Client) -> None:
    answer = client.get("/notices/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert b"fetch" not in answer.content
    assert len(answer.content) < 2_000


def test_too_many_changes_are_refused(donor: Person, service: PushService) -> None:
    client = browser_of(donor)
    answers = [tell(client, "asked", service.browser()).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
