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
from functools import lru_cache


class RequestStatus(StrEnum):
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    LISTED = "listed"
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


class ListStatus(StrEnum):
    DRAFT = "draft"
    COMPILED = "compiled"
    VERIFIED = "verified"
    CLOSED = "closed"


class ConsignmentStatus(StrEnum):
    PLANNED = "planned"
    ON_THE_WAY = "on_the_way"
    AT_POST = "at_post"
    DISTRIBUTED = "distributed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    LOST = "lost"


class HandoutStatus(StrEnum):
    DUE = "due"
    GIVEN = "given"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DID_NOT_COME = "did_not_come"
    LOST = "lost"


class ComplaintStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


Status = (
    RequestStatus
    | OfferStatus
    | MatchStatus
    | ListStatus
    | ConsignmentStatus
    | HandoutStatus
    | ComplaintStatus
)


class Who(StrEnum):
    """What a person is to one request, offer, match, list, consignment or hand-out."""

    ANYONE = "anyone"
    ACCOUNT = "anyone with an account"
    OUTSIDER = "anyone with an account who neither asked, filed nor holds an office there"
    RESIDENT = "the household, by its account or its link and code"
    HELPER = "whoever filed for the household or the kampung"
    DONOR = "the donor, or the staff of the organisation that gives"
    NEIGHBOUR = "somebody whose own household was checked in the same neighbourhood"
    CADRE = "a cadre or RT head of the neighbourhood"
    COORDINATOR = "a coordinator of the region who neither asked, filed nor gives"
    REVIEWER = "a coordinator above RW level, likewise uninvolved"
    OVERSIGHT = "a coordinator of kecamatan or city, likewise uninvolved"
    SUPERIOR = "a coordinator of a region above it"
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
L, K, H = ListStatus, ConsignmentStatus, HandoutStatus
NEW: tuple[Status, ...] = ()
ANY_REQUEST, ANY_OFFER, ANY_MATCH, ANY_LIST = tuple(R), tuple(F), tuple(M), tuple(L)
STANDING = (R.SUBMITTED, R.VERIFIED, R.LISTED)
ENDED = (R.FULFILLED, R.REFUSED, R.WITHDRAWN, R.EXPIRED, R.ENOUGH)
RESERVED = (M.ACCEPTED, M.ON_THE_WAY)
ARRIVING = (M.ON_THE_WAY, M.DELIVERED)
UNDER_WAY = (M.ACCEPTED, M.ON_THE_WAY, M.DELIVERED, M.DISPUTED)
COMING = (K.PLANNED, K.ON_THE_WAY)
AT_OR_AFTER_POST = (K.AT_POST, K.DISTRIBUTED, K.CLOSED)
SET_OUT = (M.ON_THE_WAY, M.DELIVERED, M.DISPUTED, M.CONFIRMED)
PROMISED = (M.ACCEPTED, M.ON_THE_WAY, M.DELIVERED, M.DISPUTED, M.CONFIRMED, M.CANCELLED, M.LOST)

