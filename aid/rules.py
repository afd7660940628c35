"""Who may do what, when: the whole answer, on one page.

Each line of a table says verb, from which statuses, to which status, and who. A verb with no
"to" leaves the status as it is. Pages, API and sockets ask ``verdict`` or ``allowed``; nothing
else compares statuses to decide whether somebody may do something. ``docs/rules.md`` is printed
from here. Plain Python: no database, no web.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from people.person import Person, Role


class RequestStatus(StrEnum):
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    FULFILLED = "fulfilled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENOUGH = "enough"


class OfferStatus(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class MatchStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    LOST = "lost"


class ComplaintStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


Status = RequestStatus | OfferStatus | MatchStatus | ComplaintStatus


class Who(StrEnum):
    """What a person is to one request, offer or match."""

    ANYONE = "anyone"
    ACCOUNT = "anyone with an account"
    OUTSIDER = "anyone with an account who neither asked, filed nor holds an office there"
    RESIDENT = "the household, by its account or its link and code"
    HELPER = "whoever filed for the household or the kampung"
    DONOR = "the donor, or the staff of the organisation that gives"
    COORDINATOR = "a coordinator of the region who neither asked, filed nor gives"
    REVIEWER = "a coordinator above RW level, likewise uninvolved"
    OVERSIGHT = "a coordinator of kecamatan or city, likewise uninvolved"
    AUDITOR = "an auditor of the region"
    SYSTEM = "Gandeng itself"


@dataclass(frozen=True)
class Rule:
    verb: str
    come_from: frozenset[Status]
    to: Status | None
    who: frozenset[Who]


def rule(verb: str, come_from: Iterable[Status], to: Status | None, *who: Who) -> Rule:
    return Rule(verb, frozenset(come_from), to, frozenset(who))


R, F, M, C = RequestStatus, OfferStatus, MatchStatus, ComplaintStatus
NEW: tuple[Status, ...] = ()
ANY_REQUEST, ANY_OFFER, ANY_MATCH = tuple(R), tuple(F), tuple(M)
RESERVED = (M.ACCEPTED, M.ON_THE_WAY)
ARRIVING = (M.ON_THE_WAY, M.DELIVERED)
UNDER_WAY = (M.ACCEPTED, M.ON_THE_WAY, M.DELIVERED, M.DISPUTED)
SET_OUT = (M.ON_THE_WAY, M.DELIVERED, M.DISPUTED, M.CONFIRMED)
PROMISED = (M.ACCEPTED, M.ON_THE_WAY, M.DELIVERED, M.DISPUTED, M.CONFIRMED, M.CANCELLED, M.LOST)

REQUEST_RULES: tuple[Rule, ...] = (
    rule("submit", NEW, R.SUBMITTED, Who.ANYONE),
    rule("see", ANY_REQUEST, None, Who.RESIDENT, Who.HELPER, Who.COORDINATOR, Who.AUDITOR),
    rule("see_contact", (R.SUBMITTED, R.VERIFIED), None, Who.RESIDENT, Who.COORDINATOR),
    rule("issue_link", (R.SUBMITTED, R.VERIFIED), None, Who.COORDINATOR),
    rule("verify", (R.SUBMITTED,), R.VERIFIED, Who.COORDINATOR),
    rule("refuse", (R.SUBMITTED, R.VERIFIED), R.REFUSED, Who.COORDINATOR),
    rule("withdraw", (R.SUBMITTED, R.VERIFIED), R.WITHDRAWN, Who.RESIDENT, Who.HELPER),
    rule("say_enough", (R.VERIFIED,), R.ENOUGH, Who.RESIDENT),
    rule("pledge", (R.VERIFIED,), None, Who.OUTSIDER),
    rule("match", (R.VERIFIED,), None, Who.SYSTEM, Who.REVIEWER),
    rule("fulfil", (R.VERIFIED,), R.FULFILLED, Who.SYSTEM),
    rule("reopen", (R.FULFILLED,), R.VERIFIED, Who.SYSTEM),
    rule("expire", (R.SUBMITTED, R.VERIFIED), R.EXPIRED, Who.SYSTEM),
)

OFFER_RULES: tuple[Rule, ...] = (
    rule("publish", NEW, F.OPEN, Who.ACCOUNT),
    rule("see", ANY_OFFER, None, Who.DONOR, Who.REVIEWER, Who.AUDITOR),
    rule("match", (F.OPEN,), None, Who.SYSTEM, Who.REVIEWER),
    rule("withdraw", (F.OPEN,), F.WITHDRAWN, Who.DONOR),
    rule("expire", (F.OPEN,), F.EXPIRED, Who.SYSTEM),
)

MATCH_RULES: tuple[Rule, ...] = (
    rule("propose", NEW, M.PROPOSED, Who.SYSTEM, Who.REVIEWER),
    rule("pledge", NEW, M.ACCEPTED, Who.OUTSIDER),
    rule("see", ANY_MATCH, None, Who.RESIDENT, Who.HELPER, Who.DONOR, Who.COORDINATOR, Who.AUDITOR),
    rule("accept", (M.PROPOSED,), M.ACCEPTED, Who.DONOR),
    rule("decline", (M.PROPOSED,), M.DECLINED, Who.DONOR),
    rule("lapse", (M.PROPOSED,), M.LAPSED, Who.SYSTEM),
    rule("agree_contact", RESERVED, None, Who.RESIDENT, Who.COORDINATOR),
    rule("take_back_contact", PROMISED, None, Who.RESIDENT, Who.COORDINATOR),
    rule("see_contact", PROMISED, None, Who.DONOR),
    rule("agree_place", RESERVED, None, Who.RESIDENT, Who.HELPER, Who.COORDINATOR),
    rule("see_place", UNDER_WAY, None, Who.RESIDENT, Who.DONOR),
    rule("write_message", UNDER_WAY, None, Who.RESIDENT, Who.DONOR),
    rule("see_messages", PROMISED, None, Who.RESIDENT, Who.DONOR),
    rule("block_donor", PROMISED, None, Who.RESIDENT),
    rule("unblock_donor", PROMISED, None, Who.RESIDENT),
    rule("add_photo", SET_OUT, None, Who.RESIDENT, Who.DONOR, Who.COORDINATOR),
    rule("see_photo", PROMISED, None, Who.RESIDENT, Who.HELPER, Who.DONOR, Who.COORDINATOR),
    rule("remove_photo", PROMISED, None, Who.RESIDENT, Who.DONOR, Who.COORDINATOR),
    rule("see_code", (*ARRIVING, M.ACCEPTED), None, Who.RESIDENT),
    rule("start", (M.ACCEPTED,), M.ON_THE_WAY, Who.DONOR),
    rule("deliver", (M.ON_THE_WAY,), M.DELIVERED, Who.DONOR),
    rule("receive", RESERVED, M.DELIVERED, Who.COORDINATOR, Who.HELPER),
    rule("confirm", ARRIVING, M.CONFIRMED, Who.RESIDENT),
    rule("enter_code", ARRIVING, M.CONFIRMED, Who.DONOR),
    rule("dispute", (M.DELIVERED,), M.DISPUTED, Who.RESIDENT),
    rule("settle_arrived", (M.DISPUTED,), M.CONFIRMED, Who.RESIDENT, Who.REVIEWER),
    rule("settle_lost", (M.DISPUTED,), M.LOST, Who.REVIEWER),
    rule("cancel", RESERVED, M.CANCELLED, Who.DONOR, Who.COORDINATOR, Who.SYSTEM),
    rule("lose", (M.ON_THE_WAY,), M.LOST, Who.DONOR, Who.COORDINATOR),
    rule("complain", PROMISED, None, Who.RESIDENT, Who.HELPER, Who.DONOR),
)  # fmt: skip

COMPLAINT_RULES: tuple[Rule, ...] = (
    rule("see", C, None, Who.REVIEWER),
    rule("close", (C.OPEN,), C.CLOSED, Who.REVIEWER),
)

# Shown above the kelurahan only: they may concern the RT, RW or kelurahan themselves.
SENSITIVE_COMPLAINT_RULES: tuple[Rule, ...] = (
    rule("see", C, None, Who.OVERSIGHT),
    rule("close", (C.OPEN,), C.CLOSED, Who.OVERSIGHT),
)

REGION_RULES: tuple[Rule, ...] = (
    rule("see_board", NEW, None, Who.COORDINATOR, Who.AUDITOR),
    rule("ask_for_neighbourhood", NEW, None, Who.COORDINATOR),
    rule("add_neighbourhood", NEW, None, Who.ACCOUNT),
    rule("verify_neighbourhood", NEW, None, Who.REVIEWER),
    rule("run_round", NEW, None, Who.OVERSIGHT, Who.SYSTEM),
)

TABLES: dict[str, tuple[Rule, ...]] = {
    "request": REQUEST_RULES,
    "offer": OFFER_RULES,
    "match": MATCH_RULES,
    "complaint": COMPLAINT_RULES,
    "sensitive_complaint": SENSITIVE_COMPLAINT_RULES,
    "region": REGION_RULES,
}

# A donor whose identity the city does not know may hold this many unfinished pledges.
MOST_OPEN_PLEDGES = 3
# And have this many open offers.
MOST_OPEN_OFFERS = 3
# Wrong codes allowed on one match or one page link before it locks.
MOST_CODE_ATTEMPTS = 5
SENSITIVE_COMPLAINTS = frozenset({"asked_to_pay", "harassment", "not_safe"})
# The address stays open so long after the match ended; and no longer than this after the
# delivery, whether anybody said a word or not.
CONTACT_STAYS = timedelta(hours=24)
CONTACT_STAYS_UNANSWERED = timedelta(days=7)
# Messages that one side may write on one match within an hour.
MOST_MESSAGES_AN_HOUR = 20
# Complaints that one person may make about one match within a day.
MOST_COMPLAINTS_A_DAY = 5
# Photos that one match holds.
MOST_PHOTOS = 6
# What ends between a household and a donor whom it blocked.
ENDED_BY_BLOCK = frozenset({"agree_contact", "agree_place", "write_message", "block_donor"})


def complaint_table(kind: str) -> str:
    """The name of the table that complaints of ``kind`` follow."""
    return "sensitive_complaint" if kind in SENSITIVE_COMPLAINTS else "complaint"


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
    return frozenset(common_relations(person) | office_relations(person, region_code))


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


def office_relations(person: Person, region_code: str) -> set[Who]:
    """What ``person`` is in ``region_code`` by office."""
    relations: set[Who] = set()
    for held in person.roles:
        if not held.reaches(region_code):
            continue
        if held.role is Role.AUDITOR:
            relations.add(Who.AUDITOR)
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


class Verdict(StrEnum):
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    WRONG_STATE = "wrong_state"


def verdict(table: str, verb: str, status: Status | None, relations: frozenset[Who]) -> Verdict:
    """Whether somebody with ``relations`` may do ``verb`` at ``status`` (None: not made yet).

    WRONG_STATE means that the person may do it, but not now. Raises KeyError for a verb that
    no line of the table has.
    """
    lines = [line for line in TABLES[table] if line.verb == verb]
    if not lines:
        raise KeyError(f"{table} has no verb {verb}")
    mine = [line for line in lines if line.who & relations]
    if not mine:
        return Verdict.NOT_ALLOWED
    if any(status in line.come_from or (status is None and not line.come_from) for line in mine):
        return Verdict.ALLOWED
    return Verdict.WRONG_STATE


def allowed(table: str, status: Status, relations: frozenset[Who]) -> tuple[str, ...]:
    """The verbs that somebody with ``relations`` may do now, in the table's order."""
    return tuple(
        line.verb for line in TABLES[table] if status in line.come_from and line.who & relations
    )


def target(table: str, verb: str) -> Status:
    """The status that ``verb`` leads to. Raises KeyError when it leads nowhere."""
    for line in TABLES[table]:
        if line.verb == verb and line.to is not None:
            return line.to
    raise KeyError(f"{verb} on {table} changes no status")


def sources(table: str, verb: str) -> frozenset[Status]:
    """The statuses from which ``verb`` is possible for anybody."""
    return frozenset().union(*(line.come_from for line in TABLES[table] if line.verb == verb))
