"""The site with the demo's data at one fixed moment, and browsers' cookies of its people."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from aid.actions import deliveries, disclosure, matches, offers, verification
from aid.actions.requests import Asked, issue_link, submit
from aid.demo import clock as demo_clock
from aid.demo import people as demo
from aid.models import Consignment, Coupon, Handout, Match, NeighbourhoodList, Post, Request
from aid.rules import MatchStatus, RequestStatus
from matching import child
from matching.models import Round
from people.models import User, login_fingerprint
from people.person import Person
from people.queries import person_of
from people.session import COUPONS, LINKS
from tests import factories
from tests.database import Copy
from tests.journeys.clock_hands import ClockHands
from tests.journeys.served import Site, running
from tests.lists import draft as draft_list
from tests.lists import household
from tests.organisations import organisation, staff_of
from tests.pages import listed

# A Friday morning, on which offices are open and meals are still to come.
MOMENT = datetime(2026, 11, 27, 9, 5, tzinfo=ZoneInfo("Asia/Jakarta"))
LOGINS = {
    listed.RESIDENT: demo.RESIDENT,
    listed.DONOR: demo.DONOR,
    listed.CADRE: demo.CADRE,
    listed.RW: demo.RW_HEAD,
    listed.KELURAHAN: demo.COORDINATOR,
    listed.CITY: demo.CITY_COORDINATOR,
}
ASKED = Asked(
    category="sembako", quantity=1, region=demo.HOME, people=4, urgency=0,
    name="Keluarga Contoh", landmark="Dekat pos RW 901", consent=True,
)  # fmt: skip
RW_901 = f"{demo.HOME}.{demo.RW_NUMBER}"


@dataclass(frozen=True)
class DemoSite:
    """``known`` fills the addresses of pages; ``sessions`` has each person's cookie."""

    site: Site
    known: Mapping[str, str]
    sessions: Mapping[str, str]


@contextmanager
def demo_site(copy: Copy, folder: Path) -> Iterator[DemoSite]:
    """The demo as it is on the morning of MOMENT; only what a page does itself happens."""
    hands = ClockHands(folder / "clock")
    hands.set(MOMENT)
    with ExitStack() as stack:
        stack.enter_context(override_settings(DEMO=True))
        stack.enter_context(hands.followed())
        stack.enter_context(patch.object(demo_clock, "now", timezone.now))
        stack.enter_context(patch.object(child, "compute_apart", child.compute))
        call_command("load_demo", verbosity=0)
        call_command("run_matching", verbosity=0)
        known = add_what_demo_lacks()
        sessions = {who: session_of(person(login.login)) for who, login in LOGINS.items()}
        sessions |= further_sessions(known)
        further = {**hands.environment, "SECRET_KEY": settings.SECRET_KEY}
        with running(copy.url, folder / "log", further, worker=False) as site:
            yield DemoSite(site, known, sessions)


def person(login: str) -> Person:
    return person_of(User.objects.get(login_fingerprint=login_fingerprint(login)))


def add_what_demo_lacks() -> dict[str, str]:
    """Each state of a delivery, a new request, a draft: the references of all that is shown."""
    donor, resident = person(demo.DONOR.login), person(demo.RESIDENT.login)
    own = Request.private.get(household__resident_id=resident.user_id)
    new = submit(resident, replace(ASKED, category="hygiene")).request
    linked = submit(Person(), ASKED).request
    link = issue_link(linked, "resident")
    return {
        "home": demo.HOME,
        "city": demo.HOME_CITY,
        "rw": RW_901,
        "request": own.reference,
        "asked": new.reference,
        "linked": linked.reference,
        "link": str(link.link_id),
        "token": link.token,
        "waiting": waiting().reference,
        **deliveries_of(donor, resident, own),
        **of_the_kampung(donor),
        "round": str(Round.objects.latest("pk").pk),
    }


def waiting() -> Request:
    """A household's request in the kelurahan that nobody checked yet."""
    found = Request.private.filter(status=RequestStatus.SUBMITTED, region=demo.HOME)
    return found.exclude(household=None).order_by("pk")[0]


def deliveries_of(donor: Person, resident: Person, own: Request) -> dict[str, str]:
    """One of the donor's matches at each status, that of the demo's household delivered."""
    officer = person(demo.COORDINATOR.login)
    offer = offers.publish(donor, offers.Given("sembako", 12, demo.HOME, radius=4))
    for old in Match.private.filter(request=own, status=MatchStatus.PROPOSED).with_facts():
        matches.decline(person_of(User.objects.get(pk=old.donor_id)), old.reference)
    others = [submit(Person(), replace(ASKED, people=size)).request for size in (3, 5, 2)]
    for request in others:
        verification.verify(officer, request.reference)
    delivered, proposed, accepted, on_the_way = (
        matches.propose_by_hand(officer, request.reference, offer.reference, 1)
        for request in (own, *others)
    )
    for match in (delivered, accepted, on_the_way):
        matches.accept(donor, match.reference)
    disclosure.agree_contact(resident, delivered.reference)
    for match in (delivered, on_the_way):
        deliveries.start(donor, match.reference)
    deliveries.deliver(donor, delivered.reference)
    later = Request.private.get(list__region=RW_901, list__category="sembako", portion=4)
    matches.propose_by_hand(officer, later.reference, offer.reference, 5)
    return {
        "offer": offer.reference,
        "twin": others[0].reference,
        "proposed": proposed.reference,
        "accepted": accepted.reference,
        "on_the_way": on_the_way.reference,
        "delivered": delivered.reference,
    }


def of_the_kampung(donor: Person) -> dict[str, str]:
    of_rw = Consignment.private.filter(region=RW_901).order_by("pk")
    came, coming = of_rw.first(), of_rw.last()
    assert came is not None and coming is not None
    given = Consignment.private.filter(donor_id=donor.user_id).order_by("pk")[0]
    coupon = Handout.private.filter(consignment=came).exclude(coupon=None).order_by("pk")[0].coupon
    head = person(demo.RW_HEAD.login)
    draft = draft_list(head, [household(1)], category="hygiene")
    assert coupon is not None
    return {
        "came": came.reference,
        "coming": coming.reference,
        "given": given.reference,
        "coupon": coupon.serial,
        "draft": draft.reference,
        "list": NeighbourhoodList.private.filter(region=RW_901).earliest("pk").reference,
        "posko": str(Post.private.filter(kind="posko").earliest("pk").pk),
    }


def session_of(person: Person, *, factor: bool = False) -> str:
    """The cookie of a browser in which ``person`` is signed in, offices by a second factor, and
    with ``factor`` whoever has one."""
    user = factories.account_of(person)
    browser = Client()
    browser.force_login(user)
    session = browser.session
    if person.roles:
        factories.protect(user)
    if person.roles or factor:
        factories.show_second_factor(session, user)
    session.save()
    return str(session.session_key)


def further_sessions(known: Mapping[str, str]) -> dict[str, str]:
    """Of those who have no log-in that visitors of the demo know."""
    return {
        listed.HOUSEHOLD: household_session(known),
        listed.ACCOUNT: session_of(factories.somebody()),
        listed.STAFF: session_of(staff_of(organisation()), factor=True),
    }


def household_session(known: Mapping[str, str]) -> str:
    """The cookie of a phone on which a link and a coupon were opened, and nobody signed in."""
    session = Client().session
    session[LINKS] = [int(known["link"])]
    session[COUPONS] = [Coupon.private.get(serial=known["coupon"]).pk]
    session.save()
    return str(session.session_key)
