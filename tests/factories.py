"""Requests, offers and matches at any status, made by the actions that people use.

Plain functions for all tests. Places: HOME (Kapuk) with its RW 901, and ELSEWHERE in another
city. Whoever is not named by a test is somebody of their own: an office that verifies, a
household with its link.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from aid.actions import (
    confirmation,
    deliveries,
    housekeeping,
    links,
    matches,
    neighbourhood_figures,
    offers,
    pledges,
    posts,
    requests,
    verification,
)
from aid.actions.access import lock_requests
from aid.actions.counters import move_request
from aid.actions.offers import Given
from aid.actions.posts import Described
from aid.actions.requests import Asked, Receipt
from aid.models import Match, Offer, PageLink, Photo, Post, Request
from aid.opened import opened as opened_matches
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from geo.actions.neighbourhoods import add_neighbourhood
from geo.models import Region
from people.accounts import create_account
from people.models import Membership, User
from people.person import ANYONE, SYSTEM, Person, Role
from people.queries import person_of

CITY = "31.73"  # Jakarta Barat
KECAMATAN = "31.73.01"  # Cengkareng
HOME = "31.73.01.1005"  # Kapuk
RW_901 = f"{HOME}.901"
ELSEWHERE = "31.74.01.1001"  # Tebet Timur, Jakarta Selatan

ASKED = Asked(
    category="sembako",
    quantity=4,
    region=HOME,
    people=4,
    name="Siti Contoh",
    phone="0812 3456 7890",
    address="Jalan Contoh 5",
    landmark="dekat pos RW",
    consent=True,
)
GIVEN = Given(category="sembako", quantity=10, region=HOME)
POSKO = Described(
    region=RW_901, name="Posko Contoh", landmark="lapangan bola", custodian="Pak Contoh 0812 1"
)

numbers = count(1)


# People


def account(name: str = "Warga Contoh", *, verified: bool = False) -> User:
    """An account without a password: tests sign in by ``client.force_login``."""
    login = f"{next(numbers)}@contoh.test"
    at = timezone.now() if verified else None
    return create_account(login, name, verified_at=at)


def account_of(person: Person) -> User:
    return User.objects.get(pk=person.user_id)


def account_person(user_id: int) -> Person:
    user = User.objects.get(pk=user_id)
    return person_of(user, factors=factors_of(user))


def somebody() -> Person:
    """A new person with an account and no office."""
    return person_of(account())


def a_donor(*, verified: bool = True) -> Person:
    return person_of(account("Donatur Contoh", verified=verified))


def office(region_code: str, role: Role = Role.COORDINATOR) -> Person:
    """A new person with an office: coordinator of a region, unless told otherwise."""
    user = account("Petugas Contoh")
    Membership.objects.create(user=user, role=role, region_id=region_code)
    protect(user)
    return person_of(user, factors=factors_of(user))


def protect(user: User) -> None:
    """Give the account a second factor; ``show_second_factor`` is as if it were shown."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


def factors_of(user: User) -> list[int]:
    """The ids of the account's second factors."""
    return list(Authenticator.objects.filter(user=user).values_list("pk", flat=True))


def show_second_factor(session: Any, user: User) -> None:
    """Let ``session``, in which ``user`` is signed in, hold what it holds after a code of the
    authenticator app."""
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "id": pk, "at": 0} for pk in factors_of(user)
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)


def rw_901() -> Region:
    """Neighbourhood RW 901 of HOME, added when it isn't there yet."""
    return neighbourhood(901)


def neighbourhood(number: int) -> Region:
    """RW ``number`` of HOME, added when it isn't there yet."""
    found = Region.objects.filter(code=f"{HOME}.{number}").first()
    home = Region.objects.get(code=HOME)
    return found or add_neighbourhood(HOME, rw_number=number, name="Contoh", point=home.point)


def a_neighbour(region: str = RW_901) -> Person:
    """A new person with an account whose own household was checked in ``region``."""
    person = somebody()
    verified(person, region=region)
    return person


def household_of(request: Request) -> Person:
    """Somebody without an account who opened the household's link to ``request``."""
    return Person(opened=frozenset([request.pk]))


def helper_by_link(request: Request) -> Person:
    """Somebody without an account who opened the link of whoever filed ``request``."""
    return Person(helping=frozenset([request.pk]))


