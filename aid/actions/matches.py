"""Proposals: made by the engine or a coordinator, answered by the donor."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import access_match, refuse_printing_donors, require
from aid.actions.arrival import call_matching
from aid.actions.counters import enter_all, move
from aid.actions.pairing import Proposal, Table, lay_table, require_pairing
from aid.categories import CATEGORIES
from aid.codes import new_salts
from aid.declining import WHY
from aid.errors import NotFound, OfferExpired, RequestExpired
from aid.events import record_new
from aid.models import Match, Offer, Request
from aid.reference import new_references, tidy_reference
from aid.relations import pair_relations
from aid.rules import MatchStatus
from people.person import Person

__all__ = ["Proposal", "Proposed", "accept", "decline", "propose", "propose_by_hand"]

# Proposals written in one transaction: a fraction of a second's work where the machine is idle,
# during which those who want one of its requests or offers wait.
BATCH = 1_000

# References are random: of a pair whose reference is taken already, nothing is made.
MAKE = """
insert into aid_match (
    reference, request_id, offer_id, donor_id, quantity, status, origin, round_id, distance,
    reason, receipt_salt, wrong_codes, made_at
)
select reference, request, offer, donor, quantity, %(status)s, %(origin)s, %(round)s, distance,
       reason, salt, 0, %(now)s
from jsonb_to_recordset(%(proposals)s) as proposal (
    reference text, request bigint, offer bigint, donor bigint, quantity integer,
    distance integer, reason jsonb, salt text
)
on conflict (reference) do nothing
returning reference, id
"""


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
        made += propose_batch(person, ordered[start : start + BATCH], round_id)
    return Proposed(made, len(ordered) - len(made))


@transaction.atomic
def propose_batch(person: Person, proposals: Sequence[Proposal], round_id: int | None) -> list[int]:
    """One transaction: lock, leave out what no longer fits, write, record."""
    table = lay_table(proposals, locked=True)
    require_pairing(person, table, proposals)
    return write(person, table, table.take(proposals), round_id, "round")


def propose_by_hand(
    person: Person, request_reference: str, offer_reference: str, quantity: object
) -> Match:
    """A coordinator pairs one request with one offer.

    Raises Invalid, NothingLeft, TooMuch, MoreThanOffered, RequestExpired, OfferExpired or what the
    rules refuse.
    """
    requests, offers = Request.private.visible_to(person), Offer.private.visible_to(person)
    request = requests.filter(reference=tidy_reference(request_reference)).first()
    offer = offers.filter(reference=tidy_reference(offer_reference)).first()
    if request is None or offer is None:
        raise NotFound()
    proposal = Proposal(
        request.pk, offer.pk, 0, metres_between(request, offer), {"code": "by_coordinator"}
    )
    if not lay_table([proposal], locked=False).suits(proposal):
        raise NotFound()
    check = checks.Checks()
    units = check.field("quantity", lambda: checks.quantity(quantity, CATEGORIES[request.category]))
    check.done()
    assert units is not None
    require("match", "propose", None, pair_relations(person, request, offer.donor_id))
    return write_by_hand(person, replace(proposal, quantity=units))


@transaction.atomic
def write_by_hand(person: Person, proposal: Proposal) -> Match:
    table = lay_table([proposal], locked=True)
    require_pairing(person, table, [proposal])
    obstacle = table.obstacle(proposal)
    if obstacle is not None:
        raise obstacle
    (made,) = write(person, table, [proposal], None, "coordinator")
    match: Match = Match.private.with_facts().get(pk=made)
    return match


def write(
    person: Person,
    table: Table,
    proposals: Sequence[Proposal],
    round_id: int | None,
    origin: str,
) -> list[int]:
    """Make the matches of ``proposals``, which nothing hinders, and count and record them; their
    ids in the same order."""
    if not proposals:
        return []
    donors = [table.offers[proposal.offer_id].donor_id for proposal in proposals]
    made = make(proposals, donors, round_id, origin, table.now)
    enter_all(made, MatchStatus.PROPOSED)
    requests = {proposal.request_id for proposal in proposals}
    offers = {proposal.offer_id for proposal in proposals}
    record_new(
        person,
        "propose",
        made,
        [table.requests[pk] for pk in requests],
        [table.offers[pk] for pk in offers],
        round=round_id,
    )
    return made


def make(
    proposals: Sequence[Proposal],
    donors: Sequence[int],
    round_id: int | None,
    origin: str,
    now: datetime,
) -> list[int]:
    """The matches of ``proposals``, not yet counted: their ids in the same order."""
    made: dict[int, int] = {}
    shared = {"status": MatchStatus.PROPOSED, "origin": origin, "round": round_id, "now": now}
    while waiting := [row for row in range(len(proposals)) if row not in made]:
        references = new_references("M", len(waiting))
        rows = [
            {
                "reference": reference,
                "request": proposals[row].request_id,
                "offer": proposals[row].offer_id,
                "donor": donors[row],
                "quantity": proposals[row].quantity,
                "distance": proposals[row].distance,
                "reason": proposals[row].reason,
                "salt": salt,
            }
            for row, reference, salt in zip(
                waiting, references, new_salts(len(waiting)), strict=True
            )
        ]
        with connection.cursor() as cursor:
            cursor.execute(MAKE, {**shared, "proposals": json.dumps(rows)})
            ids = dict(cursor.fetchall())
        known = zip(waiting, references, strict=True)
        made |= {row: ids[reference] for row, reference in known if reference in ids}
    return [made[row] for row in range(len(proposals))]


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
def decline(person: Person, reference: str, why: object = "") -> Match:
    """The donor says no, and ``why`` if they like, one of ``aid.declining``; the need is offered to
    others. Offices read the answer, the household doesn't. Raises Invalid."""
    check = checks.Checks()
    known = check.field("why", lambda: checks.one_of(why or "", ("", *WHY), "why_unknown"))
    check.done()
    match = access_match(person, reference, "decline")
    move(person, "decline", match, **({"why": known} if known else {}))
    call_matching()
    return match
