"""A household that wants nothing to do with a donor."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from aid.actions.access import (
    known_match,
    lock_matches,
    lock_offers,
    lock_requests,
    require_on_match,
)
from aid.actions.arrival import call_matching
from aid.actions.counters import move
from aid.actions.unchanged import now_locked
from aid.errors import NotFound
from aid.events import Entry, record
from aid.models import Block, Household, Match, Request
from aid.rules import MatchStatus
from people.person import SYSTEM, Person

# What ends with a block; what is on its way still comes.
ENDING = {MatchStatus.PROPOSED: "lapse", MatchStatus.ACCEPTED: "cancel"}


def blocked(match: Match) -> bool:
    """Whether the household of ``match`` blocked its donor."""
    return blocks(match.request, match.donor_id)


def blocks(request: Request, *donor_ids: int) -> bool:
    """Whether the household of ``request``, which is locked, blocked one of these accounts."""
    return bool(Block.private.between(request.household, *donor_ids).exists())


@transaction.atomic
def block_donor(person: Person, reference: str) -> Match:
    """The household blocks the donor of a match.

    Address and messages close at once, proposals and promises end, and nothing pairs the two any
    more. The donor is not told why. What is on its way still comes.
    """
    match, household, between = access_pair(person, reference, "block_donor")
    made = {"made_at": timezone.now()}
    Block.private.get_or_create(household=household, donor_id=match.donor_id, defaults=made)
    for each in between:
        close_contact(each)
        verb = ENDING.get(MatchStatus(each.status))
        if verb is not None:
            move(SYSTEM, verb, each)
            call_matching()
    record(person, block_entry("block_donor", match))
    return match


@transaction.atomic
def unblock_donor(person: Person, reference: str) -> Match:
    """The household lifts its block; what ended stays ended, and the address closed."""
    match, household, _ = access_pair(person, reference, "unblock_donor")
    Block.private.between(household, match.donor_id).delete()
    record(person, block_entry("unblock_donor", match))
    call_matching()
    return match


def access_pair(person: Person, reference: str, verb: str) -> tuple[Match, Household, list[Match]]:
    """A match, its household, and all matches between that and the donor, locked, with ``verb``
    allowed on the first."""
    known = known_match(person, reference, verb)
    household = known.request.household
    if household is None:
        require_on_match(person, known, verb)
        raise NotFound()
    requests = lock_requests(Request.private.of_household(household).values_list("pk", flat=True))
    rows = Match.private.filter(request__household=household, donor_id=known.donor_id)
    offers = lock_offers(rows.values_list("offer_id", flat=True))
    between = lock_matches(rows, requests, offers)
    match = next(each for each in between if each.pk == known.pk)
    now_locked()
    require_on_match(person, match, verb)
    return match, household, between


def carry_over(household: Household) -> None:
    """Let a new household's earlier blocks hold, known by its account or its phone."""
    same = Q(resident=household.resident_id) if household.resident_id else Q()
    if household.phone_fingerprint:
        same |= Q(phone_fingerprint=household.phone_fingerprint)
    if not same:
        return
    others = Household.private.filter(same).exclude(pk=household.pk)
    donors = Block.private.filter(household__in=others).values_list("donor_id", flat=True)
    made = timezone.now()
    Block.private.bulk_create(
        Block(household=household, donor_id=donor_id, made_at=made)
        for donor_id in set(donors) - {household.resident_id}
    )


def close_contact(match: Match) -> None:
    if match.contact_agreed_at is not None:
        match.contact_agreed_at = None
        match.save(update_fields=["contact_agreed_at"])


def block_entry(kind: str, match: Match) -> Entry:
    """Without the offer: the donor's open pages are not told."""
    return Entry(kind, request=match.request, match_id=match.pk, facts={"donor": match.donor_id})
