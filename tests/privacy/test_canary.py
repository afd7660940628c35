"""A household with unmistakable details goes the whole way: nobody else ever reads them.

Found in no answer to third persons, log, address, event, job or session, and in plain text
nowhere in a dump of the database; the household itself and the donor whom it agreed to do read
them, and the same search finds what is planted.
"""

import logging
from collections.abc import Iterator
from unittest import mock

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from aid import codes
from aid.actions import messages
from aid.actions import requests as asking
from aid.models import Match, Request
from people.person import ANYONE
from people.queries import person_of
from tests import factories
from tests.database import Copies
from tests.factories import HOME
from tests.privacy import canary, people
from tests.privacy.canary import Find, finds
from tests.privacy.people import Actor, actor
from tests.privacy.table import lines
from tests.privacy.trail import Heard, Trail, dump, paths_of, sessions, table_rows
from tests.privacy.world import Thing, World

API = "/api/v1"


@pytest.fixture(scope="module")
def trail(
    copies: Copies, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Trail]:
    """The journey, gone once."""
    heard = Heard()
    root = logging.getLogger()
    before = root.level
    with django_db_blocker.unblock(), copies.fresh() as copy:
        root.addHandler(heard)
        root.setLevel(logging.DEBUG)
        try:
            gone = Trail(copy, heard)
            journey(gone)
            yield gone
        finally:
            root.removeHandler(heard)
            root.setLevel(before)


def journey(trail: Trail) -> None:
    office = actor("coordinator", factories.office(HOME))
    donor = actor("donor", factories.a_donor())
    third = third_persons()
    household, request = ask(trail)
    keys = {"request": [request.reference], "region": [HOME, "31.73"]}
    look(trail, "asked", third[:1], keys)

    trail.act(office, "POST", f"{API}/requests/{request.reference}/verify/")
    trail.own["office"] = text(
        trail.act(office, "POST", f"/board/requests/{request.reference}/contact/")
    )
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
    trail.own["household"] = text(
        trail.act(household, "GET", f"{API}/requests/{request.reference}/contact/")
    )
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
    trail.own["donor"] = text(trail.act(donor, "GET", f"{one}/contact/"))
    trail.own["donor's page"] = text(
        trail.act(donor, "POST", f"/deliveries/{match.reference}/address/")
    )
    messages.write_message(household.person, match.reference, canary.MESSAGE)
    trail.act(donor, "POST", f"{one}/start/")
    code = codes.receipt_code(match.receipt_salt)
    wrong = f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"
    assert trail.go(donor, "POST", f"{one}/enter-code/", {"code": wrong}).status_code == 422
    trail.act(donor, "POST", f"{one}/enter-code/", {"code": code})


def complain(trail: Trail, household: Actor, office: Actor, match: Match) -> None:
    complaint = {"kind": "not_as_described", "text": canary.COMPLAINT}
    trail.act(household, "POST", f"{API}/matches/{match.reference}/complain/", complaint)
    trail.own["complaints"] = text(trail.act(office, "GET", f"{API}/complaints/"))


def provoke(trail: Trail, household: Actor, donor: Actor, public: Actor, asked: Request) -> None:
    """Errors of all kinds, with the details in what was sent; the pages go to third persons."""
    form = {**{name: str(value) for name, value in canary.ASKED.items()}, "region": HOME}
    for path in (
        "/nowhere/",
        f"/board/requests/{asked.reference}/verify/",
        "/deliveries/M-1/lose/",
    ):
        keep(trail, public, path, form)
        keep(trail, donor, path, form)
    broken = [f"{API}/requests/", f"{API}/matches/", f"{API}/nowhere/"]
    for path in broken:
        keep(trail, public, path, {**canary.ASKED, "region": 5, "urgency": "x"})
    with mock.patch.object(asking, "create_request", side_effect=RuntimeError("no reason")):
        keep(trail, public, f"{API}/requests/", {**canary.ASKED, "region": HOME}, 500)
        page = {**form, "who": "self", "packages": "4", "kelurahan": "Kapuk, Cengkareng"}
        keep(trail, public, "/ask/", {**page, "consent": "on"}, 500)
    with mock.patch.object(asking, "URGENCIES", {9: "none"}):
        row = {**canary.ASKED, "region": HOME, "urgency": 9}
        # PostgreSQL's own message would tell the whole row that failed.
        keep(trail, public, f"{API}/requests/", row, 500)


