"""What a person is to a request, an offer, a match or a region: the "who" of ``aid.rules``.

Plain Python: no database, no web.
"""

from typing import Protocol

from aid.rules import Who
from people.person import Person, Role


class RequestFacts(Protocol):
    """What a decision about a request needs to know. ``region_code`` is its RW or kelurahan."""

    @property
    def pk(self) -> int: ...
    @property
    def region_code(self) -> str: ...
    @property
    def resident_id(self) -> int | None: ...
    @property
    def filed_by_id(self) -> int | None: ...


class OfferFacts(Protocol):
    @property
    def region_code(self) -> str: ...
    @property
    def donor_id(self) -> int: ...


class ListFacts(Protocol):
    """``region_code`` is the neighbourhood's; ``compiled_by_id`` is None until it is compiled."""

    @property
    def region_code(self) -> str: ...
    @property
    def opened_by_id(self) -> int | None: ...
    @property
    def compiled_by_id(self) -> int | None: ...


class ConsignmentFacts(Protocol):
    """``resident_id`` is the account of the institution that it goes to, if any."""

    @property
    def region_code(self) -> str: ...
    @property
    def donor_id(self) -> int: ...
    @property
    def resident_id(self) -> int | None: ...


class HandoutFacts(Protocol):
    """``coupon_id`` opens it; ``resident_id`` and ``request_id`` are those of the household's
    own request, None for a line of a list. ``given_by_id`` ticked it as given, if anybody did."""

    @property
    def region_code(self) -> str: ...
    @property
    def donor_id(self) -> int: ...
    @property
    def coupon_id(self) -> int | None: ...
    @property
    def resident_id(self) -> int | None: ...
    @property
    def own_request_id(self) -> int | None: ...
    @property
    def given_by_id(self) -> int | None: ...


class MatchFacts(Protocol):
    @property
    def request(self) -> RequestFacts: ...
    @property
    def donor_id(self) -> int: ...


def relations_at_door(person: Person) -> frozenset[Who]:
    """What ``person`` is before anything particular is looked at."""
    return frozenset(common_relations(person))


def region_relations(person: Person, region_code: str) -> frozenset[Who]:
    """What ``person`` is in a region."""
    relations = common_relations(person) | office_relations(person, region_code)
    if any(is_below(region_code, code) for code in person.regions(Role.COORDINATOR)):
        relations.add(Who.SUPERIOR)
    return frozenset(relations)


def is_below(region_code: str, other: str) -> bool:
    return region_code.startswith(f"{other}.")


def common_relations(person: Person) -> set[Who]:
    relations = {Who.ANYONE}
    if person.user_id is not None:
        relations.add(Who.ACCOUNT)
    if person.system:
        relations.add(Who.SYSTEM)
    return relations


def request_relations(person: Person, request: RequestFacts) -> frozenset[Who]:
    """What ``person`` is to ``request``."""
    relations = common_relations(person)
    if request.pk in person.opened or is_user(person, request.resident_id):
        relations.add(Who.RESIDENT)
    if request.pk in person.helping or is_user(person, request.filed_by_id):
        relations.add(Who.HELPER)
    if not relations & {Who.RESIDENT, Who.HELPER}:
        offices = office_relations(person, request.region_code)
        relations |= offices
        if request.region_code in person.neighbour_in:
            relations.add(Who.NEIGHBOUR)
        if Who.ACCOUNT in relations and not offices and not waiting_office(person, request):
            relations.add(Who.OUTSIDER)
    return frozenset(relations)


def offer_relations(person: Person, offer: OfferFacts) -> frozenset[Who]:
    """What ``person`` is to ``offer``."""
    relations = common_relations(person)
    if offer.donor_id in person.accounts:
        relations.add(Who.DONOR)
    else:
        relations |= office_relations(person, offer.region_code)
    return frozenset(relations)


def match_relations(person: Person, match: MatchFacts) -> frozenset[Who]:
    """What ``person`` is to ``match``; a donor's office doesn't count on its own match."""
    return pair_relations(person, match.request, match.donor_id)


def pair_relations(person: Person, request: RequestFacts, donor_id: int) -> frozenset[Who]:
    """What ``person`` is to a match of ``request`` with that donor, made or not."""
    relations = set(request_relations(person, request))
    if donor_id in person.accounts:
        relations.add(Who.DONOR)
        relations -= {Who.COORDINATOR, Who.REVIEWER, Who.OVERSIGHT}
    return frozenset(relations)


def list_relations(person: Person, of_region: ListFacts) -> frozenset[Who]:
    """What ``person`` is to a list: whoever opened or compiled it doesn't check it as well."""
    relations = common_relations(person) | office_relations(person, of_region.region_code)
    if is_user(person, of_region.opened_by_id) or is_user(person, of_region.compiled_by_id):
        relations -= {Who.REVIEWER, Who.OVERSIGHT}
    return frozenset(relations)


def consignment_relations(person: Person, consignment: ConsignmentFacts) -> frozenset[Who]:
    """What ``person`` is to a consignment. Whoever gives it neither receives it nor holds an
    office on it."""
    relations = common_relations(person)
    if consignment.donor_id in person.accounts:
        relations.add(Who.DONOR)
    elif is_user(person, consignment.resident_id):
        relations.add(Who.RESIDENT)
    else:
        relations |= office_relations(person, consignment.region_code)
    return frozenset(relations)


def handout_relations(person: Person, handout: HandoutFacts) -> frozenset[Who]:
    """What ``person`` is to what one household gets. Whoever hands out there and opened the
    household's link, which they may hold for having filed its request, is not the household; and
    whoever ticked it as given does not settle whether it was."""
    relations = common_relations(person)
    gives = handout.donor_id in person.accounts
    offices = set() if gives else office_relations(person, handout.region_code)
    by_link = handout.own_request_id in person.opened and not HANDING_OUT & offices
    by_coupon = handout.coupon_id in person.coupons
    if by_link or by_coupon or is_user(person, handout.resident_id):
        relations.add(Who.RESIDENT)
    else:
        relations |= offices
    if is_user(person, handout.given_by_id):
        relations -= {Who.REVIEWER, Who.OVERSIGHT}
    return frozenset(relations)


HANDING_OUT = frozenset({Who.CADRE, Who.COORDINATOR})


def office_relations(person: Person, region_code: str) -> set[Who]:
    """What ``person`` is in ``region_code`` by office."""
    relations: set[Who] = set()
    for held in person.roles:
        if not held.reaches(region_code):
            continue
        if held.role is Role.AUDITOR:
            relations.add(Who.AUDITOR)
            continue
        if held.role is Role.CADRE:
            relations.add(Who.CADRE)
            continue
        relations.add(Who.COORDINATOR)
        depth = held.region_code.count(".")
        if depth <= KELURAHAN_DEPTH:
            relations.add(Who.REVIEWER)
        if depth < KELURAHAN_DEPTH:
            relations.add(Who.OVERSIGHT)
    return relations


def waiting_office(person: Person, request: RequestFacts) -> bool:
    """Whether an office there waits for a second factor: its holder is no outsider meanwhile."""
    return any(held.reaches(request.region_code) for held in person.withheld)


# Dots in a kelurahan's code: 31.71.01.1001.
KELURAHAN_DEPTH = 3


def is_user(person: Person, user_id: int | None) -> bool:
    return user_id is not None and person.user_id == user_id
