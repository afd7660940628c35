"""Counting what is posted to pages, in one place for all of them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.errors import held
from people.errors import TooManyAttempts
from people.limits import spend_at

# The API counts for itself; choosing a language sets a cookie and asks no database.
FREE = ("/api/", "/language/")


class Counted:
    """Whatever a page posts counts by account or link and by network, before any view is called;
    some count narrower besides."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if request.method != "POST" or request.path.startswith(FREE):
            return None
        try:
            spend_at(request, "act")
        except TooManyAttempts as error:
            return held(render(request, "429.html", {"text": error.message}), error)
        return None
