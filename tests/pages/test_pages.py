"""What holds on every page, for everybody, on a phone and on a wide screen, in both themes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from tests.config.addresses import filled
from tests.pages.demo_site import DemoSite
from tests.pages.listed import NOT_WALKED, PAGES
from tests.pages.pictures import file_of, told
from tests.pages.walk import SIZES, Found
from tests.privacy.doors import walk

PICTURES = Path(settings.BASE_DIR, "docs", "pictures")

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def wrong(found: list[Found], kind: str) -> list[str]:
    return [str(each) for each in found if each.kind == kind]


def test_every_page_opens(found: list[Found]) -> None:
    assert not wrong(found, "answer")


def test_axe_finds_nothing_on_any_page(found: list[Found]) -> None:
    assert not wrong(found, "axe")


def test_nothing_is_cut_and_nothing_overlaps(found: list[Found]) -> None:
    assert not wrong(found, "layout")


def test_pages_do_not_move_by_themselves(found: list[Found]) -> None:
    assert not wrong(found, "shift")


def test_no_english_stands_on_indonesian_pages(found: list[Found]) -> None:
    assert not wrong(found, "words")


def test_every_page_that_opens_is_walked(demo: DemoSite) -> None:
    """Whatever answers somebody of the demo with a page is listed, or not walked for a reason."""
    missing = []
    for pattern in sorted(own_patterns()):
        if pattern in NOT_WALKED or any(leads_to(page.path, pattern) for page in PAGES):
            continue
        if any(is_page(demo, who, pattern) for who in ("", *demo.sessions)):
            missing.append(pattern)
    assert not missing


def own_patterns() -> set[str]:
    found = (pattern for pattern, _ in walk(get_resolver().url_patterns))
    return {each for each in found if not each.startswith(("api/", "tiles/", "^"))}


def leads_to(path: str, pattern: str) -> bool:
    parts = re.split(r"<[^>]+>", pattern)
    wanted = "[^/]+".join(re.escape(part) for part in parts)
    return re.fullmatch(f"/{wanted}", path.partition("?")[0]) is not None


def is_page(demo: DemoSite, who: str, pattern: str) -> bool:
    browser = Client(raise_request_exception=False)
    if who:
        browser.cookies[settings.SESSION_COOKIE_NAME] = demo.sessions[who]
    answer = browser.get(filled(pattern, {**demo.known, **things(demo, pattern)}))
    is_html = answer.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and is_html and not answer.streaming


def things(demo: DemoSite, pattern: str) -> dict[str, str]:
    """What the parameters of an address stand for, by where they stand."""
    known = demo.known
    own = next((known[name] for part, name in OF_ADDRESSES if part in pattern), known["request"])
    return {
        **dict.fromkeys(("request", "match", "offer"), own),
        "match": known["delivered"] if "<str:match>" in pattern else own,
        "code": known["home"],
        "number": known["round"] if "rounds" in pattern else known["posko"],
        "serial": known["coupon"],
    }


OF_ADDRESSES = [
    ("consignments/", "came"),
    ("post/", "came"),
    ("board/lists/", "draft"),
    ("offers/", "offer"),
    ("deliveries/", "delivered"),
    ("match", "delivered"),
]


def test_pictures_are_of_the_pages_that_there_are() -> None:
    wanted = {file_of(page, width) for page in PAGES if page.picture for width in SIZES}
    assert {path.name for path in PICTURES.glob("*.webp")} == wanted
    assert (PICTURES / "README.md").read_text() == told()


def test_pages_have_names_of_their_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)
