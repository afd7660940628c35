"""Fetching and authorising in one step: nothing unchecked ever leaves here.

Every action locks in the same order: the person's account, the region, lists, then requests,
offers, matches, consignments, coupons and hand-outs, each by id. So no two actions can wait for
each other. Accounts and regions are locked without their keys, since rows that refer to them are
written meanwhile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from aid import rules
from aid.actions.unchanged import now_locked
from aid.coupon_errors import GivesAndPrints, PrintedCoupons
from aid.errors import (
    AidError,
    MovedByConsignment,
    NotAllowed,
    NotFound,
    PlannedAsOne,
    SignInNeeded,
    WrongState,
)
from aid.models import Consignment, Event, Handout, Match, NeighbourhoodList, Offer, Request
from aid.reference import tidy_reference
from aid.relations import (
    consignment_relations,
    handout_relations,
    list_relations,
    match_relations,
    offer_relations,
    request_relations,
)
from aid.rules import MOVED_BY_CONSIGNMENT, MatchStatus, Status, Verdict, Who
from geo.models import Region
from people.models import Staff, User
from people.person import Person

Rows = TypeVar("Rows")


def require(table: str, verb: str, status: Status | None, relations: frozenset[Who]) -> None:
    """Raise NotFound, NotAllowed, SignInNeeded or WrongState unless the rules allow ``verb``."""
    verdict = rules.verdict(table, verb, status, relations)
    if verdict is Verdict.WRONG_STATE:
        raise WrongState()
    if verdict is Verdict.NOT_ALLOWED:
        raise refusal(table, status, relations)


def refuse_others(table: str, verb: str, status: Status, relations: frozenset[Who]) -> None:
    """Raise NotFound, NotAllowed or SignInNeeded for whoever may not do ``verb`` at any status.

    Asked before anything is locked, so that nobody holds locks on what does not concern them, or
    learns from waiting for one that it exists. Whether it can be done now is asked of the locked
    row.
    """
    if rules.verdict(table, verb, status, relations) is Verdict.NOT_ALLOWED:
        raise refusal(table, status, relations)


def refusal(table: str, status: Status | None, relations: frozenset[Who]) -> AidError:
    """What to tell somebody who may not: what they can't see doesn't exist for them."""
    if status is not None and "see" not in rules.allowed(table, status, relations):
        return NotFound()
    return NotAllowed() if Who.ACCOUNT in relations else SignInNeeded()


def access_account(person: Person) -> User:
    """The person's own account, locked. Raises SignInNeeded without one."""
    if person.user_id is None:
        raise SignInNeeded()
    return User.objects.select_for_update(no_key=True).get(pk=person.user_id)


def access_donor(person: Person) -> User:
    """The account that gives when ``person`` gives, locked. Raises SignInNeeded without one."""
    if person.donor_id is None:
        raise SignInNeeded()
    return User.objects.select_for_update(no_key=True).get(pk=person.donor_id)


def access_request(person: Person, reference: str, verb: str) -> Request:
    """The request, locked, with ``verb`` allowed on it."""
    pk = known_request(person, reference, verb).pk
    request = lock_requests({pk})[pk]
    now_locked()
    require_on_request(person, request, verb)
    return request


def known_request(person: Person, reference: str, verb: str) -> Request:
    """The request, not locked, for whoever may do ``verb`` on it at some status."""
    rows = Request.private.with_facts().filter(reference=tidy_reference(reference))
    known: Request | None = rows.first()
    if known is None:
        raise NotFound()
    status = rules.RequestStatus(known.status)
    refuse_others("request", verb, status, request_relations(person, known))
    return known


def require_on_request(person: Person, request: Request, verb: str) -> None:
    relations = request_relations(person, request)
    require("request", verb, rules.RequestStatus(request.status), relations)


def access_offer(person: Person, reference: str, verb: str) -> tuple[Offer, list[Match]]:
    """The offer and the proposals that wait for its donor, all locked, with ``verb`` allowed."""
    offer, proposals = lock_offer(known_offer(person, reference, verb).pk)
    now_locked()
    status = rules.OfferStatus(offer.status)
    require("offer", verb, status, offer_relations(person, offer))
    return offer, proposals


def known_offer(person: Person, reference: str, verb: str) -> Offer:
    """The offer, not locked, for whoever may do ``verb`` on it at some status."""
    rows = Offer.private.filter(reference=tidy_reference(reference)).select_related("region")
    known: Offer | None = rows.first()
    if known is None:
        raise NotFound()
    status = rules.OfferStatus(known.status)
    refuse_others("offer", verb, status, offer_relations(person, known))
    return known


def access_match(person: Person, reference: str, verb: str) -> Match:
    """The match with its request and offer, all locked, with ``verb`` allowed on it."""
    known = known_match(person, reference, verb)
    request = lock_requests({known.request_id})[known.request_id]
    offer = lock_offers({known.offer_id})[known.offer_id]
    match: Match = Match.private.locked({known.pk}).get()
    match.request, match.offer = request, offer
    now_locked()
    require_on_match(person, match, verb)
    return match