def keep(trail: Trail, who: Actor, path: str, data: object, status: int = 0) -> None:
    answer = trail.go(who, "POST", path, data)
    assert answer.status_code == status or (not status and 300 <= answer.status_code < 500), path
    trail.told.append((f"error at {path}", text(answer)))


def look(trail: Trail, when: str, third: list[Actor], keys: dict[str, list[str]]) -> None:
    offer = factories.published()
    world = World((), (Thing("offer", "", offer.reference, offer),))
    trail.tell(when, third, paths_of(lines(world), keys))


def text(answer: object) -> str:
    return bytes(answer.content).decode()  # type: ignore[attr-defined]


def told(finds: list[Find]) -> str:
    return "\n".join(map(str, finds[:20]))


def test_those_concerned_do_read_them(trail: Trail) -> None:
    """Else the others' answers would prove nothing."""
    everything = {"account", "address", "landmark", "name", "phone", "point"}
    for who in ("household", "donor"):
        read = {find.what for find in finds(who, trail.own[who])}
        assert read >= everything - {"account"}, (who, read)
    assert {find.what for find in finds("page", trail.own["donor's page"])} >= {"name", "phone"}
    assert {find.what for find in finds("office", trail.own["office"])} >= {"name", "address"}
    assert [find.what for find in finds("", trail.own["complaints"])] == ["complaint"]


def test_no_third_person_is_told(trail: Trail) -> None:
    assert len(trail.told) > 500
    found = [find for where, said in trail.told for find in finds(where, said)]
    assert not found, told(found)


def test_no_log_holds_them(trail: Trail) -> None:
    assert any("Not Found" in line for line in trail.heard.lines)
    assert any("no reason" in line for line in trail.heard.lines)
    found = [find for line in trail.heard.lines for find in finds(line[:2000], line)]
    assert not found, told(found)


def test_no_address_holds_them(trail: Trail) -> None:
    found = [find for address in trail.addresses for find in finds(address, address)]
    assert not found, told(found)


@pytest.mark.parametrize(
    "table",
    ["aid_event", "procrastinate_jobs", "procrastinate_events", "people_bucket", "people_consent"],
)
def test_no_event_and_no_job_holds_them(trail: Trail, table: str) -> None:
    rows = table_rows(table)
    assert rows
    found = [find for row in rows for find in finds(f"{table}: {row}", row)]
    assert not found, told(found)


def test_no_session_holds_them(trail: Trail) -> None:
    kept = sessions()
    assert kept
    found = [find for session in kept for find in finds(f"session {session}", session)]
    assert not found, told(found)


def test_a_dump_of_the_database_holds_none_in_plain(trail: Trail) -> None:
    copied = dump(trail.copy)
    assert "INSERT INTO public.people_privatedetails" in copied
    found = [find for line in copied.splitlines() for find in finds(line[:200], line)]
    assert not found, told(found)


def test_what_is_planted_in_the_database_is_found(trail: Trail) -> None:
    with psycopg.connect(trail.copy.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE scratch (plain text, bytes bytea, place geometry)")
        point = f"SRID=4326;POINT({canary.LONGITUDE} {canary.LATITUDE})"
        for plain in (*canary.TEXTS.values(), "+62813-7004-2428", canary.ID_NUMBER, canary.ACCOUNT):
            row = [plain, plain.encode(), point]
            owner.execute("INSERT INTO scratch VALUES (%s, %s, %s)", row)
        copied = dump(trail.copy)
        owner.execute("DROP TABLE scratch")
    planted = "\n".join(line for line in copied.splitlines() if "public.scratch" in line)
    found = {find.what for find in finds("scratch", planted)}
    assert found == {*canary.TEXTS, *canary.NUMBERS, "point"}


@pytest.mark.parametrize("form", list(canary.forms_of(canary.NAME)))
def test_every_way_of_writing_is_found(form: str) -> None:
    assert [find.what for find in finds("", f"before {form} after")] == ["name"]


@pytest.mark.parametrize(
    "written", ["+6281370042428", "0813-7004-2428", "62 813 7004 2428", "(0813) 70042428"]
)
def test_every_way_of_writing_the_phone_is_found(written: str) -> None:
    assert [find.what for find in finds("", f"tel. {written}.")] == ["phone"]
