"""Telling what went wrong, and answering it."""

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_handout, access_match, require
from aid.actions.counters import move
from aid.actions.erasing import blank_matches
from aid.actions.handouts import move_handouts
from aid.actions.messages import message_to
from aid.actions.units import settle_units
from aid.errors import Invalid, NotFound, TooManyMessages, WrongState, problem
from aid.events import Entry, match_entry, record
from aid.models import Complaint, Handout, Match
from aid.models.match import COMPLAINTS
from aid.queries.beside import complained_enough, complained_of_handout
from aid.relations import KELURAHAN_DEPTH, match_relations
from aid.rules import ComplaintStatus, HandoutStatus, MatchStatus, Verdict, Who
from aid.standing import payment_asked
from geo.codes import lineage
from people.person import Person

# What the household says never came is disputed in the same moment.
DISPUTING = frozenset({"never_came", "not_as_described"})
ASKED_TO_PAY = "asked_to_pay"


@transaction.atomic
def complain(
    person: Person, reference: str, kind: object, text: object = "", message: object = ""
) -> Complaint:
    """Complain about a match, or report ``message``, the id of one that the other side wrote:
    whoever answers the complaint then reads that message. Raises Invalid, TooManyMessages or
    what the rules refuse."""
    check = checks.Checks()
    clean_kind = check.field("kind", lambda: checks.one_of(kind, COMPLAINTS, "complaint_unknown"))
    clean_text = check.field("text", lambda: checks.text(text, 1000))
    if message and clean_kind not in rules.SENSITIVE_COMPLAINTS:
        check.problems.setdefault("kind", problem("complaint_unknown"))
    check.done()
    match = access_match(person, reference, "complain")
    reported = message_to(person, match, message) if message else None
    if message and reported is None:
        raise Invalid({"message": problem("message_unknown")})
    refuse_too_many(person, match)
    complaint = Complaint.private.create(
        match=match,
        kind=str(clean_kind),
        text=clean_text or "",
        message=reported,
        made_by_id=person.user_id,
        made_at=timezone.now(),
    )
    record(person, complaint_entry("complain", complaint))
    if clean_kind == ASKED_TO_PAY and Who.RESIDENT in match_relations(person, match):
        note_payment(match, asked=True)
    if clean_kind in DISPUTING and may_dispute(person, match):
        move(person, "dispute", match)
    return complaint


@transaction.atomic
def complain_about_handout(person: Person, pk: int, kind: object, text: object = "") -> Complaint:
    """Complain about what the household got, or did not get, of a consignment; without an account
    too. Raises Invalid, TooManyMessages or what the rules refuse."""
    check = checks.Checks()
    clean_kind = check.field("kind", lambda: checks.one_of(kind, COMPLAINTS, "complaint_unknown"))
    clean_text = check.field("text", lambda: checks.text(text, 1000))
    check.done()
    load, handout = access_handout(person, pk, "complain")
    match = next(each for each in load.matches if each.request_id == handout.request_id)
    refuse_too_many(person, match, handout)
    complaint = Complaint.private.create(
        match=match,
        handout=handout,
        kind=str(clean_kind),
        text=clean_text or "",
        made_by_id=person.user_id,
        made_at=timezone.now(),
    )
    record(person, complaint_entry("complain", complaint))
    if clean_kind == ASKED_TO_PAY:
        note_payment(handout, asked=True)
    if clean_kind in DISPUTING and HandoutStatus(handout.status) in rules.sources(
        "handout", "dispute"
    ):
        move_handouts(person, "dispute", [handout], answer="nothing", way="page")
        settle_units(person, load)
    return complaint


