"""What the description says beyond what the framework reads off views and serializers, once all of
it is read."""

import inspect
from typing import Any

from api.bodies import Body

NOT_OURS = inspect.getdoc(Body)
# Whose whole answer may be null, which the framework doesn't read off a serializer.
MAY_BE_NULL = {"requests_gap"}
UNCHANGED = {"description": "The answer is the one whose ETag `If-None-Match` names: no body."}
ETAG = {
    "schema": {"type": "string"},
    "description": "Of this answer, for `If-None-Match` and `If-Match`; a stream has none.",
}
REPLAYED = {
    "schema": {"type": "string", "enum": ["true"]},
    "description": "This is the first answer to the same `Idempotency-Key`, again.",
}


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """``result`` with what holds for every operation."""
    schemas = result["components"]["schemas"]
    for address in result["paths"].values():
        for method, operation in address.items():
            close_body(operation, schemas)
            name_fields(operation, schemas)
            tell_tags(method, operation)
            let_be_empty(operation)
            if operation["operationId"] in MAY_BE_NULL:
                told = answer_of(operation)["content"]["application/json"]
                told["schema"] = {"allOf": [told["schema"]], "nullable": True}
    return result


def close_body(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A JSON body has no fields but those described."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = resolved(content["application/json"]["schema"], schemas)
        body["additionalProperties"] = False
        if body.get("description") == NOT_OURS:
            del body["description"]


def name_fields(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """``fields`` names fields of the answer, or of each of its rows."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "fields":
            shown = answer_of(operation)["content"]["application/json"]["schema"]
            names = sorted(properties_of(shown, schemas))
            parameter["schema"] = {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "enum": names},
            }
            parameter |= {"style": "form", "explode": False}


def let_be_empty(operation: dict[str, Any]) -> None:
    """As filters of lists may be."""
    for parameter in operation.get("parameters", ()):
        alike = operation["operationId"] == "open_data_file" and parameter["in"] == "query"
        if alike or parameter["name"] == "category":
            parameter["allowEmptyValue"] = True


def tell_tags(method: str, operation: dict[str, Any]) -> None:
    answer = answer_of(operation)
    if method == "get":
        operation["responses"]["304"] = UNCHANGED
        answer["headers"] = {"ETag": ETAG}
    elif not any(parameter["name"] == "fields" for parameter in operation["parameters"]):
        answer["headers"] = {"Idempotency-Replayed": REPLAYED}


def answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    """How ``operation`` answers when all is well."""
    answers = operation["responses"]
    found: dict[str, Any] = next(answers[code] for code in sorted(answers) if code.startswith("2"))
    return found


def resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema
    while "$ref" in found:
        found = schemas[found["$ref"].rpartition("/")[2]]
    return found


def properties_of(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = resolved(schema, schemas)["properties"]
    rows = found.get("results")
    return properties_of(rows["items"], schemas) if rows else found
