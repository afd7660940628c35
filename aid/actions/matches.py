"""Proposals: made by the engine or a coordinator, answered by the donor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import (
    access_match,
    lock_offers,
    lock_requests,
    refuse_printing_donors,
    require,
)
from aid.actions.arrival import call_matching
from aid.actions.counters import enter, move
from aid.categories import CATEGORIES
from aid.codes import new_salt
from aid.errors import (
    AidError,
    NotFound,
    NothingLeft,
    OfferExpired,
    RequestExpired,
    TooMuch,
    WrongState,
)
from aid.events import match_entry, record
from aid.models import Block, Match, Offer, Request
from aid.queries.blocks import Pair
from aid.reference import new_reference, tidy_reference
from aid.relations import offer_relations, pair_relations, request_relations
from aid.rules import MatchStatus, OfferStatus, RequestStatus, Verdict
from geo.codes import contains
from people.person import SYSTEM, Person

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
    """A coordinator pairs one request with one offer.

    Raises Invalid, NothingLeft, TooMuch, RequestExpired, OfferExpired or what the rules refuse.
    """
    requests, offers = Request.private.visible_to(person), Offer.private.visible_to(person)
    request = requests.filter(reference=tidy_reference(request_reference)).first()
    offer = offers.filter(reference=tidy_reference(offer_reference)).first()
    if (
        request is None
        or offer is None
        or not suited(request, offer, pairs_blocked([request], [offer]))
    ):
        raise NotFound()
    check = checks.Checks()
    units = check.field("quantity", lambda: checks.quantity(quantity, CATEGORIES[request.category]))
    check.done()
    assert units is not None
    require("match", "propose", None, pair_relations(person, request, offer.donor_id))
    reason = {"code": "by_coordinator"}
    proposal = Proposal(request.pk, offer.pk, units, metres_between(request, offer), reason)
    with transaction.atomic():
        batch = lock_batch([proposal])
        require_pairing(person, batch, proposal)
        obstacle = batch.obstacle(proposal)
        if obstacle is not None:
            raise obstacle
        return write_batch(person, batch, [proposal], None, "coordinator")[0]


@dataclass
class Batch:
    """The locked rows that a set of proposals is about, the pairs that have one already, and
    which of the households blocked which of the donors."""

    requests: dict[int, Request]
    offers: dict[int, Offer]
    standing: set[tuple[int, int]]
    blocked: set[Pair]
    now: datetime

    def pair(self, proposal: Proposal) -> tuple[Request, Offer] | None:
        request = self.requests.get(proposal.request_id)
        offer = self.offers.get(proposal.offer_id)
        return (request, offer) if request is not None and offer is not None else None

    def obstacle(self, proposal: Proposal) -> AidError | None:
        """Why ``proposal`` can't be made now; None when it can."""
        pair = self.pair(proposal)
        if pair is None or not suited(*pair, self.blocked):
            return NotFound()
        request, offer = pair
        available = min(request.open, offer.available)
        obstacles: tuple[tuple[bool, AidError], ...] = (
            (not matchable(SYSTEM, request, offer), WrongState()),
            (request.until <= self.now, RequestExpired()),
            (offer.until <= self.now, OfferExpired()),
            ((request.pk, offer.pk) in self.standing, WrongState()),
            (available <= 0, NothingLeft(available=0)),
            (not 0 < proposal.quantity <= available, TooMuch(available=available)),
        )
        return next((error for hinders, error in obstacles if hinders), None)


def propose_batch(
    person: Person, proposals: Sequence[Proposal], round_id: int | None, origin: str
) -> list[int]:
    """One transaction: lock, leave out what no longer fits, write, record."""
    with transaction.atomic():
        batch = lock_batch(proposals)
        for proposal in proposals:
            require_pairing(person, batch, proposal)
        return [match.pk for match in write_batch(person, batch, proposals, round_id, origin)]