REQUEST_RULES: tuple[Rule, ...] = (
    rule("submit", NEW, R.SUBMITTED, Who.ANYONE),
    rule("see", ANY_REQUEST, None, Who.RESIDENT, Who.HELPER, Who.COORDINATOR, Who.AUDITOR),
    rule("see_contact", STANDING, None, Who.RESIDENT, Who.COORDINATOR),
    rule("see_known", ANY_REQUEST, None, Who.RESIDENT),
    rule("take_back_messages", ANY_REQUEST, None, Who.RESIDENT),
    rule("issue_link", STANDING, None, Who.REVIEWER),
    rule("issue_coupon", (R.VERIFIED, R.FULFILLED), None, Who.REVIEWER),
    rule("vouch", (R.SUBMITTED,), None, Who.NEIGHBOUR, Who.CADRE),
    rule("verify", (R.SUBMITTED,), R.VERIFIED, Who.COORDINATOR),
    rule("refuse", (R.SUBMITTED, R.VERIFIED), R.REFUSED, Who.COORDINATOR),
    rule("keep_both", (R.SUBMITTED, R.VERIFIED), None, Who.COORDINATOR),
    rule("withdraw", STANDING, R.WITHDRAWN, Who.RESIDENT, Who.HELPER),
    rule("correct", (R.SUBMITTED, R.VERIFIED), None, Who.RESIDENT),
    rule("check_again", (R.VERIFIED,), R.SUBMITTED, Who.SYSTEM),
    rule("say_enough", (R.VERIFIED,), R.ENOUGH, Who.RESIDENT),
    rule("still_need", (R.SUBMITTED, R.VERIFIED), None, Who.RESIDENT, Who.HELPER),
    rule("ask_again", ENDED, None, Who.RESIDENT),
    rule("erase", ANY_REQUEST, None, Who.RESIDENT),
    rule("forget", ENDED, None, Who.SYSTEM),
    rule("pledge", (R.VERIFIED,), None, Who.OUTSIDER),
    rule("match", (R.VERIFIED,), None, Who.SYSTEM, Who.REVIEWER),
    rule("list", (R.SUBMITTED, R.VERIFIED), R.LISTED, Who.SYSTEM),
    rule("unlist", (R.LISTED,), R.VERIFIED, Who.SYSTEM),
    rule("unlist_unchecked", (R.LISTED,), R.SUBMITTED, Who.SYSTEM),
    rule("fulfil", (R.VERIFIED,), R.FULFILLED, Who.SYSTEM),
    rule("reopen", (R.FULFILLED,), R.VERIFIED, Who.SYSTEM),
    rule("expire", STANDING, R.EXPIRED, Who.SYSTEM),
)

OFFER_RULES: tuple[Rule, ...] = (
    rule("publish", NEW, F.OPEN, Who.ACCOUNT),
    rule("publish_again", ANY_OFFER, None, Who.DONOR),
    rule("print_receipt", ANY_OFFER, None, Who.DONOR),
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
    rule("name_collector", RESERVED, None, Who.RESIDENT, Who.HELPER, Who.COORDINATOR),
    rule("see_collector", UNDER_WAY, None, Who.RESIDENT, Who.HELPER, Who.DONOR, Who.COORDINATOR),
    rule("write_message", UNDER_WAY, None, Who.RESIDENT, Who.DONOR),
    rule("see_messages", PROMISED, None, Who.RESIDENT, Who.DONOR),
    rule("block_donor", PROMISED, None, Who.RESIDENT),
    rule("unblock_donor", PROMISED, None, Who.RESIDENT),
    rule("add_photo", SET_OUT, None, Who.RESIDENT, Who.DONOR, Who.COORDINATOR),
    rule("see_photo", PROMISED, None, Who.RESIDENT, Who.HELPER, Who.DONOR, Who.COORDINATOR),
    rule("remove_photo", PROMISED, None, Who.RESIDENT, Who.DONOR, Who.COORDINATOR),
    rule("see_code", (*ARRIVING, M.ACCEPTED), None, Who.RESIDENT),
    rule("start", (M.ACCEPTED,), M.ON_THE_WAY, Who.DONOR),
    rule("running_late", RESERVED, None, Who.DONOR),
    rule("deliver", (M.ON_THE_WAY,), M.DELIVERED, Who.DONOR),
    rule("receive", RESERVED, M.DELIVERED, Who.COORDINATOR, Who.HELPER),
    rule("confirm", ARRIVING, M.CONFIRMED, Who.RESIDENT),
    rule("enter_code", ARRIVING, M.CONFIRMED, Who.DONOR),
    rule("dispute", (M.DELIVERED,), M.DISPUTED, Who.RESIDENT),
    rule("settle_arrived", (M.DISPUTED,), M.CONFIRMED, Who.RESIDENT, Who.REVIEWER),
    rule("settle_lost", (M.DISPUTED,), M.LOST, Who.REVIEWER),
    rule("cancel", RESERVED, M.CANCELLED, Who.DONOR, Who.COORDINATOR, Who.SYSTEM),
    rule("did_not_come", RESERVED, M.CANCELLED, Who.RESIDENT, Who.HELPER, Who.COORDINATOR),
    rule("lose", (M.ON_THE_WAY,), M.LOST, Who.DONOR, Who.COORDINATOR),
    rule("print_receipt", (M.CONFIRMED,), None, Who.DONOR),
    rule("complain", PROMISED, None, Who.RESIDENT, Who.HELPER, Who.DONOR),
    rule("answer_payment", (M.CONFIRMED,), None, Who.RESIDENT),
)  # fmt: skip

