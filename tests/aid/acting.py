"""The action behind each verb of the tables, called by anybody on anything."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from aid import codes
from aid.actions import (
    blocks,
    complaints,
    confirmation,
    correcting,
    coupons,
    deliveries,
    disclosure,
    doubles,
    erasing,
    housekeeping,
    known,
    matches,
    messages,
    neighbourhoods,
    offers,
    offices,
    photos,
    places,
    pledges,
    posts,
    receipts,
    requests,
    retention,
    running_late,
    standing_need,
    verification,
    vouching,
)
from aid.errors import AidError, NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Complaint, Match, Offer, Photo, Post, Request
from aid.opened import opened
from aid.rules import Status, Verdict
from matching.actions import ask_for_round, cancel_round, send_proposals
from matching.models import Round
from people.models import Membership, User
from people.person import SYSTEM, Person
from people.private import details_of
from tests import factories
from tests.aid.expected import Line
from tests.aid.pictures import JPEG
from tests.factories import RW_901


@dataclass(frozen=True)
class Scene:
    """What a verb may be tried on: ``target`` is what it is about, the others stand by."""

    request: Request
    offer: Offer
    match: Match | None = None
    complaint: Complaint | None = None


Act = Callable[[Person, Scene], object]


def by_system(act: Callable[[Scene], object]) -> Act:
    """For verbs that nobody calls: whoever isn't the system has no way to try."""

    def tried(_: Person, scene: Scene) -> None:
        if act(scene) is False:
            raise WrongState()

    return tried


def keep_both(person: Person, scene: Scene) -> None:
    """With another request of the same phone, which the scene has."""
    request = scene.request
    others = Request.private.exclude(pk=request.pk).exclude(household=None)
    other = others.filter(region=request.region).latest("pk")
    doubles.keep_both(person, request.reference, other.reference)


def match_both(person: Person, scene: Scene) -> None:
    """By the engine for itself, by hand for everybody else."""
    if person is SYSTEM:
        proposal = matches.Proposal(scene.request.pk, scene.offer.pk, 1)
        if not matches.propose(person, [proposal], 1).made:
            raise WrongState()
    else:
        matches.propose_by_hand(person, scene.request.reference, scene.offer.reference, 1)


def on_match(act: Callable[[Person, str], object]) -> Act:
    return lambda person, scene: act(person, match_of(scene).reference)


def match_of(scene: Scene) -> Match:
    assert scene.match is not None
    return scene.match


def complaint_of(scene: Scene) -> Complaint:
    assert scene.complaint is not None
    return scene.complaint


def submit(person: Person, _: Scene) -> object:
    return requests.submit(person, replace(factories.ASKED, for_someone_else=True))


def ask_for_neighbourhood(person: Person, _: Scene) -> object:
    needs = replace(factories.ASKED, region=RW_901, category="baby")
    return requests.submit_for_neighbourhood(person, needs)


def give_role(role: str) -> Act:
    """To somebody else, who holds none yet."""

    def act(person: Person, _: Scene) -> object:
        others = User.objects.filter(memberships=None).exclude(pk=person.user_id)
        login = details_of(others.earliest("pk")).login
        return offices.give(person, offices.Wanted(login, role, RW_901))

    return act


def see_contact_of_office(person: Person, _: Scene) -> object:
    """Of the first who holds a role there."""
    held = Membership.objects.filter(region_id=RW_901).earliest("pk")
    return disclosure.contact_of_office(person, held.pk)


def open_post(person: Person, _: Scene) -> object:
    """By somebody whom the city knows."""
    if person.user_id is not None:
        User.objects.filter(pk=person.user_id).update(verified_at=timezone.now())
    return posts.open_post(person, factories.POSKO)


def close_post(person: Person, _: Scene) -> object:
    """One that somebody else opened."""
    standing = Post.private.standing().get(region_id=RW_901)
    return posts.close_post(person, standing.pk)


def a_round(status: str) -> int:
    """The id of the dry run that stands there."""
    return Round.objects.get(status=status).pk


def enter_code(person: Person, scene: Scene) -> object:
    match = match_of(scene)
    code = codes.receipt_code(match.receipt_salt)
    return confirmation.enter_code(person, match.reference, code)


def remove_photo(person: Person, scene: Scene) -> object:
    """Their own photo, or the first for those who have none."""
    match = match_of(scene)
    with opened([match.pk]):
        found = list(Photo.private.of_match(match.pk))
    own = [photo for photo in found if photo.added_by_id == person.user_id]
    return photos.remove_photo(person, match.reference, (own or found)[0].pk)


def close(person: Person, scene: Scene) -> object:
    return complaints.close_complaint(person, complaint_of(scene).pk, "Sudah dibicarakan")


