"""The journeys of this folder go through the system's Firefox, which Playwright drives by
WebDriver BiDi."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.journeys.conftest import NODE

NAMES = ("firefox-esr", "firefox")
LENIENT = Path(__file__).with_name("lenient.cjs")
WITHOUT = "No Firefox on this machine: these journeys went through Chromium alone."


@pytest.fixture(scope="module")
def engine() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(WITHOUT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(NODE))
        options = os.environ.get("NODE_OPTIONS", "")
        patch.setenv("NODE_OPTIONS", f"{options} --require={LENIENT}".strip())
        with sync_playwright() as playwright:
            try:
                browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
            except Error as error:
                pytest.skip(f"This Firefox can't be driven: {error.message.splitlines()[0]}")
            yield browser
            browser.close()