@transaction.atomic
def answer_payment(person: Person, reference: str, asked: object) -> Match:
    """The household says whether somebody wanted money for what came; yes is a complaint. It is
    asked once. Raises Invalid."""
    answer = check_answer(asked)
    match = access_match(person, reference, "answer_payment")
    if not payment_asked(match, timezone.now()):
        raise WrongState()
    if answer:
        complain(person, reference, ASKED_TO_PAY)
        match.asked_to_pay = True
        return match
    note_payment(match, asked=False)
    record(person, payment_entry(match, match=match.pk))
    return match


@transaction.atomic
def answer_payment_of_handout(person: Person, pk: int, asked: object) -> Handout:
    """The same of what a household got of a consignment; without an account too."""
    answer = check_answer(asked)
    load, handout = access_handout(person, pk, "answer_payment")
    if not payment_asked(handout, timezone.now()):
        raise WrongState()
    if answer:
        complain_about_handout(person, pk, ASKED_TO_PAY)
        handout.asked_to_pay = True
        return handout
    match = next(each for each in load.matches if each.request_id == handout.request_id)
    note_payment(handout, asked=False)
    record(person, payment_entry(match, handout=handout.pk))
    return handout


def check_answer(asked: object) -> bool:
    """A yes or no as pages ("yes", "no") and programs (true, false) say it. Raises Invalid."""
    known = {"yes": True, "no": False, "True": True, "False": False}
    if str(asked) not in known:
        raise Invalid({"asked": problem("yes_or_no")})
    return known[str(asked)]


def note_payment(of: Match | Handout, *, asked: bool) -> None:
    of.asked_to_pay = asked
    of.save(update_fields=["asked_to_pay"])


def refuse_too_many(person: Person, match: Match, handout: Handout | None = None) -> None:
    """``handout`` is that of the household, whose complaints are counted apart from others'."""
    now = timezone.now()
    full = complained_of_handout(person, handout, now) if handout else None
    if full or (handout is None and complained_enough(person, [match], now)):
        raise TooManyMessages()


def may_dispute(person: Person, match: Match) -> bool:
    relations = match_relations(person, match)
    return (
        rules.verdict("match", "dispute", MatchStatus(match.status), relations) is Verdict.ALLOWED
    )


@transaction.atomic
def close_complaint(person: Person, complaint_id: int, answer: object) -> Complaint:
    """Answer a complaint and close it."""
    check = checks.Checks()
    text = check.field("answer", lambda: checks.text(answer, 500, needed=True))
    check.done()
    found = Complaint.private.visible_to(person).select_for_update(of=("self",))
    complaint: Complaint | None = found.filter(pk=complaint_id).first()
    if complaint is None:
        raise NotFound()
    table = rules.complaint_table(complaint.kind)
    relations = match_relations(person, complaint.match)
    require(table, "close", ComplaintStatus(complaint.status), relations)
    complaint.status = rules.target(table, "close")
    complaint.answer, complaint.closed_at = text or "", timezone.now()
    complaint.save(update_fields=["status", "answer", "closed_at"])
    record(person, complaint_entry("close_complaint", complaint))
    if complaint.match.request.erased_at is not None:
        blank_matches([complaint.match_id])
    return complaint


def complaint_entry(kind: str, complaint: Complaint) -> Entry:
    """What is recorded of a complaint. The history of a request is read in the RW and the
    kelurahan, so that a sensitive complaint stands in none: only its kecamatan is named."""
    match = complaint.match
    if complaint.kind not in rules.SENSITIVE_COMPLAINTS:
        return match_entry(kind, match, complaint=complaint.pk, kind=complaint.kind)
    return Entry(kind, region=kecamatan_of(match), facts={"complaint": complaint.pk})


def payment_entry(match: Match, /, **of: int) -> Entry:
    """What is recorded of the answer that nobody wanted money. It stands in no history that RW
    and kelurahan read: whoever was asked to pay is not to be found by being left out."""
    return Entry("not_asked_to_pay", region=kecamatan_of(match), facts=of)


def kecamatan_of(match: Match) -> str:
    return lineage(match.request.region_code)[:KELURAHAN_DEPTH][-1]
