"""What `benchmarks.pages.ask` measures; to be imported when Django is set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.pages.browser import FLOORS, a_browser, a_window
from benchmarks.pages.queue_measured import site
from benchmarks.site import Web

PATHS = {"ask": "/ask/", "plain": "/floor/", "bare": "/floor/bare/"}
# A cheap phone where the network is slow: bytes a second, milliseconds, and how much slower the
# processor is than this machine's.
RATE, LATENCY, SLOWER = 400_000 / 8, 400, 6
# Read to its end, so that every field can be used, and painted.
READY = """() => {
  const [load] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return paint ? Math.max(load.domInteractive, paint.startTime) : 0;
}"""


@dataclass
class Loads:
    """Milliseconds until the page was ready, with scripts and without, and bytes that came."""

    ready: list[float] = field(default_factory=list)
    without_scripts: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)


def measured(times: int) -> dict[str, Loads]:
    """Each page in turn, every time by a browser that has seen none before."""
    found = {name: Loads() for name in PATHS}
    with site(FLOORS) as web, a_browser() as browser:
        for path in PATHS.values():
            with a_window(browser, web) as window:
                window.new_page().goto(path)
        for _ in range(times):
            for name, path in PATHS.items():
                once(browser, web, path, found[name])
    return found


def once(browser: Browser, web: Web, path: str, loads: Loads) -> None:
    with a_window(browser, web) as window, slow(window) as (page, sizes):
        loads.ready.append(ready(page, path))
        page.wait_for_load_state("networkidle")
        loads.size.append(float(sum(sizes)))
    with a_window(browser, web, scripts=False) as window, slow(window) as (page, _):
        loads.without_scripts.append(ready(page, path))


@contextmanager
def slow(window: BrowserContext) -> Iterator[tuple[Page, list[float]]]:
    """A page of ``window`` on a slow phone, and the bytes of its answers as they come in."""
    page, sizes = window.new_page(), list[float]()
    tools = window.new_cdp_session(page)
    tools.send("Network.enable")
    tools.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": RATE,
            "uploadThroughput": RATE,
        },
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, sizes


def ready(page: Page, path: str) -> float:
    page.goto(path, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    return float(page.evaluate(READY))
