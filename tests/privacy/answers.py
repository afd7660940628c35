"""What may come of knocking at a door, and what comes of it by the tables of ``aid.rules``."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url

from aid import rules
from aid.models import (
    Complaint,
    Consignment,
    Handout,
    Match,
    NeighbourhoodList,
    Offer,
    Request,
)
from aid.relations import (
    KELURAHAN_DEPTH,
    consignment_relations,
    handout_relations,
    list_relations,
    match_relations,
    offer_relations,
    pair_relations,
    region_relations,
    request_relations,
)
from aid.rules import Verdict, Who
from people.person import Person, Role
from tests.privacy.world import Thing


class Outcome(Enum):
    IN = "let in"
    NOT_NOW = "let in, but nothing can be done now"
    LED = "led elsewhere, whoever it is"
    HIDDEN = "there is no such thing (404)"
    REFUSED = "not yours (403)"
    SIGN_IN = "sign in first"
    NO_METHOD = "no such method (405)"
    BROKEN = "our own fault (500)"
    OWN = "whatever the account itself or the step before says"


Expected = Callable[[Person, Thing], Outcome]


def outcome_of(response: Any) -> Outcome:
    """What came of it, read from the answer alone."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/problem+json") and response.content.startswith(b"{"):
        return outcome_of_problem(response.json())
    if response.status_code in (301, 302, 303):
        to_sign_in = response.url.split("?")[0] == resolve_url(settings.LOGIN_URL)
        return Outcome.SIGN_IN if to_sign_in else Outcome.LED
    by_status = {403: Outcome.REFUSED, 404: Outcome.HIDDEN, 405: Outcome.NO_METHOD}
    if response.status_code >= 500:
        return Outcome.BROKEN
    return by_status.get(response.status_code, Outcome.IN)


def outcome_of_problem(body: dict[str, Any]) -> Outcome:
    """By its code: a 403 may also say that the household did not agree yet."""
    by_code = {
        "not_found": Outcome.HIDDEN,
        "not_allowed": Outcome.REFUSED,
        "token_scope": Outcome.REFUSED,
        "sign_in_needed": Outcome.SIGN_IN,
        "method_not_allowed": Outcome.NO_METHOD,
        "wrong_state": Outcome.NOT_NOW,
        "server_error": Outcome.BROKEN,
    }
    return by_code.get(body["code"], Outcome.IN)


# By the rules


def relations(person: Person, thing: Thing) -> frozenset[Who]:
    row = thing.row
    if isinstance(row, Request):
        return request_relations(person, row)
    if isinstance(row, Offer):
        return offer_relations(person, row)
    if isinstance(row, Match):
        return match_relations(person, row)
    if isinstance(row, Complaint):
        return match_relations(person, row.match)
    if isinstance(row, Consignment):
        return consignment_relations(person, row)
    if isinstance(row, NeighbourhoodList):
        return list_relations(person, row)
    if isinstance(row, Handout):
        return handout_relations(person, row)
    return region_relations(person, thing.key)


def standing(thing: Thing) -> tuple[str, rules.Status | None]:
    """The table that ``thing`` follows, and its status."""
    row = thing.row
    if isinstance(row, Complaint):
        return rules.complaint_table(row.kind), rules.ComplaintStatus(row.status)
    kinds: dict[str, Any] = {
        "request": rules.RequestStatus,
        "offer": rules.OfferStatus,
        "match": rules.MatchStatus,
        "list": rules.ListStatus,
        "consignment": rules.ConsignmentStatus,
        "handout": rules.HandoutStatus,
    }
    kind = kinds.get(thing.kind)
    return thing.kind, kind(row.status) if kind else None  # type: ignore[attr-defined]


def rule(verb: str) -> Expected:
    """As the tables say of ``verb``. What one may not see is hidden; what one sees and may not
    do is refused, or needs an account."""

    def expected(person: Person, thing: Thing) -> Outcome:
        table, status = standing(thing)
        known = relations(person, thing)
        verdict = rules.verdict(table, verb, status, known)
        if verdict is Verdict.ALLOWED:
            return Outcome.IN
        if verdict is Verdict.WRONG_STATE:
            return Outcome.NOT_NOW
        if status is not None and "see" not in rules.allowed(table, status, known):
            return Outcome.HIDDEN
        return Outcome.REFUSED if Who.ACCOUNT in known else Outcome.SIGN_IN

    return expected


# Where the rules say nothing


def always(outcome: Outcome) -> Expected:
    return lambda _person, _thing: outcome


anyone, hidden = always(Outcome.IN), always(Outcome.HIDDEN)
led, no_method = always(Outcome.LED), always(Outcome.NO_METHOD)


