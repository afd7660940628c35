"""What `benchmarks.pages.queue` measures; to be imported when Django is set up."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connections, transaction
from playwright.sync_api import Browser, Page

from aid.actions import verification
from aid.models import Household, Request
from aid.reference import new_references
from benchmarks.pages.browser import FLOORS, SETTLED, Seen, a_browser, a_window, begin, seen
from benchmarks.site import NOTHING, Web, served
from people.private import Details, keep_all
from tests.database import Copies

# Made for tests, whose types nobody checks.
factories: Any = import_module("tests.factories")
clients: Any = import_module("tests.api.client")

MOVES, TICKS, CHECKS = 40, 5, 5
# What the queue says, and what it shows, when a key has done its work.
SAID = "document.querySelector('[data-queue-said]').textContent + document.activeElement?.id"
ANSWERED = """() => {
  const shown = () => SHOWN;
  const before = shown();
  window.answered = new Promise((done) => {
    let since;
    document.addEventListener("keydown", (event) => (since = event.timeStamp), { once: true });
    const look = () => {
      if (since === undefined || shown() === before) return requestAnimationFrame(look);
      setTimeout(() => done(performance.now() - since));
    };
    requestAnimationFrame(look);
  });
}"""
# A key counts in the sentence; "v" posts nothing, fetches the page and then changes its heading.
COUNTS = """() => {
  let count = 0;
  const told = document.querySelector("#told");
  const counted = () => (told.textContent = String(++count));
  document.addEventListener("click", counted);
  document.addEventListener("keydown", async (event) => {
    if (event.key !== "v") return counted();
    await (await fetch(location.href, { cache: "no-store" })).text();
    document.querySelector("h1").textContent = String(++count);
  });
}"""


class Measured(NamedTuple):
    """What was seen of interactions, milliseconds from a key that checks until the result is on
    the screen, and seconds until all rows were there."""

    seen: Seen
    acts: list[float]
    loading: float


def measured(counts: Sequence[int]) -> Iterator[Measured]:
    """Queues of ``counts`` requests, one after the other, in a database and a site of their own."""
    with site(FLOORS) as web, a_browser() as browser:
        office = factories.office(factories.HOME)
        session = str(clients.client_of(office).django.cookies["sessionid"].value)
        for count in counts:
            fill(count - Request.private.filter(status="submitted").count())
            yield one_queue(browser, web, session, count)


def floor() -> Measured:
    """The same keys and clicks on a page that only counts them, and the same post that only
    fetches a page."""
    with site(FLOORS) as web, a_browser() as browser, a_window(browser, web) as window:
        page = window.new_page()
        page.goto("/floor/")
        page.evaluate(COUNTS)
        begin(page)
        for number in range(MOVES):
            page.keyboard.press("j")
            if number % (MOVES // CHECKS) == 0:
                page.locator("h1").click()
        acts = [pressed(page, "v", "document.querySelector('h1').textContent") for _ in "12345"]
        return Measured(seen(page), acts, 0)


def one_queue(browser: Browser, web: Web, session: str, count: int) -> Measured:
    with a_window(browser, web, session) as window:
        page = window.new_page()
        page.goto(f"/board/{factories.HOME}/")
        begun = time.perf_counter()
        show_all(page, count)
        loading = time.perf_counter() - begun
        page.wait_for_load_state("networkidle")
        begin(page)
        acts = work(page)
        return Measured(seen(page), acts, loading)


def pressed(page: Page, key: str, shown: str) -> float:
    """Milliseconds from the key until what the expression ``shown`` says differs and is painted."""
    page.evaluate(ANSWERED.replace("SHOWN", shown))
    page.keyboard.press(key)
    return float(page.evaluate("answered"))


@contextmanager
def site(variables: Mapping[str, str] = NOTHING) -> Iterator[Web]:
    """The product as it is served, on a database of its own."""
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as database, served(database.url, database.owner_url, variables) as web:
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


def show_all(page: Page, count: int) -> None:
    shown = "document.querySelectorAll('[data-queue] > *').length"
    while (before := int(page.evaluate(shown))) < count:
        page.locator(".pages [rel=next]:not([aria-disabled=true])").press("Enter")
        page.locator("[data-queue] > *").nth(before).wait_for(state="attached")


def work(page: Page) -> list[float]:
    """What a coordinator does, while somebody else checks too; how long each check took."""
    keys = page.keyboard
    other = factories.office(factories.HOME)
    waiting = Request.private.filter(status="submitted").order_by("-urgency", "-pk")
    elsewhere = list(waiting.values_list("reference", flat=True)[:CHECKS])
    page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
    for number in range(MOVES):
        keys.press("j")
        if number % (MOVES // CHECKS) == 0:
            verification.verify(other, elsewhere.pop())
    for _ in range(TICKS):
        keys.press("x")
        keys.press("j")
    acts = []
    for _ in range(CHECKS):
        keys.press("r")
        keys.press("Escape")
        acts.append(pressed(page, "v", SAID))
        page.wait_for_timeout(SETTLED)
    for _ in range(TICKS):
        keys.press("k")
    page.locator("[data-tick-all]").click()
    page.locator("#filter summary").click()
    keys.press("End")
    for _ in range(TICKS):
        page.mouse.wheel(0, -600)
        page.wait_for_timeout(SETTLED)
    return acts
