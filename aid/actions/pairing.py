"""Whether requests and offers can go together, asked of many rows at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from aid import rules
from aid.actions.access import require
from aid.actions.holding import hold_capped_donors, hold_offers, hold_requests
from aid.errors import (
    AidError,
    MoreThanOffered,
    NotFound,
    NothingLeft,
    OfferExpired,
    RequestExpired,
    TooMuch,
    WrongState,
)
from aid.queries.pairing import (
    OfferRow,
    RequestRow,
    offer_rows,
    pairs_blocked,
    pairs_proposed,
    request_rows,
    rooms,
)
from aid.relations import pair_relations, relations_at_door
from aid.rules import OfferStatus, RequestStatus, Status, Verdict
from geo.codes import contains
from people.person import SYSTEM, Person


@dataclass(frozen=True, slots=True)
class Proposal:
    """``quantity`` of an offer for a request, both by id, ``distance`` metres apart.

    ``reason`` holds the facts behind it, without anything personal.
    """

    request_id: int
    offer_id: int
    quantity: int
    distance: int | None = None
    reason: dict[str, Any] = field(default_factory=dict)


@dataclass
class Table:
    """The rows that a set of proposals is about, the pairs that have a proposal already, which of
    the households blocked which of the donors, how many more proposals donors take who limit them,
    and what is left on both sides."""

    requests: dict[int, RequestRow]
    offers: dict[int, OfferRow]
    standing: set[tuple[int, int]]
    blocked: set[tuple[UUID, int]]
    rooms: dict[int, int]
    now: datetime

    def __post_init__(self) -> None:
        self.open = {row.pk: row.open for row in self.requests.values()}
        self.available = {row.pk: row.available for row in self.offers.values()}
        self.matchable = matchable("request", RequestStatus) | matchable("offer", OfferStatus)

    def pair(self, proposal: Proposal) -> tuple[RequestRow, OfferRow] | None:
        request = self.requests.get(proposal.request_id)
        offer = self.offers.get(proposal.offer_id)
        return (request, offer) if request is not None and offer is not None else None

    def suits(self, proposal: Proposal) -> bool:
        pair = self.pair(proposal)
        return pair is not None and suited(*pair, self.blocked)

    def obstacle(self, proposal: Proposal) -> AidError | None:
        """Why ``proposal`` can't be made now; None when it can."""
        pair = self.pair(proposal)
        if pair is None or not suited(*pair, self.blocked):
            return NotFound()
        request, offer = pair
        ready = ("request", request.status) in self.matchable
        ready = ready and ("offer", offer.status) in self.matchable
        left = self.open[request.pk]
        available = min(left, self.available[offer.pk])
        obstacles = (
            (not ready, WrongState),
            (request.until <= self.now, RequestExpired),
            (offer.until <= self.now, OfferExpired),
            ((request.pk, offer.pk) in self.standing, WrongState),
            (available <= 0, lambda: NothingLeft(available=0)),
            (proposal.quantity > left, lambda: TooMuch(available=left)),
            (proposal.quantity > available, lambda: MoreThanOffered(available=available)),
            (proposal.quantity <= 0, WrongState),
        )
        return next((error() for hinders, error in obstacles if hinders), None)

    def is_wished(self, proposal: Proposal) -> bool:
        """Whether it is all that is open where only that is of use, worth its donor's trip, and not
        more proposals than they take. People who pair by hand may agree otherwise."""
        request, offer = self.requests[proposal.request_id], self.offers[proposal.offer_id]
        left = self.open[request.pk]
        least = left if request.whole else min(offer.least, left)
        return proposal.quantity >= least and self.rooms.get(offer.donor_id, 1) > 0

    def take(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Those of ``proposals`` that nothing hinders and that keep to what was wished, each after
        what the earlier ones took."""
        taken = []
        for proposal in proposals:
            if self.obstacle(proposal) is None and self.is_wished(proposal):
                donor_id = self.offers[proposal.offer_id].donor_id
                if donor_id in self.rooms:
                    self.rooms[donor_id] -= 1
                self.open[proposal.request_id] -= proposal.quantity
                self.available[proposal.offer_id] -= proposal.quantity
                self.standing.add((proposal.request_id, proposal.offer_id))
                taken.append(proposal)
        return taken


def lay_table(proposals: Iterable[Proposal], *, locked: bool) -> Table:
    """What ``proposals`` are about, as it stands; ``locked`` until the transaction ends."""
    pairs = [(proposal.request_id, proposal.offer_id) for proposal in proposals]
    wanted, given = {request for request, _ in pairs}, {offer for _, offer in pairs}
    if locked:
        hold_capped_donors(given)
        hold_requests(wanted)
        hold_offers(given)
    offers = offer_rows(given)
    return Table(
        request_rows(wanted),
        offers,
        pairs_proposed(wanted),
        pairs_blocked(wanted),
        rooms({offer.donor_id for offer in offers.values()}),
        timezone.now(),
    )


def require_pairing(person: Person, table: Table, proposals: Iterable[Proposal]) -> None:
    """Raise NotAllowed unless ``person`` may bring all of them together, at whatever status."""
    pairs = (table.pair(proposal) for proposal in proposals)
    known = {pair_relations(person, pair[0], pair[1].donor_id) for pair in pairs if pair}
    for relations in known:
        require("match", "propose", None, relations)


def matchable(table: str, statuses: Iterable[Status]) -> frozenset[tuple[str, str]]:
    """The statuses at which the rules let requests or offers be matched."""
    relations = relations_at_door(SYSTEM)
    return frozenset(
        (table, str(status))
        for status in statuses
        if rules.verdict(table, "match", status, relations) is Verdict.ALLOWED
    )


def suited(request: RequestRow, offer: OfferRow, blocked: set[tuple[UUID, int]]) -> bool:
    """Whether the two can go together: the same category, the offer reserved for nobody else,
    nobody giving to themselves, and the household did not block the donor."""
    return (
        request.category == offer.category
        and offer.for_request_id in (None, request.pk)
        and (offer.target_id is None or contains(offer.target_id, request.region_code))
        and offer.donor_id not in (request.resident_id, request.filed_by_id)
        and (request.household_id, offer.donor_id) not in blocked
    )
