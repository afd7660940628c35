"""Addresses that are found quickly: first by their first word, then among those that share it."""

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, include, path

Address = Any


def by_first_word(addresses: Iterable[Address]) -> list[Address]:
    """``addresses`` in their order, those with the same first word together: where there are
    hundreds, trying one after the other takes longer than many an answer. What isn't a plain path
    of several words stays as it is."""
    groups: dict[str, list[URLPattern]] = {}
    made: list[Address] = []
    for each in addresses:
        word, slash, rest = str(each.pattern).partition("/")
        if not isinstance(each, URLPattern) or not slash or set("<^") & set(word):
            made.append(each)
            continue
        if word not in groups:
            groups[word] = []
            made.append(path(f"{word}/", include(groups[word])))
        groups[word].append(path(rest, each.callback, each.default_args, each.name))
    return made
