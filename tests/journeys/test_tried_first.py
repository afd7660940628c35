"""A city tries a round, looks at what it would propose, and sends it."""

from typing import Any

import pytest
from playwright.sync_api import expect
from procrastinate.contrib.django import app

from aid.demo.people import make_coordinator, make_person
from aid.models import Match
from matching import tasks
from tests import factories
from tests.database import Copy
from tests.journeys.conftest import Windows

CITY = "31.73"
PASSWORD = "only-for-this-test"
LIVE = 30_000  # milliseconds until a page must have changed by itself

pytestmark = pytest.mark.browser


@pytest.fixture
def open_need(committed_db: Copy, settings: Any) -> None:
    """Requests and offers in Kapuk that no round has seen."""
    settings.DEMO = True
    make_coordinator(make_person("kota@contoh.test", "Petugas Kota", PASSWORD), CITY)
    for urgency in (0, 1, 2):
        factories.verified(quantity=3, urgency=urgency)
    factories.verified(category="meal", quantity=4)
    factories.published(quantity=7)
    for job in app.job_manager.list_jobs(task=tasks.ARRIVAL, status="todo"):
        app.job_manager.cancel_job_by_id(job.id or 0)


def test_round_is_tried_watched_and_sent(open_need: None, window: Windows) -> None:
    city = window.open(1280)
    city.sign_in("kota@contoh.test", PASSWORD)
    city.go(f"/board/{CITY}/rounds/")
    city.page.click("#advanced summary")
    city.page.check("[name=with_curve]")
    city.page.click("button[value=try]")

    # The open page follows the round to its end by itself.
    proposals = city.page.locator("[data-live-item^='p']")
    expect(city.page.locator("main")).to_contain_text("Terbukti", timeout=LIVE)
    city.page.reload()
    expect(proposals).to_have_count(3)
    assert Match.private.count() == 0

    proposals.first.locator("input").check()
    city.page.click("button[value=some]")
    expect(city.page.locator("main")).to_contain_text("1 sudah dikirim", timeout=LIVE)
    assert Match.private.count() == 1
    city.page.click("button[value=all]")
    expect(city.page.locator("main")).to_contain_text("3 sudah dikirim", timeout=LIVE)
    assert Match.private.count() == 3