def links_of(person: Person) -> list[int]:
    """The ids of the standing links behind what ``person`` opened, made where there are none."""
    wanted = [(pk, "resident") for pk in person.opened] + [(pk, "helper") for pk in person.helping]
    return [link_of(Request.private.get(pk=pk), opens_as) for pk, opens_as in wanted]


def link_of(request: Request, opens_as: str) -> int:
    standing = PageLink.private.live().filter(request=request, opens_as=opens_as).first()
    return standing.pk if standing else requests.issue_link(request, opens_as).link_id


def opened(receipt: Receipt) -> Person:
    """Whoever opens a link with its page code."""
    found = links.open_link(receipt.token, receipt.code)
    ids = frozenset([found.request_id])
    return Person(helping=ids) if found.opens_as == "helper" else Person(opened=ids)


# Requests


def submitted(by: Person = ANYONE, **asked: object) -> Receipt:
    """A request as ASKED, but for ``asked``."""
    if asked.get("region") == RW_901:
        rw_901()
    return requests.submit(by, replace(ASKED, **asked))  # type: ignore[arg-type]


def verified(by: Person = ANYONE, *, office_of: Person | None = None, **asked: object) -> Request:
    return verify(submitted(by, **asked).request, office_of)


def verify(request: Request, by: Person | None = None) -> Request:
    return verification.verify(by or office(request.region_code[:8]), request.reference)


def declared(quantity: int = 20, *, by: Person | None = None, **asked: object) -> Request:
    """The verified need of RW 901, declared by its head unless ``by`` somebody else."""
    rw_901()
    return verify(declared_unverified(quantity, by=by, **asked))


def declared_unverified(
    quantity: int = 20, *, by: Person | None = None, **asked: object
) -> Request:
    region = rw_901()
    needs = replace(ASKED, **{"region": region.code, "quantity": quantity, **asked})
    return requests.submit_for_neighbourhood(by or office(region.code), needs)


def request_at(status: RequestStatus, by: Person = ANYONE, **asked: object) -> Request:
    """A household's request that came to ``status`` on the usual way."""
    request = submitted(by, **asked).request
    if status is RequestStatus.REFUSED:
        refused = verification.refuse(office(request.region_code), request.reference, "Contoh")
        return fresh(refused)
    if status is RequestStatus.SUBMITTED:
        return fresh(request)
    verify(request)
    bring_request(request, status)
    assert fresh(request).status == status
    return fresh(request)


def bring_request(request: Request, status: RequestStatus) -> None:
    """From VERIFIED onwards."""
    if status is RequestStatus.WITHDRAWN:
        requests.withdraw(household_of(request), request.reference)
    elif status is RequestStatus.ENOUGH:
        requests.say_enough(household_of(request), request.reference)
    elif status is RequestStatus.EXPIRED:
        housekeeping.expire_request(request.pk)
    elif status is RequestStatus.LISTED:
        with transaction.atomic():
            move_request(SYSTEM, "list", lock_requests({request.pk})[request.pk])
    elif status is RequestStatus.FULFILLED:
        match = pledged(request, request.needed)
        bring(match, MatchStatus.DELIVERED)


def in_rw_901(households: int, **asked: object) -> list[Request]:
    """Verified requests of as many households of RW 901."""
    rw_901()
    return [verified(region=RW_901, **asked) for _ in range(households)]  # type: ignore[arg-type]


def count_neighbourhoods() -> int:
    """What the worker does every hour."""
    return neighbourhood_figures.count_neighbourhoods(timezone.now())


# Offers


def published(by: Person | None = None, **given: object) -> Offer:
    """An offer as GIVEN, but for ``given``."""
    if given.get("region") == RW_901:
        rw_901()
    return offers.publish(by or a_donor(), replace(GIVEN, **given))  # type: ignore[arg-type]


def posko(**described: object) -> Post:
    """A posko that the kelurahan opened in RW 901, but for ``described``."""
    rw_901()
    return posts.open_post(office(HOME), replace(POSKO, **described))  # type: ignore[arg-type]


def offer_at(status: OfferStatus, by: Person | None = None, **given: object) -> Offer:
    donor = by or a_donor()
    offer = published(donor, **given)
    if status is OfferStatus.WITHDRAWN:
        offers.withdraw(donor, offer.reference)
    elif status is OfferStatus.EXPIRED:
        housekeeping.expire_offer(offer.pk)
    return Offer.private.get(pk=offer.pk)


# Matches


