"""One site and one walk for all tests of pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.database import Copies
from tests.journeys.conftest import a_chromium
from tests.pages.demo_site import DemoSite, demo_site
from tests.pages.listed import PAGES
from tests.pages.pictures import Pictures
from tests.pages.walk import Found, walked

WRITE = "GANDENG_WRITE_PICTURES"


@pytest.fixture(scope="module")
def demo(
    copies: Copies,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[DemoSite]:
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), copies.fresh() as copy, demo_site(copy, folder) as made:
        yield made


@pytest.fixture(scope="module")
def found(demo: DemoSite) -> list[Found]:
    """What is wrong on any page; GANDENG_PAGES names some of them, with commas between."""
    wanted = set(filter(None, os.environ.get("GANDENG_PAGES", "").split(",")))
    pages = [page for page in PAGES if not wanted or page.name in wanted]
    with a_chromium() as browser:
        if not os.environ.get(WRITE):
            return walked(browser, demo, pages)
        with Pictures(Path(os.environ[WRITE]), whole=not wanted) as pictures:
            return walked(browser, demo, pages, pictures.take)