ACTS: dict[tuple[str, str], Act] = {
    ("request", "submit"): submit,
    ("request", "see_contact"): lambda p, s: disclosure.contact_for_office(p, s.request.reference),
    ("request", "issue_link"): lambda p, s: verification.hand_over_link(p, s.request.reference),
    ("request", "keep_both"): keep_both,
    ("request", "vouch"): lambda p, s: vouching.vouch(p, s.request.reference),
    ("request", "issue_coupon"): lambda p, s: coupons.issue_for_request(p, s.request.reference),
    ("request", "verify"): lambda p, s: verification.verify(p, s.request.reference),
    ("request", "refuse"): lambda p, s: verification.refuse(p, s.request.reference, "Ganda"),
    ("request", "withdraw"): lambda p, s: requests.withdraw(p, s.request.reference),
    ("request", "say_enough"): lambda p, s: requests.say_enough(p, s.request.reference),
    ("request", "see_known"): lambda p, s: known.see_known(p, s.request.reference),
    ("request", "take_back_messages"): lambda p, s: known.take_back_messages(
        p, s.request.reference
    ),
    ("request", "correct"): lambda p, s: correcting.correct(
        p, s.request.reference, correcting.Corrected(landmark="pagar biru")
    ),
    ("request", "still_need"): lambda p, s: standing_need.still_need(p, s.request.reference),
    ("request", "ask_again"): lambda p, s: known.ask_again(p, s.request.reference),
    ("request", "erase"): lambda p, s: erasing.erase(p, s.request.reference),
    ("request", "forget"): by_system(lambda s: retention.forget_request(s.request.pk)),
    ("request", "pledge"): lambda p, s: pledges.pledge_to_request(p, s.request.reference, 1),
    ("request", "match"): match_both,
    ("request", "expire"): by_system(lambda s: housekeeping.expire_request(s.request.pk)),
    ("offer", "publish"): lambda p, _: offers.publish(p, factories.GIVEN),
    ("offer", "publish_again"): lambda p, s: offers.publish_again(p, s.offer.reference),
    ("offer", "print_receipt"): lambda p, s: receipts.print_offer_receipt(p, s.offer.reference),
    ("offer", "match"): match_both,
    ("offer", "withdraw"): lambda p, s: offers.withdraw(p, s.offer.reference),
    ("offer", "expire"): by_system(lambda s: housekeeping.expire_offer(s.offer.pk)),
    ("match", "accept"): on_match(matches.accept),
    ("match", "decline"): on_match(matches.decline),
    ("match", "lapse"): by_system(lambda s: housekeeping.lapse(match_of(s).reference)),
    ("match", "agree_contact"): on_match(
        lambda person, reference: disclosure.agree_contact(
            person, reference, household_agreed=True
        )
    ),
    ("match", "take_back_contact"): on_match(disclosure.take_back_contact),
    ("match", "see_contact"): on_match(disclosure.contact_for_donor),
    ("match", "agree_place"): on_match(
        lambda person, reference: places.agree_place(person, reference, "Warung Contoh")
    ),
    ("match", "see_place"): on_match(places.place_of),
    ("match", "name_collector"): on_match(
        lambda person, reference: posts.name_collector(person, reference, "Budi Contoh")
    ),
    ("match", "see_collector"): on_match(posts.collector_of),
    ("match", "write_message"): on_match(
        lambda person, reference: messages.write_message(person, reference, "Jam berapa?")
    ),
    ("match", "see_messages"): on_match(messages.see_messages),
    ("match", "block_donor"): on_match(blocks.block_donor),
    ("match", "unblock_donor"): on_match(blocks.unblock_donor),
    ("match", "add_photo"): on_match(
        lambda person, reference: photos.add_photo(person, reference, JPEG)
    ),
    ("match", "see_photo"): on_match(photos.photos_of),
    ("match", "remove_photo"): remove_photo,
    ("match", "see_code"): on_match(disclosure.receipt_code_of),
    ("match", "start"): on_match(deliveries.start),
    ("match", "running_late"): on_match(
        lambda person, reference: running_late.match_is_late(person, reference, "hour")
    ),
    ("match", "deliver"): on_match(deliveries.deliver),
    ("match", "receive"): on_match(deliveries.receive),
    ("match", "confirm"): on_match(confirmation.confirm),
    ("match", "enter_code"): enter_code,
    ("match", "dispute"): on_match(confirmation.dispute),
    ("match", "settle_arrived"): on_match(
        lambda person, reference: confirmation.settle(person, reference, arrived=True)
    ),
    ("match", "settle_lost"): on_match(
        lambda person, reference: confirmation.settle(person, reference, arrived=False)
    ),
    ("match", "did_not_come"): on_match(deliveries.did_not_come),
    ("match", "cancel"): on_match(deliveries.cancel),
    ("match", "lose"): on_match(deliveries.lose),
    ("match", "print_receipt"): on_match(receipts.print_match_receipt),
    ("match", "complain"): on_match(
        lambda person, reference: complaints.complain(person, reference, "asked_to_pay")
    ),
    ("match", "answer_payment"): on_match(
        lambda person, reference: complaints.answer_payment(person, reference, "no")
    ),
    ("complaint", "close"): close,
    ("sensitive_complaint", "close"): close,
    ("region", "see_contact_of_office"): see_contact_of_office,
    ("region", "give_role"): give_role("coordinator"),
    ("region", "give_cadre_role"): give_role("cadre"),
    ("region", "ask_for_neighbourhood"): ask_for_neighbourhood,
    ("region", "add_neighbourhood"): lambda p, _: neighbourhoods.add_neighbourhood(
        p, factories.HOME, rw_number=902
    ),
    ("region", "verify_neighbourhood"): lambda p, _: neighbourhoods.verify_neighbourhood(
        p, RW_901
    ),
    ("region", "open_post"): open_post,
    ("region", "close_post"): close_post,
    ("region", "run_round"): lambda p, _: ask_for_round(p, RW_901),
    ("region", "cancel_round"): lambda p, _: cancel_round(p, RW_901, a_round("running")),
    ("region", "send_proposals"): lambda p, _: send_proposals(p, RW_901, a_round("done")),
}  # fmt: skip

