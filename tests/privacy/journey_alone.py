"""The canary asks by itself: from the form to the donor at its door, and a complaint."""

from unittest import mock

from aid import codes
from aid.actions import messages
from aid.actions import requests as asking
from aid.models import Match, Request
from people.person import ANYONE
from people.queries import person_of
from tests import factories
from tests.factories import HOME
from tests.privacy import canary, people
from tests.privacy.people import Actor, actor
from tests.privacy.table import lines
from tests.privacy.trail import Trail, paths_of
from tests.privacy.world import Thing, World

API = "/api/v1"
PAGE = ("address", "landmark", "name", "phone")
CONTACT = (*PAGE, "point")


def journey(trail: Trail) -> None:
    office = actor("coordinator", factories.office(HOME))
    donor = actor("donor", factories.a_donor())
    third = third_persons()
    household, request = ask(trail)
    keys = {"request": [request.reference], "region": [HOME, "31.73"]}
    look(trail, "asked", third[:1], keys)

    trail.act(office, "POST", f"{API}/requests/{request.reference}/verify/")
    shown = trail.act(office, "POST", f"/board/requests/{request.reference}/contact/")
    trail.read("office", shown, *PAGE, "note")
    look(trail, "verified", third[1:3], keys)

    other = next(each for each in third if each.name == "donor not agreed to")
    pledged = trail.act(
        other, "POST", f"{API}/requests/{request.reference}/pledge/", {"quantity": 1}
    ).json()
    match = accepted_match(trail, office, donor, request)
    keys["match"] = [pledged["reference"], match.reference]
    keys["offer"] = [pledged["offer"], match.offer.reference]
    look(trail, "pledged and accepted", third[2:3], keys)

    deliver(trail, household, donor, match)
    look(trail, "confirmed", third[:1], keys)
    complain(trail, household, office, match)
    look(trail, "complained", third, keys)
    provoke(trail, household, other, third[0], request)


def third_persons() -> list[Actor]:
    return [
        actor("the public", ANYONE),
        actor("a stranger", person_of(factories.account("Orang Lain"))),
        actor("donor not agreed to", factories.a_donor()),
        actor("head of an RW elsewhere in the kelurahan", factories.office(factories.rw_901().pk)),
        actor("coordinator next door", factories.office(people.SAME_KECAMATAN)),
    ]


def ask(trail: Trail) -> tuple[Actor, Request]:
    """By the API with everything that it takes, and by the page's form; the receipt opens it."""
    nobody = actor("household", ANYONE)
    receipt = trail.act(nobody, "POST", f"{API}/requests/", {**canary.ASKED, "region": HOME}).json()
    form = {
        **{name: str(value) for name, value in canary.ASKED.items()},
        "who": "self",
        "packages": "4",
        "kelurahan": "Kapuk, Cengkareng",
        "consent": "on",
    }
    trail.act(nobody, "POST", "/ask/", form)
    request = Request.private.get(reference=receipt["request"]["reference"])
    opened = trail.go(nobody, "POST", f"/r/{receipt['link']['token']}/", {"code": "000000"})
    assert opened.status_code == 422
    household = actor("household", factories.household_of(request))
    opened = trail.act(household, "GET", f"/requests/{request.reference}/")
    shown = trail.act(household, "GET", f"{API}/requests/{request.reference}/contact/")
    trail.read("household", shown, *CONTACT, "account")
    return household, request


def accepted_match(trail: Trail, office: Actor, donor: Actor, request: Request) -> Match:
    gift = {"category": "sembako", "quantity": 3, "region": HOME}
    offer = trail.act(donor, "POST", f"{API}/offers/", gift).json()
    pairing = {"offer": offer["reference"], "quantity": 3}
    path = f"{API}/requests/{request.reference}/match/"
    made = trail.act(office, "POST", path, pairing).json()
    trail.act(donor, "POST", f"{API}/matches/{made['reference']}/accept/")
    found: Match = Match.private.with_facts().get(reference=made["reference"])
    return found


def deliver(trail: Trail, household: Actor, donor: Actor, match: Match) -> None:
    one = f"{API}/matches/{match.reference}"
    assert trail.go(donor, "GET", f"{one}/contact/").status_code == 403
    trail.act(household, "POST", f"{one}/agree-contact/")
    trail.read("donor", trail.act(donor, "GET", f"{one}/contact/"), *CONTACT)
    shown = trail.act(donor, "POST", f"/deliveries/{match.reference}/address/")
    trail.read("donor's page", shown, *PAGE)
    messages.write_message(household.person, match.reference, canary.MESSAGE)
    trail.act(donor, "POST", f"{one}/start/")
    code = codes.receipt_code(match.receipt_salt)
    wrong = f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"
    assert trail.go(donor, "POST", f"{one}/enter-code/", {"code": wrong}).status_code == 422
    trail.act(donor, "POST", f"{one}/enter-code/", {"code": code})


def complain(trail: Trail, household: Actor, office: Actor, match: Match) -> None:
    complaint = {"kind": "not_as_described", "text": canary.COMPLAINT}
    trail.act(household, "POST", f"{API}/matches/{match.reference}/complain/", complaint)
    answer = trail.act(office, "GET", f"{API}/complaints/")
    trail.read("complaints", answer, "complaint")


def provoke(trail: Trail, household: Actor, donor: Actor, public: Actor, asked: Request) -> None:
    """Errors of all kinds, with the details in what was sent; the pages go to third persons."""
    form = {**{name: str(value) for name, value in canary.ASKED.items()}, "region": HOME}
    for path in (
        "/nowhere/",
        f"/board/requests/{asked.reference}/verify/",
        "/deliveries/M-1/lose/",
    ):
        trail.keep(public, path, form)
        trail.keep(donor, path, form)
    broken = [f"{API}/requests/", f"{API}/matches/", f"{API}/nowhere/"]
    for path in broken:
        trail.keep(public, path, {**canary.ASKED, "region": 5, "urgency": "x"})
    with mock.patch.object(asking, "create_request", side_effect=RuntimeError("no reason")):
        trail.keep(public, f"{API}/requests/", {**canary.ASKED, "region": HOME}, 500)
        page = {**form, "who": "self", "packages": "4", "kelurahan": "Kapuk, Cengkareng"}
        trail.keep(public, "/ask/", {**page, "consent": "on"}, 500)
    with mock.patch.object(asking, "URGENCIES", {9: "none"}):
        row = {**canary.ASKED, "region": HOME, "urgency": 9}
        # PostgreSQL's own message would tell the whole row that failed.
        trail.keep(public, f"{API}/requests/", row, 500)


def look(trail: Trail, when: str, third: list[Actor], keys: dict[str, list[str]]) -> None:
    offer = factories.published()
    world = World((), (Thing("offer", "", offer.reference, offer),))
    trail.tell(when, third, paths_of(lines(world), keys))
