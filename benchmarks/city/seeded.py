"""Databases that hold a made-up city; to be imported when Django is set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from people import vault
from people.models import User
from people.person import Person
from people.queries import person_of
from tests.database import Copies, Copy

SEED = Path(__file__).with_name("seed.sql")


@contextmanager
def city(requests: int, offers: int | None = None) -> Iterator[Copy]:
    """A city with ``requests`` open requests, and as many offers at most: a tenth where nothing
    else is said. Django's own connections lead there too."""
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as database:
            seed(database.owner_url, requests, requests // 10 if offers is None else offers)
            yield database
    finally:
        connections.close_all()
        copies.close()


def seed(owner_url: str, requests: int, offers: int) -> None:
    with psycopg.connect(owner_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as owner:
        notes = {
            "note": vault.seal(b"", "aid.Request.note"),
            "refusal": vault.seal(b"", "aid.Request.refusal"),
            "offer_note": vault.seal(b"", "aid.Offer.note"),
        }
        owner.execute(SEED.read_text(), {"open": requests, "offers": offers, **notes})
        owner.execute("vacuum analyze")


def donor() -> Person:
    """Somebody who gives, whom the city knows."""
    return person_of(User.objects.filter(login_fingerprint="bench-7").get())


def office(region: str) -> Person:
    """Somebody who looks after ``region``."""
    made: Person = import_module("tests.factories").office(region)
    return made


def cookie_of(person: Person) -> dict[str, str]:
    """The header by which a session of ``person`` is known."""
    client = import_module("tests.api.client").client_of(person)
    name = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{name}={client.django.cookies[name].value}"}
