"""Telling what went wrong, and answering it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_handout, access_match, require
from aid.actions.counters import move
from aid.actions.handouts import move_handouts
from aid.actions.messages import message_to
from aid.actions.units import settle_units
from aid.errors import Invalid, NotFound, TooManyMessages, problem
from aid.events import Entry, match_entry, record
from aid.models import Complaint, Handout, Match
from aid.models.match import COMPLAINTS
from aid.relations import KELURAHAN_DEPTH, match_relations
from aid.rules import ComplaintStatus, HandoutStatus, MatchStatus, Verdict
from geo.codes import lineage
from people.person import Person

# What the household says never came is disputed in the same moment.
DISPUTING = frozenset({"never_came", "not_as_described"})


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
    if clean_kind in DISPUTING and HandoutStatus(handout.status) in rules.sources(
        "handout", "dispute"
    ):
        move_handouts(person, "dispute", [handout], answer="nothing", way="page")
        settle_units(person, load)
    return complaint


def refuse_too_many(person: Person, match: Match, handout: Handout | None = None) -> None:
    """``handout`` is that of the household, whose complaints are counted apart from others'."""
    since = timezone.now() - timedelta(days=1)
    lately = Complaint.private.filter(
        match=match, handout=handout, made_by_id=person.user_id, made_at__gt=since
    )
    if lately.count() >= rules.MOST_COMPLAINTS_A_DAY:
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
    return complaint


def complaint_entry(kind: str, complaint: Complaint) -> Entry:
    """What is recorded of a complaint. The history of a request is read in the RW and the
    kelurahan, so that a sensitive complaint stands in none: only its kecamatan is named."""
    match = complaint.match
    if complaint.kind not in rules.SENSITIVE_COMPLAINTS:
        return match_entry(kind, match, complaint=complaint.pk, kind=complaint.kind)
    kecamatan = lineage(match.request.region_code)[:KELURAHAN_DEPTH][-1]
    return Entry(kind, region=kecamatan, facts={"complaint": complaint.pk})