# A neighbourhood's list: its need, line by line. Whoever opened or compiled it is no reviewer.
LIST_RULES: tuple[Rule, ...] = (
    rule("open", NEW, L.DRAFT, Who.CADRE, Who.COORDINATOR),
    rule("see", ANY_LIST, None, Who.CADRE, Who.COORDINATOR, Who.AUDITOR),
    rule("see_lines", ANY_LIST, None, Who.COORDINATOR),
    rule("write_line", (L.DRAFT,), None, Who.CADRE, Who.COORDINATOR),
    rule("compile", (L.DRAFT,), L.COMPILED, Who.COORDINATOR),
    rule("send_back", (L.COMPILED,), L.DRAFT, Who.REVIEWER),
    rule("verify", (L.COMPILED,), L.VERIFIED, Who.REVIEWER),
    rule("copy", (L.VERIFIED, L.CLOSED), None, Who.CADRE, Who.COORDINATOR),
    rule("print_coupons", (L.VERIFIED,), None, Who.REVIEWER),
    rule("reissue_coupon", (L.VERIFIED,), None, Who.REVIEWER),
    rule("close", (L.DRAFT, L.VERIFIED), L.CLOSED, Who.COORDINATOR, Who.SYSTEM),
)

# One donor's goods for one neighbourhood or institution. RESIDENT is the institution's account.
CONSIGNMENT_RULES: tuple[Rule, ...] = (
    rule("plan", NEW, K.PLANNED, Who.DONOR),
    rule("see", K, None, Who.DONOR, Who.RESIDENT, Who.CADRE, Who.COORDINATOR, Who.AUDITOR),
    rule("reschedule", (K.PLANNED,), None, Who.DONOR),
    rule("confirm_slot", (K.PLANNED,), None, Who.RESIDENT, Who.COORDINATOR),
    rule("print_waybill", COMING, None, Who.DONOR, Who.COORDINATOR),
    rule("start", (K.PLANNED,), K.ON_THE_WAY, Who.DONOR),
    rule("running_late", COMING, None, Who.DONOR),
    rule("arrive", COMING, K.AT_POST, Who.RESIDENT, Who.COORDINATOR),
    rule("print_handover_note", AT_OR_AFTER_POST, None, Who.DONOR, Who.RESIDENT, Who.COORDINATOR),
    rule("divide", (K.AT_POST,), None, Who.COORDINATOR),
    rule("hand_out", (K.AT_POST, K.DISTRIBUTED), None, Who.RESIDENT, Who.CADRE, Who.COORDINATOR),
    rule("move_on", (K.AT_POST, K.DISTRIBUTED), None, Who.COORDINATOR),
    rule("finish", (K.AT_POST,), K.DISTRIBUTED, Who.RESIDENT, Who.COORDINATOR),
    rule("close", (K.DISTRIBUTED,), K.CLOSED, Who.REVIEWER, Who.SYSTEM),
    rule("cancel", (K.PLANNED,), K.CANCELLED, Who.DONOR, Who.COORDINATOR, Who.SYSTEM),
    rule("lose", (K.ON_THE_WAY,), K.LOST, Who.DONOR, Who.COORDINATOR),
)

