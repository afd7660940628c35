"""Addresses grouped by their first word lead where they led one by one."""

from itertools import count

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern, URLResolver

from config.grouped import by_first_word

numbers = count(1)


def view(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


ADDRESSES = [
    path("requests/", view, name="all"),
    path("offers/<int:number>/", view, name="offer"),
    path("requests/new/", view, name="new"),
    path("requests/<str:reference>/", view, {"kept": True}, name="one"),
    path("worker.js", view, name="worker"),
    path("<str:word>/about/", view, name="about"),
    path("more/", include([path("", view, name="more")])),
    re_path("^old/", view, name="old"),
]


def led_to(addresses: list[object], where: str) -> tuple[object, ...]:
    # Each list has a name of its own, under which the resolver keeps it.
    found = URLResolver(RegexPattern(""), addresses, app_name=f"a{next(numbers)}").resolve(where)
    return found.url_name, found.args, found.kwargs, found.func


@pytest.mark.parametrize(
    "where",
    ["requests/", "requests/new/", "requests/R-1/", "offers/7/", "worker.js", "xyz/about/",
     "more/", "old/things/"],
)  # fmt: skip
def test_grouped_addresses_lead_where_they_led(where: str) -> None:
    assert led_to(by_first_word(ADDRESSES), where) == led_to(ADDRESSES, where)


def test_what_led_nowhere_leads_nowhere() -> None:
    for where in ("requests", "offers/seven/", "requests/R-1/x/"):
        with pytest.raises(Resolver404):
            led_to(by_first_word(ADDRESSES), where)


def test_addresses_with_one_first_word_are_tried_together() -> None:
    words = [str(each.pattern) for each in by_first_word(ADDRESSES)]
    assert words[:2] == ["requests/", "offers/"] and words.count("requests/") == 1
