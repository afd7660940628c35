"""Every door there is, as Django and Channels know them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from api.sockets import socket_patterns

METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Door:
    """One address pattern; ``methods`` is None for a function, which takes whatever it likes."""

    pattern: str
    methods: frozenset[str] | None


def doors() -> list[Door]:
    """All URL patterns of the site, in the resolver's order."""
    return [
        Door(pattern, methods_of(found.callback))
        for pattern, found in walk(get_resolver().url_patterns)
    ]


def walk(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for found in patterns:
        pattern = prefix + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from walk(found.url_patterns, pattern)
        else:
            yield pattern, found


def methods_of(callback: Any) -> frozenset[str] | None:
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    if view is None:
        return None
    return frozenset(method for method in METHODS if hasattr(view, method.lower()))


def sockets() -> list[str]:
    """The routes of all sockets, in order."""
    return [str(route.pattern) for route in socket_patterns]
