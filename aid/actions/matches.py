"""Proposals: made by the engine or a coordinator, answered by the donor."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_match, lock_offers, lock_requests, require
from aid.actions.arrival import call_matching
from aid.actions.counters import enter, move
from aid.categories import CATEGORIES
from aid.codes import new_salt
from aid.errors import NotFound, NothingLeft, OfferExpired
from aid.events import match_entry, record
from aid.models import Match, Offer, Request
from aid.reference import new_reference
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import Person

# Proposals written in one transaction: a few hundred rows keep it well below a second.
BATCH = 200


@dataclass(frozen=True)
class Proposal:
    """``quantity`` of an offer for a request, both by id, ``distance`` metres apart.

    ``reason`` holds the facts behind it, without anything personal.
    """

    request_id: int
    offer_id: int
    quantity: int
    distance: int | None = None
    reason: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposed:
    """What became of a set of proposals: ids of the matches made, and how many had been
    overtaken by other changes and were left out."""

    made: list[int]
    skipped: int


def propose(person: Person, proposals: Sequence[Proposal], round_id: int | None) -> Proposed:
    """Write ``proposals`` in committed batches; whatever no longer fits is left out."""
    made: list[int] = []
    ordered = sorted(proposals, key=lambda proposal: (proposal.request_id, proposal.offer_id))
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        made += propose_batch(person, batch, round_id, "round")
    return Proposed(made, len(ordered) - len(made))


def propose_by_hand(
    person: Person, request_reference: str, offer_reference: str, quantity: object
) -> Match:
    """A coordinator pairs one request with one offer. Raises NothingLeft when it doesn't fit."""
    request = Request.private.visible_to(person).filter(reference=request_reference).first()
    offer = Offer.private.visible_to(person).filter(reference=offer_reference).first()
    if request is None or offer is None or request.category != offer.category:
        raise NotFound()
    check = checks.Checks()
    units = check.field("quantity", lambda: checks.quantity(quantity, CATEGORIES[request.category]))
    check.done()
    assert units is not None
    reason = {"code": "by_coordinator"}
    proposal = Proposal(request.pk, offer.pk, units, metres_between(request, offer), reason)
    made = propose_batch(person, [proposal], None, "coordinator")
    if not made:
        raise NothingLeft(available=0)
    return Match.private.with_facts().get(pk=made[0])


@transaction.atomic
def propose_batch(
    person: Person, proposals: Sequence[Proposal], round_id: int | None, origin: str
) -> list[int]:
    """One transaction: lock, leave out what no longer fits, write, record."""
    requests = lock_requests({proposal.request_id for proposal in proposals})
    offers = lock_offers({proposal.offer_id for proposal in proposals})
    standing = standing_pairs(requests, offers)
    now = timezone.now()
    matches = []
    for proposal in proposals:
        request, offer = requests.get(proposal.request_id), offers.get(proposal.offer_id)
        if request is None or offer is None or (request.pk, offer.pk) in standing:
            continue
        if not fits(request, offer, proposal.quantity, now):
            continue
        require("match", "propose", None, proposer_relations(person, request))
        match = Match(
            reference=new_reference("M"),
            request=request,
            offer=offer,
            donor_id=offer.donor_id,
            quantity=proposal.quantity,
            origin=origin,
            round_id=round_id,
            distance=proposal.distance,
            reason=proposal.reason,
            receipt_salt=new_salt(),
            made_at=now,
        )
        enter(match, MatchStatus.PROPOSED)
        standing.add((request.pk, offer.pk))
        matches.append(match)
    Request.private.bulk_update(requests.values(), ["proposed"])
    Offer.private.bulk_update(offers.values(), ["proposed"])
    Match.private.bulk_create(matches)
    record(person, *(match_entry("propose", match, round=round_id) for match in matches))
    return [match.pk for match in matches]


def standing_pairs(requests: dict[int, Request], offers: dict[int, Offer]) -> set[tuple[int, int]]:
    proposed = Match.private.filter(
        request_id__in=requests, offer_id__in=offers, status=MatchStatus.PROPOSED
    )
    return set(proposed.values_list("request_id", "offer_id"))


def fits(request: Request, offer: Offer, quantity: int, now: datetime) -> bool:
    """Whether ``quantity`` can still be set aside on both sides."""
    return (
        request.status == RequestStatus.VERIFIED
        and offer.status == OfferStatus.OPEN
        and min(request.until, offer.until) > now
        and 0 < quantity <= min(request.open, offer.available)
    )


def proposer_relations(person: Person, request: Request) -> frozenset[rules.Who]:
    return rules.request_relations(person, request)


def metres_between(request: Request, offer: Offer) -> int:
    return round(request.place.distance(offer.place))


@transaction.atomic
def accept(person: Person, reference: str) -> Match:
    """The donor says yes: the quantity is reserved. Raises OfferExpired or WrongState."""
    match = access_match(person, reference, "accept")
    if match.offer.until <= timezone.now():
        raise OfferExpired()
    move(person, "accept", match)
    return match


@transaction.atomic
def decline(person: Person, reference: str) -> Match:
    """The donor says no; the need is offered to others."""
    match = access_match(person, reference, "decline")
    move(person, "decline", match)
    call_matching()
    return match