# Verbs that are read through visible_to (or asked by a page) rather than done.
READ = {("region", "see_board"), ("region", "see_people"), *((table, "see") for table in (
    "request", "offer", "match", "complaint", "sensitive_complaint"
))}  # fmt: skip
# Verbs that follow from counters, and the pairing of two, which "match" on both sides tries.
FOLLOWING = {
    ("request", verb)
    for verb in ("fulfil", "reopen", "list", "unlist", "unlist_unchecked", "check_again")
}
NEW_MATCHES = {
    ("match", "propose"): ("request", "match"),
    ("match", "pledge"): ("request", "pledge"),
}
# Only Gandeng itself can try these.
SYSTEM_ONLY = {
    ("request", "expire"),
    ("request", "forget"),
    ("offer", "expire"),
    ("match", "lapse"),
}


REFUSALS = (NotFound, NotAllowed, SignInNeeded)


@dataclass(frozen=True)
class Trial:
    """What came of an action: its refusal, if any, and where ``at`` then stood. ``locked``: it
    locked rows other than the account of whoever tried."""

    refusal: AidError | None
    wrote: bool
    at: str | None = None
    locked: bool = False


def tried(act: Callable[[], object], stands: Callable[[], str | None]) -> Trial:
    """Try ``act``, look where things stand, and undo it."""
    statements: list[str] = []
    locked: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        answer = execute(sql, params, many, context)
        if locks(sql) and context["cursor"].rowcount:
            locked.append(sql)
        return answer

    at = None
    try:
        with transaction.atomic():
            with connection.execute_wrapper(listen):
                act()
            at = stands()
            transaction.set_rollback(True)
    except AidError as error:
        return Trial(error, any(map(writes, statements)), locked=bool(locked))
    return Trial(None, any(map(writes, statements)), at)


def writes(sql: str) -> bool:
    """Whether a statement could change anything; jobs are deferred by functions."""
    word = sql.split(None, 1)[0].upper()
    return word in ("INSERT", "UPDATE", "DELETE") or "procrastinate_" in sql or "pg_notify" in sql


def locks(sql: str) -> bool:
    """Whether a statement locks the rows that it finds, which may concern others."""
    locking = "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql
    return locking and f'FROM "{User._meta.db_table}"' not in sql


def misbehaved(
    line: Line, status: Status, letter: str, trial: Trial, follows: Status | None = None
) -> str:
    """What is wrong with the outcome of a trial; empty when it is as the line says, or where
    another verb ``follows`` from it."""
    expected = line.verdict(status, letter)
    if expected is Verdict.ALLOWED:
        if trial.refusal is not None:
            return f"refused with {trial.refusal!r}"
        to = follows or line.to or status
        return "" if trial.at == to else f"landed on {trial.at}, not {to}"
    wanted = (WrongState,) if expected is Verdict.WRONG_STATE else REFUSALS
    if not isinstance(trial.refusal, wanted):
        return f"{trial.refusal!r} instead of {expected}"
    if expected is Verdict.NOT_ALLOWED and trial.locked:
        return "refused after having locked something"
    return "refused after having written something" if trial.wrote else ""