def read_match(person: Person, reference: str, verb: str) -> Match:
    """The match, not locked, with ``verb`` allowed on it, for verbs that only read."""
    match = known_match(person, reference, verb)
    require_on_match(person, match, verb)
    return match


def known_match(person: Person, reference: str, verb: str) -> Match:
    """The match, not locked, for whoever may do ``verb`` on it at some status."""
    rows = Match.private.with_facts().filter(reference=tidy_reference(reference))
    known: Match | None = rows.first()
    if known is None:
        raise NotFound()
    refuse_others("match", verb, rules.MatchStatus(known.status), match_relations(person, known))
    return known


def access_list(person: Person, reference: str, verb: str) -> NeighbourhoodList:
    """The list, locked, with ``verb`` allowed on it."""
    pk = known_list(person, reference, verb).pk
    found = NeighbourhoodList.private.locked({pk}).select_related("region").get()
    now_locked()
    status = rules.ListStatus(found.status)
    require("list", verb, status, list_relations(person, found))
    return found


def access_list_and_region(person: Person, reference: str, verb: str) -> NeighbourhoodList:
    """The same with its region locked before it, for verbs that begin or end what stands of one
    region and category."""
    region_id = known_list(person, reference, verb).region_id
    Region.objects.select_for_update(no_key=True).get(pk=region_id)
    return access_list(person, reference, verb)


def known_list(person: Person, reference: str, verb: str) -> NeighbourhoodList:
    """The list, not locked, for whoever may do ``verb`` on it at some status."""
    rows = NeighbourhoodList.private.filter(reference=tidy_reference(reference))
    known: NeighbourhoodList | None = rows.select_related("region").first()
    if known is None:
        raise NotFound()
    refuse_others("list", verb, rules.ListStatus(known.status), list_relations(person, known))
    return known


@dataclass(frozen=True)
class Load:
    """A locked consignment with its locked matches, by id, each with its request and offer."""

    consignment: Consignment
    matches: list[Match]

    def at(self, *statuses: MatchStatus) -> list[Match]:
        return [match for match in self.matches if match.status in statuses]


def access_consignment(person: Person, reference: str, verb: str) -> Load:
    """The consignment with all that it holds, locked, with ``verb`` allowed on it."""
    load = lock_load(known_consignment(person, reference, verb).pk)
    now_locked()
    require_on_consignment(person, load.consignment, verb)
    return load


def read_consignment(person: Person, reference: str, verb: str) -> Consignment:
    """The consignment, not locked, with ``verb`` allowed on it, for verbs that only read."""
    consignment = known_consignment(person, reference, verb)
    require_on_consignment(person, consignment, verb)
    return consignment


def known_consignment(person: Person, reference: str, verb: str) -> Consignment:
    """The consignment, not locked, for whoever may do ``verb`` on it at some status."""
    rows = Consignment.private.with_facts().filter(reference=tidy_reference(reference))
    known: Consignment | None = rows.first()
    if known is None:
        raise NotFound()
    status = rules.ConsignmentStatus(known.status)
    refuse_others("consignment", verb, status, consignment_relations(person, known))
    return known


def access_handing_out(person: Person, reference: str) -> Load:
    """The consignment, locked like every other, for whoever says that households got their part.
    Raises PrintedCoupons."""
    load = lock_load(known_consignment(person, reference, "hand_out").pk)
    now_locked()
    require_handing_out(person, load.consignment)
    return load


def require_handing_out(person: Person, consignment: Consignment) -> None:
    """Refuse those who may not hand out now, and raise PrintedCoupons for whoever printed coupons
    of what it brings or made a link: they know the secrets that say "received"."""
    require_on_consignment(person, consignment, "hand_out")
    refuse_printers(person, consignment)


def refuse_printers(person: Person, consignment: Consignment) -> None:
    if knows_secrets(person, consignment):
        raise PrintedCoupons()


def knows_secrets(person: Person, consignment: Consignment) -> bool:
    """Whether ``person`` printed coupons of what ``consignment`` brings, or made a link."""
    brought = Match.private.filter(consignment=consignment).values("request_id")
    return Event.log.printed_by(person, brought)


def refuse_printing_donors(person: Person, matches: Iterable[Match]) -> None:
    """Raise GivesAndPrints where whoever says yes as the donor, or anybody else of the
    organisation that gives, printed coupons of what it is for, or made its link."""
    known = list(matches)
    donors = {match.donor_id for match in known}
    staff = Staff.objects.filter(organisation_id__in=donors).values("user_id")
    gives = Q(actor_id=person.user_id) | Q(actor_id__in=donors) | Q(actor_id__in=staff)
    if Event.log.printings_of({match.request_id for match in known}).filter(gives).exists():
        raise GivesAndPrints()


def require_on_consignment(person: Person, consignment: Consignment, verb: str) -> None:
    status = rules.ConsignmentStatus(consignment.status)
    require("consignment", verb, status, consignment_relations(person, consignment))


