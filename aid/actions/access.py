"""Fetching and authorising in one step: nothing unchecked ever leaves here.

Every action locks in the same order: the donor's account, then requests, offers and matches,
each by id. So no two actions can wait for each other.
"""

from aid import rules
from aid.errors import AidError, NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Match, Offer, Request
from aid.rules import Status, Verdict, Who
from people.person import Person


def require(table: str, verb: str, status: Status | None, relations: frozenset[Who]) -> None:
    """Raise NotFound, NotAllowed, SignInNeeded or WrongState unless the rules allow ``verb``."""
    verdict = rules.verdict(table, verb, status, relations)
    if verdict is Verdict.WRONG_STATE:
        raise WrongState()
    if verdict is Verdict.NOT_ALLOWED:
        raise refusal(table, status, relations)


def refusal(table: str, status: Status | None, relations: frozenset[Who]) -> AidError:
    """What to tell somebody who may not: what they can't see doesn't exist for them."""
    if status is not None and "see" not in rules.allowed(table, status, relations):
        return NotFound()
    return NotAllowed() if Who.ACCOUNT in relations else SignInNeeded()


def access_request(person: Person, reference: str, verb: str) -> Request:
    """The request, locked, with ``verb`` allowed on it."""
    pk = Request.private.filter(reference=reference).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound()
    request = lock_requests({pk})[pk]
    require_on_request(person, request, verb)
    return request


def require_on_request(person: Person, request: Request, verb: str) -> None:
    relations = rules.request_relations(person, request)
    require("request", verb, rules.RequestStatus(request.status), relations)


def access_offer(person: Person, reference: str, verb: str) -> Offer:
    """The offer, locked, with ``verb`` allowed on it."""
    offer = Offer.private.filter(reference=reference).select_for_update(of=("self",)).first()
    if offer is None:
        raise NotFound()
    status = rules.OfferStatus(offer.status)
    require("offer", verb, status, rules.offer_relations(person, offer))
    return offer


def access_match(person: Person, reference: str, verb: str) -> Match:
    """The match with its request and offer, all locked, with ``verb`` allowed on it."""
    ids = Match.private.filter(reference=reference).values_list("pk", "request_id", "offer_id")
    found = ids.first()
    if found is None:
        raise NotFound()
    match_id, request_id, offer_id = found
    request = lock_requests({request_id})[request_id]
    offer = lock_offers({offer_id})[offer_id]
    match = Match.private.locked({match_id}).get()
    match.request, match.offer = request, offer
    require_on_match(person, match, verb)
    return match


def require_on_match(person: Person, match: Match, verb: str) -> None:
    status = rules.MatchStatus(match.status)
    require("match", verb, status, rules.match_relations(person, match))


def lock_requests(ids: set[int]) -> dict[int, Request]:
    """The requests with ``ids``, and the neighbourhood requests they are part of, locked."""
    parents = Request.private.filter(pk__in=ids, part_of__isnull=False)
    everything = ids | set(parents.values_list("part_of_id", flat=True))
    locked = {request.pk: request for request in Request.private.locked(everything).with_facts()}
    for request in locked.values():
        if request.part_of_id in locked:
            request.part_of = locked[request.part_of_id]
    return locked


def lock_offers(ids: set[int]) -> dict[int, Offer]:
    return {offer.pk: offer for offer in Offer.private.locked(ids).select_related("region")}
