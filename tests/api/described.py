"""Calls that the description of the API allows or forbids, and what is wrong with the answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import Case, Config, GenerationMode, Response
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
)
from schemathesis.core.parameters import ParameterLocation

from people import throttles
from tests.privacy.people import Actor
from tests.privacy.world import World

# By the part of an address that names a noun, the kind of thing that follows it.
KINDS = {
    "requests": "request",
    "offers": "offer",
    "matches": "match",
    "lists": "list",
    "consignments": "consignment",
    "complaints": "complaint",
    "handouts": "handout",
    "rounds": "round",
    "posts": "post",
    "regions": "region",
    "neighbourhoods": "region",
    "figures": "region",
    "public": "region",
    "board": "region",
}
# By the field of a body or filter that names a thing, its kind.
NAMING = {"region": "region", "kelurahan": "region", "within": "region", "offer": "offer"}
CONFIG = {
    "generation": {
        # Who asks is for the tests to say.
        "with-security-parameters": False,
        # That no text holds what the database can't keep is told in words, and proven by
        # tests/api/test_bad_input.py.
        "allow-x00": False,
    },
    "checks": {
        "negative_data_rejection": {
            # Some is refused for another reason before anybody looks at it.
            "expected-statuses": [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 423, 429]
        }
    },
}
# Left out are the checks of
# - positive_data_acceptance: it knows statuses alone. ``refused_for_its_shape`` reads the codes,
#   so that the rules may refuse what is well written, and nothing else may;
# - status_code_conformance: any operation may answer with a problem, so that it would find nothing;
#   ``check`` asks that what is no refusal has a status of its own;
# - missing_required_header, unsupported_method, ignored_auth: they send other calls of their own.
#   test_once, test_bad_input and tests/privacy ask the same of every door.
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
]
# Codes by which a field or filter is refused that is not as described; complaint_unknown isn't one,
# as whoever reports a message has fewer to choose from.
OF_SHAPE = {
    "wrong_type", "unknown_field", "unknown_value", "unknown_category", "urgency_unknown",
    "answer_unknown", "kind_unknown", "lane_unknown", "vehicle_unknown",
    "handover_unknown", "scope_unknown", "too_long", "invalid_choice", "invalid",
}  # fmt: skip
# Filters of which no description can say all: that the numbers of a box rise, that a cursor is one
# of ours, and which levels and categories go with the rest of the address.
UNSPEAKABLE = {"bbox", "cursor", "level", "category"}
# The key of somebody without a session is longer; the description says it in words.
OF_NOBODY = "idempotency_key_too_short"


@dataclass(frozen=True)
class Caller:
    """Somebody who calls the real application, and takes back whatever that did."""

    actor: Actor
    world: World

    def call(self, case: Case) -> Response:
        name_things(case, self.world)
        # Nobody is to be stopped for calling often.
        throttles.buckets.clear()
        undone: Any = transaction.atomic()
        undone._from_testcase = True
        with undone, kept_open():
            answer: Response = case.call(cookies=self.cookies, headers=self.headers)
            transaction.set_rollback(True)
        return answer

    @property
    def cookies(self) -> dict[str, str]:
        held = {settings.CSRF_COOKIE_NAME: "c" * 32}
        if self.actor.session:
            held[settings.SESSION_COOKIE_NAME] = self.actor.session
        return held

    @property
    def headers(self) -> dict[str, str]:
        return {"X-CSRFToken": "c" * 32, "Accept-Language": "en", "Accept-Encoding": "identity"}


def the_description() -> Any:
    """The description as the application gives it, with the application to call. To programs it
    says that answers may have more than it tells; here they may not."""
    told = Client().get("/api/schema/?format=json").json()
    for schema in told["components"]["schemas"].values():
        close(schema)
    made = schemathesis.openapi.from_dict(told, config=Config.from_dict(CONFIG))
    made.app = get_wsgi_application()
    return made


def close(schema: Any) -> None:
    """Let no object in ``schema`` have a field that isn't described."""
    if isinstance(schema, list):
        for each in schema:
            close(each)
    if not isinstance(schema, dict):
        return
    if "properties" in schema and isinstance(schema.get("type"), str):
        schema.setdefault("additionalProperties", False)
    for each in schema.values():
        close(each)


