"""The household's own word: received, or not."""

from django.db import transaction

from aid import codes, rules
from aid.actions.access import access_match
from aid.actions.arrival import call_matching
from aid.actions.counters import move
from aid.errors import CodeLocked, WrongCode
from aid.events import match_entry, record
from aid.models import Match
from aid.rules import MatchStatus
from people.person import Person


@transaction.atomic
def confirm(person: Person, reference: str) -> Match:
    """The household confirms on its own page. Goods that its donor forgot to mark count as
    delivered in the same moment."""
    return finish(person, access_match(person, reference, "confirm"), "confirm")


def enter_code(person: Person, reference: str, code: object) -> Match:
    """The donor enters the receipt code that the household spoke after getting the goods.

    Raises WrongCode, and CodeLocked after five wrong ones; each attempt is counted even
    though it is refused.
    """
    with transaction.atomic():
        match = access_match(person, reference, "enter_code")
        if match.wrong_codes >= rules.MOST_CODE_ATTEMPTS:
            raise CodeLocked()
        if codes.same_code(str(code or ""), codes.receipt_code(match.receipt_salt)):
            return finish(person, match, "enter_code")
        left = count_wrong_code(person, match)
    raise WrongCode(left=left) if left else CodeLocked()


def count_wrong_code(person: Person, match: Match) -> int:
    """How many attempts are left after this one."""
    match.wrong_codes += 1
    match.save(update_fields=["wrong_codes"])
    record(person, match_entry("wrong_code", match))
    return rules.MOST_CODE_ATTEMPTS - match.wrong_codes


def finish(person: Person, match: Match, verb: str) -> Match:
    if match.status == MatchStatus.ON_THE_WAY:
        move(person, "deliver", match)
    move(person, verb, match)
    return match


@transaction.atomic
def dispute(person: Person, reference: str) -> Match:
    """The household says that it did not get what was marked as delivered."""
    match = access_match(person, reference, "dispute")
    move(person, "dispute", match)
    return match


@transaction.atomic
def settle(person: Person, reference: str, *, arrived: bool) -> Match:
    """End a dispute: it arrived after all, or it is lost and the need is open again."""
    verb = "settle_arrived" if arrived else "settle_lost"
    match = access_match(person, reference, verb)
    move(person, verb, match)
    if not arrived:
        call_matching()
    return match