# What one household gets of a consignment. RESIDENT opened it by its coupon or its own page.
HANDOUT_RULES: tuple[Rule, ...] = (
    rule("see", H, None, Who.RESIDENT, Who.COORDINATOR),
    rule("give", (H.DUE,), H.GIVEN, Who.CADRE, Who.COORDINATOR),
    rule("redeem", (H.DUE, H.GIVEN), H.CONFIRMED, Who.CADRE, Who.COORDINATOR),
    rule("confirm", (H.DUE, H.GIVEN), H.CONFIRMED, Who.RESIDENT),
    rule("dispute", (H.DUE, H.GIVEN), H.DISPUTED, Who.RESIDENT),
    rule("not_come", (H.DUE,), H.DID_NOT_COME, Who.RESIDENT, Who.CADRE, Who.COORDINATOR),
    rule("come_after_all", (H.DID_NOT_COME,), H.DUE, Who.CADRE, Who.COORDINATOR),
    rule("settle_arrived", (H.DISPUTED,), H.CONFIRMED, Who.RESIDENT, Who.REVIEWER),
    rule("settle_lost", (H.DISPUTED,), H.LOST, Who.REVIEWER),
    rule("complain", H, None, Who.RESIDENT),
    rule("answer_payment", (H.CONFIRMED,), None, Who.RESIDENT),
)

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
    rule("see_people", NEW, None, Who.COORDINATOR, Who.AUDITOR),
    rule("see_contact_of_office", NEW, None, Who.COORDINATOR),
    rule("give_role", NEW, None, Who.SUPERIOR),
    rule("give_cadre_role", NEW, None, Who.COORDINATOR),
    rule("ask_for_neighbourhood", NEW, None, Who.COORDINATOR),
    rule("add_neighbourhood", NEW, None, Who.ACCOUNT),
    rule("verify_neighbourhood", NEW, None, Who.REVIEWER),
    rule("open_post", NEW, None, Who.ACCOUNT),
    rule("close_post", NEW, None, Who.COORDINATOR),
    rule("run_round", NEW, None, Who.OVERSIGHT, Who.SYSTEM),
    rule("cancel_round", NEW, None, Who.OVERSIGHT),
    rule("send_proposals", NEW, None, Who.OVERSIGHT),
)

TABLES: dict[str, tuple[Rule, ...]] = {
    "request": REQUEST_RULES,
    "offer": OFFER_RULES,
    "match": MATCH_RULES,
    "list": LIST_RULES,
    "consignment": CONSIGNMENT_RULES,
    "handout": HANDOUT_RULES,
    "complaint": COMPLAINT_RULES,
    "sensitive_complaint": SENSITIVE_COMPLAINT_RULES,
    "region": REGION_RULES,
}

# Why a proposal ended that a round took back, and what that is called beside the statuses.
WEIGHED_AGAIN, TAKEN_BACK = "weighed_again", "taken_back"
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
# Vouches of neighbours that make up for a missing id; a single one of a cadre does too.
VOUCHES_NEEDED = 2
# Complaints that one person may make about one match within a day.
MOST_COMPLAINTS_A_DAY = 5
# So long after it came a household is asked whether somebody wanted money for it.
PAYMENT_ASKED_FOR = timedelta(days=7)
# Nobody else says that a household didn't come before its goods lay at the post for so long.
AWAITED_AT_POST = timedelta(hours=1)
# Photos that one match holds.
MOST_PHOTOS = 6
# A match inside a consignment moves only with it.
MOVED_BY_CONSIGNMENT = frozenset(
    {
        "start",
        "running_late",
        "deliver",
        "receive",
        "confirm",
        "enter_code",
        "see_code",
        "dispute",
        "settle_arrived",
        "settle_lost",
        "cancel",
        "did_not_come",
        "lose",
        "answer_payment",
    }
)
# What ends between a household and a donor whom it blocked.
ENDED_BY_BLOCK = frozenset({"agree_contact", "agree_place", "write_message", "block_donor"})


def complaint_table(kind: str) -> str:
    """The name of the table that complaints of ``kind`` follow."""
    return "sensitive_complaint" if kind in SENSITIVE_COMPLAINTS else "complaint"


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


@lru_cache(maxsize=4096)
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
