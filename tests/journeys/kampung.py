"""Who takes part in the journeys of a kampung, RW 901 of Kapuk, and what they do on every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.sync_api import Locator, expect

from aid.actions.reconciliation import PhoneEntry, reconcile
from aid.demo.people import make_office, make_person
from aid.models import Coupon
from people.models import User
from people.person import Person, Role
from people.queries import person_of
from tests import factories
from tests.aid.at_post import digits
from tests.factories import CITY, HOME, RW_901
from tests.journeys.conftest import SITE_KEY, Window, Windows

PASSWORD = "only-for-this-test"
BATCH = 300
# Milliseconds until a page must have changed by itself, also where many tests run at once.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Somebody:
    """A person with an account, and how they sign in."""

    person: Person
    login: str


@dataclass(frozen=True)
class Kampung:
    """The RW's head and cadre, the officers of the kelurahan and of the city, and a donor whom
    the city knows."""

    head: Somebody
    cadre: Somebody
    officer: Somebody
    city: Somebody
    donor: Somebody


def made(settings: Any) -> Kampung:
    """Everybody, in a site that knows their codes and their sealed names."""
    settings.DEMO = True
    settings.SECRET_KEY = SITE_KEY
    factories.rw_901()
    return Kampung(
        head=somebody("ketua", RW_901),
        cadre=somebody("kader", RW_901, Role.CADRE),
        officer=somebody("kelurahan", HOME),
        city=somebody("kota", CITY),
        donor=somebody("donatur"),
    )


def somebody(name: str, region: str = "", role: Role = Role.COORDINATOR) -> Somebody:
    """With an office in ``region``, if any."""
    login = f"{name}@contoh.test"
    user = make_person(login, f"{name.capitalize()} Contoh", PASSWORD)
    if region:
        make_office(user, region, role)
    else:
        # The demo's pulse accepts and sets out for made-up donors.
        User.objects.filter(pk=user.pk).update(is_demo=False)
    return Somebody(person_of(user), login)


def signed_in(window: Windows, who: Somebody, path: str) -> Window:
    """A phone of ``who``, at ``path``."""
    opened = window.open()
    opened.sign_in(who.login, PASSWORD)
    opened.go(path)
    return opened


def press(who: Window, verb: str) -> None:
    who.page.locator(f"form[action$='/{verb}/'] button").first.click()


def figure(who: Window, label: str) -> Locator:
    """The value that the page gives beside ``label``."""
    named = who.page.get_by_text(label, exact=True)
    return who.page.locator(".facts > div").filter(has=named).locator("dd")


def open_coupon(phone: Window, serial: str, code: str) -> None:
    """By what is printed on it."""
    phone.go("/kupon/")
    phone.page.fill("#serial", serial)
    phone.page.fill("#code", code)
    phone.page.locator("main form button.btn-main").click()
    phone.page.wait_for_url(f"**/kupon/{serial}/")


def bring_back(by: Person, reference: str, coupons: Iterable[Coupon]) -> None:
    """A phone of the post brings the coupons of the day, as it sends them."""
    entries = [PhoneEntry(uuid4(), coupon.serial, digits(coupon)) for coupon in coupons]
    for start in range(0, len(entries), BATCH):
        answers = reconcile(by, reference, entries[start : start + BATCH])
        assert {answer.outcome for answer in answers} == {"counted"}


def fits(*phones: Window) -> None:
    """Nothing is wider than the phone."""
    for phone in phones:
        width = "document.documentElement.scrollWidth - innerWidth"
        assert phone.page.evaluate(width) <= 0