def lock_load(pk: int) -> Load:
    return all_or_again(lambda: load_of(pk))


def load_of(pk: int) -> Load | None:
    """As ``lock_load``; None when its matches became others while a lock was waited for."""
    held = Match.private.filter(consignment_id=pk)
    requests = requests_with_parents(held.values_list("request_id", flat=True))
    if requests is None:
        return None
    offers = lock_offers(held.values_list("offer_id", flat=True))
    if not set(held.values_list("request_id", flat=True)) <= requests.keys():
        return None
    if not set(held.values_list("offer_id", flat=True)) <= offers.keys():
        return None
    matches = lock_matches(held, requests, offers)
    consignment = Consignment.private.locked({pk}).with_facts().get()
    if set(held.values_list("pk", flat=True)) != {match.pk for match in matches}:
        return None
    return Load(consignment, matches)


def access_handout(person: Person, pk: int, verb: str) -> tuple[Load, Handout]:
    """What one household gets, locked with its whole consignment, with ``verb`` allowed on it."""
    known: Handout | None = Handout.private.filter(pk=pk).with_facts().first()
    if known is None:
        raise NotFound()
    known_as = handout_relations(person, known)
    refuse_others("handout", verb, rules.HandoutStatus(known.status), known_as)
    load = lock_load(known.consignment_id)
    handout: Handout = Handout.private.locked({pk}).with_facts().get()
    handout.consignment = load.consignment
    now_locked()
    status = rules.HandoutStatus(handout.status)
    require("handout", verb, status, handout_relations(person, handout))
    return load, handout


def require_on_match(person: Person, match: Match, verb: str) -> None:
    status = rules.MatchStatus(match.status)
    require("match", verb, status, match_relations(person, match))
    if match.consignment_id is not None and verb in MOVED_BY_CONSIGNMENT:
        raise MovedByConsignment()
    if match.serves_list and verb == "accept":
        raise PlannedAsOne()


def all_or_again(attempt: Callable[[], Rows | None]) -> Rows:
    """What ``attempt`` locked; as long as it returns None, its locks go back and it runs again.

    One savepoint and none inside it: whoever waits for a row that an inner savepoint locked
    goes on waiting for the whole transaction after the outer one gave the row back, and two
    such waits can be a deadlock.
    """
    while True:
        with transaction.atomic():
            rows = attempt()
            if rows is not None:
                return rows
            transaction.set_rollback(True)


def lock_requests(ids: Iterable[int]) -> dict[int, Request]:
    """The requests with ``ids``, and the neighbourhood requests they are part of, locked."""
    wanted = frozenset(ids)
    return all_or_again(lambda: requests_with_parents(wanted))


def requests_with_parents(ids: Iterable[int]) -> dict[int, Request] | None:
    """As ``lock_requests``; None when one of them joined its neighbourhood's request while its
    lock was waited for."""
    wanted = set(ids)
    parents = Request.private.filter(pk__in=wanted, part_of__isnull=False)
    wanted |= set(parents.values_list("part_of_id", flat=True))
    locked = {row.pk: row for row in Request.private.locked(wanted).with_facts()}
    for request in locked.values():
        if request.part_of_id is not None:
            if request.part_of_id not in locked:
                return None
            request.part_of = locked[request.part_of_id]
    return locked


def lock_offers(ids: Iterable[int]) -> dict[int, Offer]:
    rows = Offer.private.locked(set(ids)).select_related("region")
    return {offer.pk: offer for offer in rows}


def lock_offer(pk: int) -> tuple[Offer, list[Match]]:
    """An offer and its proposals, locked after the proposals' requests."""
    return all_or_again(lambda: offer_with_proposals(pk))


def offer_with_proposals(pk: int) -> tuple[Offer, list[Match]] | None:
    """As ``lock_offer``; None when a proposal for another request came while the offer's lock
    was waited for."""
    waiting = Match.private.filter(offer_id=pk, status=MatchStatus.PROPOSED)
    requests = requests_with_parents(waiting.values_list("request_id", flat=True))
    if requests is None:
        return None
    offers = lock_offers({pk})
    if not set(waiting.values_list("request_id", flat=True)) <= requests.keys():
        return None
    return offers[pk], lock_matches(waiting, requests, offers)


def lock_matches(
    rows: QuerySet[Match], requests: dict[int, Request], offers: dict[int, Offer]
) -> list[Match]:
    """The matches of ``rows``, locked, each with its locked request and offer, by id."""
    locked = list(Match.private.locked(set(rows.values_list("pk", flat=True))))
    for match in locked:
        match.request, match.offer = requests[match.request_id], offers[match.offer_id]
    return locked


def lock_matches_of(requests: dict[int, Request], statuses: Iterable[MatchStatus]) -> list[Match]:
    """The matches of locked ``requests`` that stand at one of ``statuses``, with their offers,
    locked. No other action can add to them meanwhile."""
    rows = Match.private.filter(request_id__in=requests, status__in=list(statuses))
    offers = lock_offers(rows.values_list("offer_id", flat=True))
    return lock_matches(rows, requests, offers)
