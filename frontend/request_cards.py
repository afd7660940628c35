"""Requests as a board shows them: with what the reader may do on each, and why not."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from aid import standing
from aid.models import Request
from aid.queries.waiting import vouches_missing
from people.person import Person


@dataclass(frozen=True)
class RequestCard:
    """A request and the verbs that the reader may do on it now. ``missing`` vouches of others
    than the reader are needed for it; ``kept``: why it can't be checked, as
    ``aid.standing.kept_from_check`` says, for whoever may check it as such."""

    request: Request
    verbs: tuple[str, ...]
    missing: int
    kept: str


def request_card(person: Person, request: Request) -> RequestCard:
    """One statement at most."""
    return request_cards(person, [request])[0]


def request_cards(person: Person, requests: Collection[Request]) -> list[RequestCard]:
    """One statement at most for all of them."""
    now, missing = timezone.now(), vouches_missing(requests, person)
    return [
        RequestCard(
            request,
            standing.request_verbs(person, request, now, missing.get(request.pk, 0)),
            missing.get(request.pk, 0),
            standing.kept_from_check(person, request, now, missing.get(request.pk, 0)),
        )
        for request in requests
    ]
