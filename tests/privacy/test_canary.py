"""A household with unmistakable details goes the whole way: nobody else ever reads them.

Found in no answer to third persons, log, address, event, job or session, and in plain text
nowhere in a dump of the database; the household itself and the donor whom it agreed to do read
them, and the same search finds what is planted.
"""

import logging
from collections.abc import Iterator

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.database import Copies
from tests.privacy import canary, journey_alone, journey_listed
from tests.privacy.canary import Find, finds
from tests.privacy.trail import Heard, Trail, dump, sessions, table_rows

JOURNEYS = {"alone": journey_alone.journey, "listed": journey_listed.journey}


GONE = [pytest.param(name, marks=pytest.mark.xdist_group(f"canary-{name}")) for name in JOURNEYS]


@pytest.fixture(scope="module", params=GONE)
def trail(
    request: pytest.FixtureRequest,
    copies: Copies,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Trail]:
    """A journey, gone once."""
    heard = Heard()
    root = logging.getLogger()
    before = root.level
    with django_db_blocker.unblock(), copies.fresh() as copy:
        root.addHandler(heard)
        root.setLevel(logging.DEBUG)
        try:
            gone = Trail(copy, heard)
            JOURNEYS[request.param](gone)
            yield gone
        finally:
            root.removeHandler(heard)
            root.setLevel(before)


def told(finds: list[Find]) -> str:
    return "\n".join(map(str, finds[:20]))


def test_those_concerned_read_what_is_theirs(trail: Trail) -> None:
    """Else the others' answers would prove nothing."""
    assert {what for _, details in trail.own.values() for what in details} >= {"name", "complaint"}
    for who, (said, details) in trail.own.items():
        assert {find.what for find in finds(who, said)} == details, who


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
