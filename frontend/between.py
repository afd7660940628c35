"""A match as one of its sides comes to it: where they came from, and what they may do."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from aid.actions import messages, photos
from aid.errors import NotFound
from aid.models import Match
from aid.relations import match_relations
from aid.rules import Who
from aid.standing import match_verbs
from people.person import Person


@dataclass(frozen=True)
class Side:
    """``name`` is household, helper, donor or office; ``back`` the page that lists the match,
    ``live`` the socket that tells of it."""

    match: Match
    name: str
    back: str
    live: str
    verbs: frozenset[str]


@dataclass(frozen=True)
class Counts:
    """What waits on the pages of a match: unread messages and photos, None where the person
    may not see any."""

    unread: int | None
    photos: int | None


def side_of(person: Person, reference: str) -> Side:
    """How ``person`` comes to a match. Raises NotFound."""
    found: Match | None = Match.private.visible_to(person).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    verbs = frozenset(match_verbs(person, found, timezone.now()))
    relations, request = match_relations(person, found), found.request
    if Who.DONOR in relations:
        return Side(found, "donor", reverse("frontend:delivery", args=[reference]), "mine", verbs)
    own = reverse("frontend:request", args=[request.reference])
    live = f"requests/{request.reference}"
    if Who.RESIDENT in relations:
        return Side(found, "household", own, live, verbs)
    if Who.HELPER in relations:
        return Side(found, "helper", own, live, verbs)
    board = reverse("frontend:board_request", args=[request.reference])
    return Side(found, "office", board, f"board/{request.region_code}", verbs)


def counts(person: Person, matches: list[Match]) -> dict[int, Counts]:
    """By the id of each of ``matches`` (with facts). At most six statements."""
    unread = messages.unread_counts(person, matches)
    pictures = photos.photo_counts(person, matches)
    return {match.pk: Counts(unread.get(match.pk), pictures.get(match.pk)) for match in matches}
