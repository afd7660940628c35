"""The examples in the description: what is sent, what is answered when all is well, and what stands
in an address."""

from itertools import pairwise
from typing import Any

from api.described import answer_of
from api.examples.example import Example
from api.examples.giving import GIVING
from api.examples.things import (
    CONSIGNMENT,
    KELURAHAN,
    LIST,
    MATCH,
    OFFER,
    REQUEST,
    RW,
    UUID,
)
from api.examples.working import WORKING

EXAMPLES = GIVING | WORKING
# What stands in an address, by the noun before it; else by its own name.
IN_ADDRESS: dict[str, Any] = {
    "requests": REQUEST, "offers": OFFER, "matches": MATCH, "lists": LIST,
    "consignments": CONSIGNMENT, "rounds": 88, "against": 87, "handouts": 907, "complaints": 12,
    "posts": 31, "tokens": 5, "lines": 7, "photos": UUID, "import": UUID,
    "regions": KELURAHAN, "figures": KELURAHAN, "public": KELURAHAN, "board": KELURAHAN,
    "neighbourhoods": RW, "open-data": "needs.csv",
}  # fmt: skip


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """``result`` with the example of each operation that has one."""
    for address, ways in result["paths"].items():
        for operation in ways.values():
            example = EXAMPLES.get(operation["operationId"], Example())
            show(operation.get("requestBody", {}).get("content", {}), example.body)
            answers = answer_of(operation).get("content", {})
            for kind, content in answers.items():
                show({kind: content}, (example.answer or {}).get(kind) if example.by_type
                     else example.answer)  # fmt: skip
            fill(address, operation)
    return result


def show(contents: dict[str, Any], value: Any) -> None:
    if value is not None:
        for content in contents.values():
            content["example"] = value


def fill(address: str, operation: dict[str, Any]) -> None:
    parts = address.strip("/").split("/")
    nouns = {part[1:-1]: noun for noun, part in pairwise(parts) if part.startswith("{")}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["example"] = IN_ADDRESS[nouns[parameter["name"]]]
