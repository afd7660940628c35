"""One walk over all pages, on a phone and on a wide screen, in both themes: what is wrong."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.pages.demo_site import MOMENT, DemoSite
from tests.pages.listed import TICKED, Shown
from tests.pages.words import SEEN, english, untranslated

HERE = Path(__file__).parent
SHIFTS = HERE / "shifts.js"
AXE = Path(settings.BASE_DIR, "node_modules", "axe-core", "axe.min.js")
SIZES = {360: 740, 1280: 800}
# Of these a theme decides; everything else is the same in the dark.
BY_COLOUR = ["color-contrast", "link-in-text-block"]
MOST_SHIFT = 0.02
# Milliseconds in which scripts show what they add to a page.
SETTLED = 250


@dataclass(frozen=True)
class Found:
    """Something wrong: ``kind`` is axe, layout, shift, words or answer."""

    kind: str
    page: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.page} ({self.where}): {self.what}"


Taken = Callable[[Shown, int, Page], None]


def walked(
    browser: Browser, demo: DemoSite, pages: list[Shown], taken: Taken | None = None
) -> list[Found]:
    """Everything wrong with ``pages``; ``taken`` gets each while it is open."""
    found: list[Found] = []
    for who in dict.fromkeys(page.who for page in pages):
        for width in SIZES:
            with closing(context_of(browser, demo, who, width)) as context:
                for shown in (page for page in pages if page.who == who):
                    with closing(context.new_page()) as page:
                        found += seen(page, demo, shown, width)
                        if taken is not None:
                            taken(shown, width, page)
    return found


def context_of(browser: Browser, demo: DemoSite, who: str, width: int) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="light",
        locale="id-ID",
        reduced_motion="reduce",
    )
    context.add_init_script(path=SHIFTS)
    context.clock.set_fixed_time(MOMENT)
    if who in demo.sessions:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": demo.sessions[who]}
        context.add_cookies([{**cookie, "url": demo.site.url}])  # type: ignore[typeddict-item]
    return context


def seen(page: Page, demo: DemoSite, shown: Shown, width: int) -> Iterator[Found]:
    def one(kind: str, what: str, theme: str = "") -> Found:
        return Found(kind, shown.name, f"{width}{theme and f', {theme}'}", what)

    status = opened(page, demo, shown)
    if status != shown.status:
        yield one("answer", f"{status} at {page.url}")
    page.wait_for_timeout(SETTLED)
    shift = page.evaluate("window.shifted")
    if shift["sum"] >= MOST_SHIFT:
        yield one("shift", f"{shift['sum']:.3f} by {', '.join(sorted(set(shift['by'])))}")
    yield from (one("layout", what) for what in page.evaluate((HERE / "checks.js").read_text()))
    if width == min(SIZES):
        yield from (one("words", what) for what in untranslated(page.evaluate(SEEN), foreign()))
    page.evaluate(axe())
    yield from (one("axe", what, "light") for what in violations(page))
    page.emulate_media(color_scheme="dark")
    yield from (one("axe", what, "dark") for what in violations(page, BY_COLOUR))
    page.emulate_media(color_scheme="light")


def opened(page: Page, demo: DemoSite, shown: Shown) -> int:
    """The status of the page's answer, which is left open."""
    answer = page.goto(demo.site.url + shown.path.format(**demo.known))
    assert answer is not None
    for selector, value in shown.fill.items():
        field = page.locator(selector).first
        # As a tap on the label does, which is all that is seen of some.
        field.check() if value == TICKED else field.fill(value)
    presses = (shown.press,) if isinstance(shown.press, str) else shown.press
    for selector in filter(None, presses):
        with page.expect_navigation():
            page.locator(selector).first.click()
    if shown.open:
        page.locator(shown.open).first.click()
        page.wait_for_load_state("networkidle")
        # What somebody opened may push aside what stood there.
        page.evaluate("window.shifted = { sum: 0, by: [] }")
    return shown.status if shown.press else answer.status


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    only: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        only["runOnly"] = {"type": "rule", "values": rules}
    answer = page.evaluate(f"axe.run(document, {json.dumps(only)})")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]} {detail(node)}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def detail(node: dict[str, Any]) -> str:
    """What axe measured, where it measures."""
    data = (node["any"] or [{}])[0].get("data") or {}
    ratio = data.get("contrastRatio") if isinstance(data, dict) else None
    return f"({ratio})" if ratio else ""


@cache
def axe() -> str:
    return AXE.read_text()


@cache
def foreign() -> frozenset[str]:
    return english()