def lock_batch(proposals: Sequence[Proposal]) -> Batch:
    requests = lock_requests({proposal.request_id for proposal in proposals})
    offers = lock_offers({proposal.offer_id for proposal in proposals})
    proposed = Match.private.filter(
        request_id__in=requests, offer_id__in=offers, status=MatchStatus.PROPOSED
    )
    pairs = set(proposed.values_list("request_id", "offer_id"))
    blocked = pairs_blocked(requests.values(), offers.values())
    return Batch(requests, offers, pairs, blocked, timezone.now())


def write_batch(
    person: Person,
    batch: Batch,
    proposals: Sequence[Proposal],
    round_id: int | None,
    origin: str,
) -> list[Match]:
    """The matches of those ``proposals`` that nothing hinders."""
    matches = []
    for proposal in proposals:
        pair = batch.pair(proposal)
        if pair is None or batch.obstacle(proposal) is not None:
            continue
        match = new_match(*pair, proposal, origin, batch.now)
        match.round_id = round_id
        enter(match, MatchStatus.PROPOSED)
        batch.standing.add((match.request_id, match.offer_id))
        matches.append(match)
    Request.private.bulk_update({match.request for match in matches}, ["proposed"])
    Offer.private.bulk_update({match.offer for match in matches}, ["proposed"])
    Match.private.bulk_create(matches)
    record(person, *(match_entry("propose", match, round=round_id) for match in matches))
    return matches


def new_match(
    request: Request, offer: Offer, proposal: Proposal, origin: str, now: datetime
) -> Match:
    """The match of a proposal, neither counted nor saved."""
    return Match(
        reference=new_reference("M"),
        request=request,
        offer=offer,
        donor_id=offer.donor_id,
        quantity=proposal.quantity,
        origin=origin,
        distance=proposal.distance,
        reason=proposal.reason,
        receipt_salt=new_salt(),
        made_at=now,
    )


def require_pairing(person: Person, batch: Batch, proposal: Proposal) -> None:
    """Raise NotAllowed unless ``person`` may bring the two together, at whatever status."""
    pair = batch.pair(proposal)
    if pair is not None:
        relations = pair_relations(person, pair[0], pair[1].donor_id)
        require("match", "propose", None, relations)


def matchable(person: Person, request: Request, offer: Offer) -> bool:
    """Whether the rules let ``person`` match both as they stand."""
    verdicts = (
        rules.verdict(
            "request",
            "match",
            RequestStatus(request.status),
            request_relations(person, request),
        ),
        rules.verdict("offer", "match", OfferStatus(offer.status), offer_relations(person, offer)),
    )
    return all(verdict is Verdict.ALLOWED for verdict in verdicts)


def pairs_blocked(requests: Iterable[Request], offers: Iterable[Offer]) -> set[Pair]:
    """Who blocked whom among these. One statement."""
    return Block.private.pairs(requests, (offer.donor_id for offer in offers))


def suited(request: Request, offer: Offer, blocked: set[Pair]) -> bool:
    """Whether the two can go together: the same category, the offer reserved for nobody else,
    nobody giving to themselves, and the household did not block the donor."""
    return (
        request.category == offer.category
        and offer.for_request_id in (None, request.pk)
        and (offer.target_id is None or contains(offer.target_id, request.region_code))
        and offer.donor_id not in (request.resident_id, request.filed_by_id)
        and (request.household_id, offer.donor_id) not in blocked
    )


def metres_between(request: Request, offer: Offer) -> int:
    return round(request.place.distance(offer.place))


@transaction.atomic
def accept(person: Person, reference: str) -> Match:
    """The donor says yes: the quantity is reserved. Raises OfferExpired, RequestExpired,
    GivesAndPrints or WrongState."""
    match = access_match(person, reference, "accept")
    refuse_printing_donors(person, [match])
    if match.offer.until <= timezone.now():
        raise OfferExpired()
    if match.request.until <= timezone.now():
        raise RequestExpired()
    move(person, "accept", match)
    return match


@transaction.atomic
def decline(person: Person, reference: str) -> Match:
    """The donor says no; the need is offered to others."""
    match = access_match(person, reference, "decline")
    move(person, "decline", match)
    call_matching()
    return match