def account(person: Person, _: Thing) -> Outcome:
    return Outcome.SIGN_IN if person.user_id is None else Outcome.IN


def signed_in(then: Expected) -> Expected:
    """Sign in first, whatever it is about; then as ``then`` says."""

    def expected(person: Person, thing: Thing) -> Outcome:
        return Outcome.SIGN_IN if person.user_id is None else then(person, thing)

    return expected


def only(*who: Who) -> Expected:
    """For these alone; to everybody else there is no such thing."""

    def expected(person: Person, thing: Thing) -> Outcome:
        return Outcome.IN if relations(person, thing) & set(who) else Outcome.HIDDEN

    return expected


def own_page(person: Person, thing: Thing) -> Outcome:
    """The household's page: offices are led to their board."""
    if rule("see")(person, thing) is Outcome.HIDDEN:
        return Outcome.HIDDEN
    mine = relations(person, thing) & {Who.RESIDENT, Who.HELPER}
    return Outcome.IN if mine else Outcome.LED


def figures(person: Person, thing: Thing) -> Outcome:
    """Down to the kelurahan for everybody, of an RW for its offices."""
    if thing.key.count(".") <= KELURAHAN_DEPTH:
        return Outcome.IN
    seen = rule("see_board")(person, thing)
    return Outcome.IN if seen is Outcome.IN else Outcome.HIDDEN


def any_office(person: Person, _: Thing) -> Outcome:
    if person.user_id is None:
        return Outcome.SIGN_IN
    boards = person.regions(Role.COORDINATOR, Role.AUDITOR)
    return Outcome.IN if boards else Outcome.REFUSED


def no_rw(then: Expected) -> Expected:
    """An RW has no page of this kind."""

    def expected(person: Person, thing: Thing) -> Outcome:
        deep = thing.key.count(".") > KELURAHAN_DEPTH
        return Outcome.HIDDEN if deep else then(person, thing)

    return expected


def on(key: str, then: Expected) -> Expected:
    """As ``then`` says of region ``key``, whatever the address names."""
    place = Thing("region", key, key, None)
    return lambda person, _: then(person, place)


def both(first: Expected, second: Expected) -> Expected:
    """Through two doors, one behind the other."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = first(person, thing)
        return second(person, thing) if answer is Outcome.IN else answer

    return expected


def of_rw(then: Expected) -> Expected:
    """Everybody is told that the region is no RW."""

    def expected(person: Person, thing: Thing) -> Outcome:
        deep = thing.key.count(".") > KELURAHAN_DEPTH
        return then(person, thing) if deep else Outcome.IN

    return expected


def of_household(then: Expected) -> Expected:
    """A neighbourhood's own need has nobody's contact and no link."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = then(person, thing)
        alone = isinstance(thing.row, Request) and thing.row.household_id is None
        return Outcome.HIDDEN if alone and answer is Outcome.IN else answer

    return expected


def paired_with(offer: Offer) -> Expected:
    """Whoever pairs the request with ``offer`` must see both and be allowed to propose."""

    def expected(person: Person, thing: Thing) -> Outcome:
        request = thing.row
        assert isinstance(request, Request)
        seen = (rule("see")(person, thing), rule("see")(person, offer_thing(offer)))
        if Outcome.HIDDEN in seen or request.category != offer.category:
            return Outcome.HIDDEN
        known = pair_relations(person, request, offer.donor_id)
        if rules.verdict("match", "propose", None, known) is not Verdict.ALLOWED:
            return Outcome.REFUSED
        open_now = request.status in rules.sources("request", "match")
        return Outcome.IN if open_now else Outcome.NOT_NOW

    return expected


def asked_about(offer: Offer) -> Expected:
    """Whoever asks why the request was not put together with ``offer``, at whatever status, must
    see both and be allowed to propose."""

    def expected(person: Person, thing: Thing) -> Outcome:
        request = thing.row
        assert isinstance(request, Request)
        seen = (rule("see")(person, thing), rule("see")(person, offer_thing(offer)))
        if Outcome.HIDDEN in seen:
            return Outcome.HIDDEN
        known = pair_relations(person, request, offer.donor_id)
        allowed = rules.verdict("match", "propose", None, known) is Verdict.ALLOWED
        return Outcome.IN if allowed else Outcome.REFUSED

    return expected


def offer_thing(offer: Offer) -> Thing:
    return Thing("offer", offer.reference, offer.reference, offer)


def told_as(then: Expected, *outcomes: Outcome, told: Outcome = Outcome.HIDDEN) -> Expected:
    """As ``then``, but ``told`` instead of one of ``outcomes``."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = then(person, thing)
        return told if answer in outcomes else answer

    return expected
