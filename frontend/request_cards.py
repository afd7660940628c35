"""Requests as a board shows them: with what the reader may do on each, and why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone

from aid import standing
from aid.actions.verify_seen import version_of
from aid.models import Request
from aid.queries.request_doubles import Alike, doubles_among
from aid.queries.waiting import vouches_missing
from people.person import Person


@dataclass(frozen=True)
class RequestCard:
    """A request and the verbs that the reader may do on it now. ``missing`` vouches of others
    than the reader are needed for it; ``kept``: why it can't be checked, as
    ``aid.standing.kept_from_check`` says, for whoever may check it as such. ``doubles``: requests
    that may be of the same household."""

    request: Request
    verbs: tuple[str, ...]
    missing: int
    kept: str
    doubles: Sequence[Alike] = ()

    @property
    def version(self) -> str:
        """What is seen of it now."""
        return version_of(self.request)


def request_card(person: Person, request: Request) -> RequestCard:
    """Three statements at most."""
    return request_cards(person, [request])[0]


def request_cards(person: Person, requests: Collection[Request]) -> list[RequestCard]:
    """Three statements at most for all of them."""
    now, missing = timezone.now(), vouches_missing(requests, person)
    doubles = doubles_among(person, requests, now)
    return [
        RequestCard(
            request,
            standing.office_verbs(person, request, now, missing.get(request.pk, 0)),
            missing.get(request.pk, 0),
            standing.kept_from_check(person, request, now, missing.get(request.pk, 0)),
            doubles.get(request.pk, ()),
        )
        for request in requests
    ]
