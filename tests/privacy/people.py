"""Everybody who may knock: by account, by link, by office in each kind of region."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from people.person import Person, Role
from people.session import LINKS
from people.tokens import Made, person_with
from tests import factories
from tests.factories import (
    CITY,
    ELSEWHERE,
    HOME,
    KECAMATAN,
    account_of,
    links_of,
    show_second_factor,
)

SAME_KECAMATAN = "31.73.01.1001"
SAME_CITY = "31.73.02.1001"
OTHER_CITY = ELSEWHERE[:5]
PROVINCE = "31"


@dataclass(frozen=True)
class Actor:
    """Somebody at the doors, with a browser in which they are signed in and have opened their
    links; or a program with the secret of a token, which pages and sockets take for anybody."""

    name: str
    person: Person
    client: Client
    session: str
    secret: str = ""

    def ask(
        self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        """The answer to one request, made as if it were the browser's first; to the API's POSTs
        with a new Idempotency-Key unless ``headers`` hold one."""
        asked: dict[str, Any] = {"headers": headers or {"idempotency-key": str(uuid4())}}
        self.client.cookies = SimpleCookie(
            {settings.SESSION_COOKIE_NAME: self.session} if self.session else {}
        )
        if any(isinstance(value, bytes) for value in (data or {}).values()):
            files = {name: ContentFile(value, name) for name, value in data.items()}
            return self.client.post(path, files, **asked)
        if path.startswith("/api/") and method != "GET":
            body = {"data": data or {}, "content_type": "application/json", **asked}
        else:
            body = {"data": data or {}}
        return getattr(self.client, method.lower())(path, **body)


def actor(name: str, person: Person) -> Actor:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    if person.user_id is not None:
        client.force_login(account_of(person))
    if person.opened or person.helping:
        session = client.session
        session[LINKS] = links_of(person)
        session.save()
    if person.roles:
        session = client.session
        show_second_factor(session, account_of(person))
        session.save()
    held = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return Actor(name, person, client, held.value if held else "")


def program(name: str, made: Made) -> Actor:
    """A program that shows a token at every door."""
    shown = {"accept-language": "en", "authorization": f"Bearer {made.secret}"}
    client = Client(raise_request_exception=False, headers=shown)
    return Actor(name, person_with(made.token), client, "", made.secret)


def offices(second_rw: str) -> dict[str, Person]:
    """One holder of each kind of office, near RW 901 of HOME and far from it."""
    coordinators = {
        "head of the RW": factories.RW_901,
        "head of another RW": second_rw,
        "coordinator of the kelurahan": HOME,
        "coordinator of another kelurahan": SAME_KECAMATAN,
        "coordinator of the kecamatan": KECAMATAN,
        "coordinator of the city": CITY,
        "coordinator of another city": OTHER_CITY,
        "coordinator of the province": PROVINCE,
    }
    auditors = {
        "auditor of the RW": factories.RW_901,
        "auditor of the city": CITY,
        "auditor of another city": OTHER_CITY,
    }
    held = {name: factories.office(code) for name, code in coordinators.items()}
    cadres = {"cadre of the RW": factories.RW_901, "cadre of the next RW": second_rw}
    held |= {name: factories.office(code, Role.CADRE) for name, code in cadres.items()}
    return held | {name: factories.office(code, Role.AUDITOR) for name, code in auditors.items()}
