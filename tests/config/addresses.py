"""Every address of the site, filled with what is there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
GROUP = re.compile(r"\(\?P<\w+>[^)]*\)")
# What stands for a parameter that nothing in the world answers to.
ANY = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
# Whose reference an address takes, by what stands in it.
THINGS = (("matches/", "match"), ("board/match/", "match"), ("deliveries/", "match"))


def addresses(known: Mapping[str, str]) -> list[str]:
    """One path for each pattern of the resolver; ``known`` has values by parameter's name, and
    references by what they are of: "request", "match", "offer"."""
    return sorted({filled(pattern, known) for pattern in patterns(get_resolver().url_patterns)})


def patterns(found: Iterable[Any], prefix: str = "") -> Iterator[str]:
    for one in found:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, pattern)
        else:
            yield pattern


def filled(pattern: str, known: Mapping[str, str]) -> str:
    def value(parameter: re.Match[str]) -> str:
        name = parameter["name"]
        if name == "reference":
            return known[thing_at(pattern)]
        return known.get(name) or ANY.get(parameter["kind"] or "str", "x")

    return "/" + GROUP.sub("x", PARAMETER.sub(value, pattern)).strip("^$").replace("\\Z", "")


def thing_at(pattern: str) -> str:
    if "offers/" in pattern:
        return "offer"
    return next((thing for beginning, thing in THINGS if beginning in pattern), "request")
