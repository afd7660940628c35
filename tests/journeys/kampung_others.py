"""What a donor does on the pages of consignments, and what else several journeys share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.utils import timezone
from playwright.sync_api import expect

from aid.demo.kampung import Kampung
from aid.demo.people import HOME
from geo.actions.neighbourhoods import add_neighbourhood, mark_neighbourhood_verified
from geo.models import Region
from people.person import Role
from tests.journeys.conftest import SITE_KEY, Window
from tests.journeys.kampung import Somebody, somebody

METRE_WEST = -1 / 110_682  # degrees, at six degrees south


@dataclass(frozen=True)
class Cast:
    """An RW of Kapuk with its people, who sign in as head, cadre and officer; and a donor whom
    the city knows."""

    kampung: Kampung
    head: Somebody
    cadre: Somebody
    officer: Somebody
    donor: Somebody


def cast_of(settings: Any, rw: int, metres: int = 0) -> Cast:
    """RW ``rw``, so many metres west of the middle of Kapuk, where offers of Kapuk lie."""
    settings.DEMO, settings.SECRET_KEY = True, SITE_KEY
    middle = Region.objects.get(code=HOME).point
    point = Point(middle.x + metres * METRE_WEST, middle.y, srid=middle.srid)
    added = add_neighbourhood(HOME, rw_number=rw, name="Contoh", point=point)
    region = mark_neighbourhood_verified(added.code)
    head, cadre = somebody("ketua", region.code), somebody("kader", region.code, Role.CADRE)
    officer = somebody("kelurahan", HOME)
    kampung = Kampung(region, head.person, cadre.person, officer.person)
    return Cast(kampung, head, cadre, officer, somebody("donatur"))


def today() -> date:
    return timezone.localdate()


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def tick(who: Window, name: str, value: str = "") -> None:
    """By its words, as people do: some boxes themselves are not to be seen."""
    box = f"[name={name}][value='{value}']" if value else f"[name={name}]"
    who.page.locator("label", has=who.page.locator(box)).click()
    expect(who.page.locator(box)).to_be_checked()


def begin_plan(donor: Window, region: str) -> None:
    """From "to plan" to the form of one RW."""
    donor.page.click(f"a[href*='/consignments/plan/'][href*='region={region}&']")


def fill_plan(donor: Window, day: date, slot: str, vehicle: str, contents: Iterable[str]) -> None:
    """Day, slot, vehicle, what is in it, and the statement."""
    page = donor.page
    page.fill("[name=day]", day.isoformat())
    page.select_option("[name=slot]", slot)
    page.select_option("[name=vehicle]", vehicle)
    for each in contents:
        tick(donor, "contents", each)
    tick(donor, "statement")


def promise_all(donor: Window) -> None:
    """The one press that says yes to all of it."""
    donor.page.click("main form button.btn-big")


def reference_of(consignment: Window) -> str:
    """Of the consignment whose page is open."""
    consignment.page.wait_for_url("**/consignments/K-*/")
    return consignment.page.url.rstrip("/").rsplit("/", 1)[1]


def count(post: Window, reference: str, counted: int) -> None:
    """The receiver counts, before a witness."""
    post.go(f"/consignments/{reference}/#arrive")
    post.page.click("#arrive summary")
    post.page.fill("#arrive [name=counted]", str(counted))
    post.page.fill("#arrive [name=receiver]", "Penerima Contoh")
    post.page.fill("#arrive [name=witness]", "Saksi Contoh")
    post.page.click("#arrive button")
