"""A client of the API for each of the cast."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from people.person import ANYONE, Person
from people.session import LINKS
from tests.factories import account_of, links_of, show_second_factor

V1 = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """``body`` is the JSON, None for an empty answer."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        """The problem's code; fails when the answer is no proper problem."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        assert self.body["status"] == self.status
        assert self.body["type"] == f"/problems/{self.body['code']}"
        assert self.body["detail"]
        return str(self.body["code"])

    @property
    def refused(self) -> tuple[int, str]:
        return self.status, self.code

    def field(self, name: str) -> str:
        """The code of what is wrong with one field."""
        assert self.body["errors"][name]["detail"]
        return str(self.body["errors"][name]["code"])


class Client:
    """Speaks JSON to ``/api/v1`` as one person, in English unless told otherwise."""

    def __init__(self, django: APIClient) -> None:
        self.django = django

    def get(self, path: str, language: str = "en", **query: object) -> Answer:
        return self.ask("get", path, query, language)

    def post(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        language: str = "en",
        **headers: str | None,
    ) -> Answer:
        """With a new Idempotency-Key, unless ``idempotency_key`` names one, or None."""
        return self.ask("post", path, body or {}, language, headers)

    def ask(
        self,
        method: str,
        path: str,
        data: Any,
        language: str = "en",
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        call = getattr(self.django, method)
        kind = {"format": "json"} if method != "get" else {}
        key = {"idempotency-key": str(uuid4())} if method == "post" else {}
        given = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        sent = {"accept-language": language, **key, **given}
        wanted = {name: value for name, value in sent.items() if value is not None}
        return answer_of(call(V1 + path, data, headers=wanted, **kind))

    def raw(self, path: str, content: str | bytes, kind: str = "application/json") -> Answer:
        """POST any bytes."""
        key = {"idempotency-key": str(uuid4())}
        return answer_of(self.django.generic("POST", V1 + path, content, kind, headers=key))  # type: ignore[arg-type]


def answer_of(response: Any) -> Answer:
    body = response.json() if response.content else None
    return Answer(response.status_code, body, response.headers)


def program_with(secret: str) -> Client:
    """A program that shows a token, and has no session."""
    django = APIClient(enforce_csrf_checks=True, raise_request_exception=True)
    django.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return Client(django)


def client_of(person: Person = ANYONE, *, checks_csrf: bool = False) -> Client:
    """A client with the session of ``person``: its account and the links it opened."""
    django = APIClient(enforce_csrf_checks=checks_csrf, raise_request_exception=True)
    if person.user_id is not None:
        django.force_login(account_of(person))
    if person.opened or person.helping:
        session = django.session
        session[LINKS] = links_of(person)
        session.save()
    if person.roles:
        session = django.session
        show_second_factor(session, account_of(person))
        session.save()
    return Client(django)