def proposed(
    request: Request | None = None, offer: Offer | None = None, quantity: int | None = None
) -> Match:
    """A proposal of the engine for as much as fits, or ``quantity``."""
    request = fresh(request) if request else verified()
    offer = fresh_offer(offer) if offer else published(category=request.category)
    units = quantity or min(request.open, offer.available)
    made = matches.propose(SYSTEM, [matches.Proposal(request.pk, offer.pk, units, 500)], 1)
    return fresh_match(made.made[0])


def pledged(request: Request, quantity: int | None = None, by: Person | None = None) -> Match:
    units = quantity or fresh(request).claimable
    return fresh_match(pledges.pledge_to_request(by or a_donor(), request.reference, units).pk)


def match_at(
    status: MatchStatus,
    donor: Person | None = None,
    request: Request | None = None,
    quantity: int | None = None,
) -> Match:
    """A match that came to ``status`` on the usual way, from a proposal of the engine."""
    offer = published(donor, category=request.category) if request else published(donor)
    return bring(proposed(request, offer, quantity), status)


# From each status the way back to PROPOSED, one step at a time.
BEFORE = {
    MatchStatus.ACCEPTED: MatchStatus.PROPOSED,
    MatchStatus.DECLINED: MatchStatus.PROPOSED,
    MatchStatus.LAPSED: MatchStatus.PROPOSED,
    MatchStatus.ON_THE_WAY: MatchStatus.ACCEPTED,
    MatchStatus.CANCELLED: MatchStatus.ACCEPTED,
    MatchStatus.DELIVERED: MatchStatus.ON_THE_WAY,
    MatchStatus.LOST: MatchStatus.ON_THE_WAY,
    MatchStatus.CONFIRMED: MatchStatus.DELIVERED,
    MatchStatus.DISPUTED: MatchStatus.DELIVERED,
}


def bring(match: Match, status: MatchStatus) -> Match:
    """Bring ``match`` on to ``status``; it must stand somewhere on the way there."""
    steps = [status]
    while steps[0] != match.status:
        steps.insert(0, BEFORE[steps[0]])
    for step in steps[1:]:
        take(step, match)
    found = fresh_match(match.pk)
    assert found.status == status
    return found


def take(step: MatchStatus, match: Match) -> None:
    donor, household = donor_of(match), household_of(match.request)
    if step is MatchStatus.ACCEPTED:
        matches.accept(donor, match.reference)
    elif step is MatchStatus.DECLINED:
        matches.decline(donor, match.reference)
    elif step is MatchStatus.LAPSED:
        housekeeping.lapse(match.reference)
    elif step is MatchStatus.ON_THE_WAY:
        deliveries.start(donor, match.reference)
    elif step is MatchStatus.CANCELLED:
        deliveries.cancel(donor, match.reference)
    elif step is MatchStatus.DELIVERED:
        deliveries.deliver(donor, match.reference)
    elif step is MatchStatus.LOST:
        deliveries.lose(donor, match.reference)
    elif step is MatchStatus.CONFIRMED:
        confirmation.confirm(household, match.reference)
    elif step is MatchStatus.DISPUTED:
        confirmation.dispute(household, match.reference)


def photo_by(person: Person, match: Match, side: str = "household") -> Photo:
    """A photo as if ``person`` had added it, without bytes."""
    now = timezone.now()
    facts = {"side": side, "added_by_id": person.user_id, "added_at": now, "jpeg": b""}
    with opened_matches([match.pk]):
        return Photo.private.create(match=match, width=1, height=1, **facts)


def donor_of(match: Match) -> Person:
    return account_person(match.donor_id)


# What is in the database now


def fresh(request: Request) -> Request:
    found: Request = Request.private.with_facts().get(pk=request.pk)
    return found


def fresh_offer(offer: Offer) -> Offer:
    found: Offer = Offer.private.get(pk=offer.pk)
    return found


def fresh_match(pk: int) -> Match:
    found: Match = Match.private.with_facts().get(pk=pk)
    return found


# Time


def make_overdue(*things: Request | Offer) -> None:
    """Let the last day of requests or offers have passed, which takes days otherwise."""
    for thing in things:
        past = timezone.now() - timedelta(minutes=1)
        type(thing).private.filter(pk=thing.pk).update(until=past)


def make_old(match: Match, **dates: timedelta) -> None:
    """Let ``match`` have come to its dates so much earlier."""
    moments = {name: timezone.now() - ago for name, ago in dates.items()}
    Match.private.filter(pk=match.pk).update(**moments)
