"""Every operation has an example, which is as the operation's own schema says."""

import json
from typing import Any

import pytest
import requests
from django.test import Client
from schemathesis import Response
from schemathesis.core.jsonschema import make_validator

from api.examples.attached import EXAMPLES
from tests.api.described import the_description

# What nobody can read as text.
BYTES = {
    "application/pdf",
    "image/jpeg",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def operations() -> list[dict[str, Any]]:
    paths = Client().get("/api/schema/?format=json").json()["paths"]
    return [operation for ways in paths.values() for operation in ways.values()]


def answers(operation: dict[str, Any]) -> dict[str, Any]:
    """What may be answered when all is well, by media type."""
    code = min(code for code in operation["responses"] if code.startswith("2"))
    found: dict[str, Any] = operation["responses"][code].get("content", {})
    return found


def test_every_operation_has_an_example_of_what_is_sent_and_answered() -> None:
    for operation in operations():
        sent = operation.get("requestBody", {}).get("content", {})
        told = {kind: each for kind, each in answers(operation).items() if kind not in BYTES}
        for kind, content in [*sent.items(), *told.items()]:
            assert "example" in content, (operation["operationId"], kind)


def test_every_part_of_an_address_has_an_example() -> None:
    for operation in operations():
        for parameter in operation["parameters"]:
            assert parameter["in"] != "path" or "example" in parameter, operation["operationId"]


def test_no_example_is_of_an_operation_that_there_is_not() -> None:
    assert set(EXAMPLES) == {operation["operationId"] for operation in operations()}


@pytest.fixture(scope="module")
def description() -> Any:
    return the_description()


def test_what_examples_send_is_as_described(description: Any) -> None:
    sent = 0
    for operation in [found.ok() for found in description.get_all_operations()]:
        bodies = operation.definition.raw.get("requestBody", {}).get("content", {})
        for kind, content in bodies.items():
            body = operation.get_body_for_media_type(kind)
            validator = make_validator(
                body.optimized_schema, description.adapter.jsonschema_validator_cls
            )
            wrong = [str(fault) for fault in validator.iter_errors(content["example"])]
            assert not wrong, (operation.label, wrong)
            sent += 1
    assert sent > 40


def test_what_examples_answer_is_as_described(description: Any) -> None:
    told = 0
    for operation in [found.ok() for found in description.get_all_operations()]:
        raw = operation.definition.raw
        code = min(code for code in raw["responses"] if code.startswith("2"))
        for kind, content in answers(raw).items():
            if "example" in content:
                operation.validate_response(answer(int(code), kind, content["example"]))
                told += 1
    assert told > 120


def answer(status: int, kind: str, body: Any) -> Response:
    content = body if isinstance(body, str) else json.dumps(body)
    asked = requests.Request("GET", "http://localhost/").prepare()
    return Response(status, {"content-type": [kind]}, content.encode(), asked, 0.0, False)