@contextmanager
def kept_open() -> Iterator[None]:
    """The end of a request closes no connection, as in Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def faults(operation: Any, caller: Caller, most: int) -> Iterator[str]:
    """The first fault of ``most`` calls of ``operation``, half of them as described, half not."""

    def right(case: Case) -> None:
        # Asked before anything is named: then the case is judged anew, and takes bytes for wrong.
        mode = case.meta.generation.mode if case.meta else GenerationMode.POSITIVE
        check(case, caller.call(case), mode)

    ways = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    calls = hypothesis_settings(
        max_examples=most,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(st.one_of(ways))(right))
    try:
        calls()
    # Several failures come as a group.
    except (Exception, BaseExceptionGroup) as fault:
        yield f"{caller.actor.name}: {operation.label}\n{fault}"


def check(case: Case, answer: Response, mode: GenerationMode) -> None:
    """Raise what is wrong with ``answer`` to what was drawn in ``mode``."""
    told = case.operation.definition.raw["responses"]
    assert answer.status_code >= 400 or str(answer.status_code) in told, answer.status_code
    case.validate_response(answer, checks=CHECKS)
    if mode is GenerationMode.NEGATIVE:
        case.validate_response(answer, checks=[negative_data_rejection])
    if "fields" not in case.query:
        case.validate_response(answer, checks=[response_schema_conformance])
    elif answer.status_code == 200:
        # OpenAPI can't say that a parameter takes required fields away.
        body = answer.json()
        asked = set(wanted_fields(case))
        for row in body.get("results", [body]):
            assert set(row) == asked, f"asked for {asked}, got {set(row)}"
    if mode is GenerationMode.POSITIVE:
        assert not refused_for_its_shape(case, answer), (case.query, case.body, answer.text)


def wanted_fields(case: Case) -> list[str]:
    fields = case.query["fields"]
    return fields if isinstance(fields, list) else str(fields).split(",")


def refused_for_its_shape(case: Case, answer: Response) -> bool:
    """Whether what is as described was refused for what it looks like."""
    if answer.status_code not in (400, 422):
        return False
    problem = answer.json()
    if problem["code"] == OF_NOBODY:
        return False
    wrong = {name: found["code"] for name, found in problem.get("errors", {}).items()}
    if answer.status_code == 422:
        return bool(OF_SHAPE & set(wrong.values()))
    speakable = {code for name, code in wrong.items() if name not in UNSPEAKABLE}
    return bool(speakable - {"needs_near"}) or not wrong


def name_things(case: Case, world: World) -> None:
    """Let what is of the described shape name something that there is: nobody guesses it."""
    path, query, body = (
        as_described(case, part)
        for part in (ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.BODY)
    )
    if path:
        case.path_parameters = named_in_path(case, world)
    if query:
        case.query = named(case.query, world)
    if body and isinstance(case.body, dict):
        case.body = named(case.body, world)


def as_described(case: Case, part: ParameterLocation) -> bool:
    return case.meta is not None and not case.meta.is_negative_at(part)


def named_in_path(case: Case, world: World) -> dict[str, Any]:
    parts = case.operation.path.strip("/").split("/")
    filled = dict(case.path_parameters)
    for noun, part in pairwise(parts):
        if part.startswith("{") and noun in KINDS:
            filled[part[1:-1]] = one_of(world, KINDS[noun], filled[part[1:-1]])
    return filled


def named(values: Any, world: World) -> dict[str, Any]:
    return {
        name: one_of(world, NAMING[name], value) if name in NAMING and value else value
        for name, value in values.items()
    }


def one_of(world: World, kind: str, drawn: object) -> str:
    """A thing of ``kind``, always the same for what was ``drawn``."""
    things = world.of(kind)
    return things[crc32(str(drawn).encode()) % len(things)].key
