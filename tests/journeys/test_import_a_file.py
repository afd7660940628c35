"""A file of 1,163 lines in a browser: how far it is, what is wrong in it, and then all of it."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aid.models import Line, NeighbourhoodList
from people.person import Person
from tests import lists
from tests.aid import test_spreadsheet_list as whole
from tests.database import Copy
from tests.journeys.conftest import SITE_KEY, Windows
from tests.journeys.test_between import at

pytestmark = pytest.mark.browser

# Keeps everything that the line under the form ever said.
LISTEN = """() => {
  window.heard = [];
  new MutationObserver(() => {
    const line = document.querySelector("[data-progress] span");
    if (line && line.textContent) window.heard.push(line.textContent);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
# A fast machine reads the file before the page asks for the first time: let it ask every 15 ms.
ASK_OFTEN = """(() => {
  const often = window.setInterval;
  window.setInterval = (what, ms, ...rest) => often(what, Math.min(ms, 15), ...rest);
})()"""
ROWS = re.compile(r"Baris [\d.]+ dari 1\.163|Menyimpan 1\.163 baris …")


@pytest.fixture
def head(committed_db: Copy, settings: Any) -> Person:
    settings.SECRET_KEY = SITE_KEY  # sessions are signed with it
    return lists.head_of()


@pytest.fixture
def made(head: Person) -> NeighbourhoodList:
    return lists.opened(head, last_rt=12)


def test_rows_are_counted_faults_are_told_and_the_corrected_file_is_taken(
    head: Person, made: NeighbourhoodList, window: Windows, tmp_path: Path
) -> None:
    opened = window.open()
    opened.page.set_default_timeout(60_000)  # the first page of a site that has just started
    opened.page.add_init_script(ASK_OFTEN)
    page = at(opened, head, f"/board/lists/{made.reference}/").page
    page.evaluate(LISTEN)
    send(page, tmp_path, whole.as_xlsx(planted=True))
    faults = page.locator("#refused tbody tr")
    expect(faults).to_have_count(len(whole.PLANTED), timeout=60_000)
    expect(faults.filter(has_text="RT (D)").first).to_be_visible()
    assert any(ROWS.fullmatch(said) for said in page.evaluate("window.heard"))
    assert not Line.private.exists()

    send(page, tmp_path, whole.as_xlsx(planted=False))
    expect(page.locator(".list-totals")).to_contain_text("1.163 KK", timeout=60_000)
    expect(page.locator("main .notice")).to_contain_text("Masuk: 1.163 baru")
    assert Line.private.count() == 1_163
    width = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(width) <= 0


def test_without_scripts_the_form_works_as_well(
    head: Person, made: NeighbourhoodList, window: Windows, tmp_path: Path
) -> None:
    opened = window.open()
    opened.page.route("**/upload.js", lambda route: route.abort())
    page = at(opened, head, f"/board/lists/{made.reference}/").page
    send(page, tmp_path, whole.as_xlsx(planted=False))
    expect(page.locator(".list-totals")).to_contain_text("1.163 KK", timeout=60_000)


def send(page: Page, folder: Path, data: bytes) -> None:
    file = folder / "daftar.xlsx"
    file.write_bytes(data)
    if page.locator("#import").get_attribute("open") is None:
        page.click("#import summary")
    page.set_input_files("#file", str(file))
    page.check("#import [name=agreed]")
    page.click("#import button")
