"""Writing down what happened, and telling the open pages of those concerned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from aid.models import Event, Match, Offer, Request
from geo.codes import lineage
from messaging.live import publish
from people.person import Person

# Dots in the code of the smallest region with public figures, the kelurahan.
PUBLIC_DEPTH = 3


@dataclass(frozen=True)
class Entry:
    """What is to be recorded; ``facts`` hold ids, codes and numbers, nothing personal.

    ``public`` tells whether public figures changed.
    """

    kind: str
    request: Request | None = None
    offer: Offer | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    match_id: int | None = None
    public: bool = True

    @property
    def region_code(self) -> str:
        if self.request is not None:
            return self.request.region_code
        return self.offer.region_code if self.offer is not None else ""

    def topics(self) -> Iterable[str]:
        """Whom it concerns: the request's page, its people, the boards and public pages above."""
        if self.request is not None:
            yield f"request:{self.request.reference}"
            for user_id in (self.request.resident_id, self.request.filed_by_id):
                if user_id is not None:
                    yield f"person:{user_id}"
            if self.public:
                for code in lineage(self.request.region_code):
                    if code.count(".") <= PUBLIC_DEPTH:
                        yield f"public:{code}"
        if self.offer is not None:
            yield f"person:{self.offer.donor_id}"
        for thing in (self.request, self.offer):
            if thing is not None:
                yield from (f"board:{code}" for code in lineage(thing.region_code))


def record(actor: Person, *entries: Entry) -> None:
    """Append ``entries`` in the running transaction; hints go out when it commits."""
    if not entries:
        return
    now = timezone.now()
    events = Event.log.bulk_create(
        Event(
            at=now,
            kind=entry.kind,
            actor_id=actor.user_id,
            request_id=entry.request.pk if entry.request else None,
            offer_id=entry.offer.pk if entry.offer else None,
            match_id=entry.match_id,
            region_code=entry.region_code,
            facts=entry.facts,
        )
        for entry in entries
    )
    publish((topic for entry in entries for topic in entry.topics()), events[-1].pk)


def match_entry(kind: str, match: Match, /, **facts: Any) -> Entry:
    return Entry(
        kind,
        request=match.request,
        offer=match.offer,
        match_id=match.pk,
        facts={"quantity": match.quantity, **facts},
    )
