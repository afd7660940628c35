"""What household and donor write to each other: sealed, and read by these two alone."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_match
from aid.actions.blocks import blocked
from aid.errors import NotFound, TooManyMessages, WrongState
from aid.events import match_entry, record
from aid.models import Complaint, Match, Message
from aid.opened import opened
from aid.relations import match_relations
from aid.rules import MatchStatus, Verdict, Who
from aid.standing import match_verbs
from people.fields import seal_in, unseal_in
from people.person import Person

MOST_CHARACTERS = 500
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """One message as one side sees it. ``read``: the other side has opened it."""

    id: uuid.UUID
    own: bool
    text: str
    written_at: datetime
    read: bool


@transaction.atomic
def write_message(person: Person, reference: str, text: object) -> Match:
    """Write to the other side. Raises Invalid, TooManyMessages or what the rules refuse."""
    check = checks.Checks()
    clean = check.field("text", lambda: checks.text(text, MOST_CHARACTERS, needed=True))
    check.done()
    match = access_conversation(person, reference, "write_message")
    if blocked(match) or match.request.erased_at is not None:
        raise WrongState()
    now, household = timezone.now(), speaks_for_household(person, match)
    with opened([match.pk]):
        lately = Message.private.of_match(match.pk).filter(written_at__gt=now - HOUR)
        if lately.filter(from_household=household).count() >= rules.MOST_MESSAGES_AN_HOUR:
            raise TooManyMessages()
        message = Message(match=match, from_household=household, written_at=now)
        seal_in(message, "text", str(clean).encode())
        message.save(force_insert=True)
    record(person, match_entry("write_message", match))
    return match


@transaction.atomic
def see_messages(person: Person, reference: str) -> list[Said]:
    """The conversation, oldest first; what the other side wrote counts as read from now on."""
    match = access_conversation(person, reference, "see_messages")
    household = speaks_for_household(person, match)
    with opened([match.pk]):
        messages = list(Message.private.of_match(match.pk))
        unread = Message.private.of_match(match.pk).unread_by(household=household)
        unread.update(read_at=timezone.now())
    return [
        Said(
            message.pk,
            message.from_household == household,
            text_of(message),
            message.written_at,
            message.read_at is not None,
        )
        for message in messages
    ]


def unread_counts(person: Person, matches: Iterable[Match]) -> dict[int, int]:
    """How many unread messages wait for ``person``, by id of those of ``matches`` (with facts)
    whose messages they may see. One statement."""
    now = timezone.now()
    mine = [match for match in matches if "see_messages" in match_verbs(person, match, now)]
    counts = {match.pk: 0 for match in mine}
    side = {match.pk: speaks_for_household(person, match) for match in mine}
    if mine:
        with opened(counts):
            waiting = Message.private.filter(match_id__in=counts, read_at=None)
            for match_id, from_household in waiting.values_list("match_id", "from_household"):
                counts[match_id] += from_household != side[match_id]
    return counts


def access_conversation(person: Person, reference: str, verb: str) -> Match:
    """As access_match; the need of a whole neighbourhood has nobody at the other end."""
    match = access_match(person, reference, verb)
    if match.request.household_id is None:
        raise NotFound()
    return match


def message_to(person: Person, match: Match, message_id: object) -> Message | None:
    """The message of ``match`` that the other side wrote to ``person``, who may see it."""
    relations, status = match_relations(person, match), MatchStatus(match.status)
    if rules.verdict("match", "see_messages", status, relations) is not Verdict.ALLOWED:
        return None
    household = speaks_for_household(person, match)
    try:
        pk = uuid.UUID(str(message_id))
    except ValueError:
        return None
    with opened([match.pk]):
        found = Message.private.of_match(match.pk).filter(pk=pk, from_household=not household)
        message: Message | None = found.first()
    return message


def reported_texts(person: Person, complaints: Iterable[Complaint]) -> dict[int, str]:
    """The messages that complaints are about, by the complaint's id, of those of ``complaints``
    that ``person`` may see. No statement when none is about a message."""
    about = [complaint.pk for complaint in complaints if complaint.message_id]
    if not about:
        return {}
    seen = list(Complaint.private.visible_to(person).filter(pk__in=about))
    with opened(complaint.match_id for complaint in seen):
        messages = Message.private.in_bulk([complaint.message_id for complaint in seen])
    return {complaint.pk: text_of(messages[complaint.message_id]) for complaint in seen}


def speaks_for_household(person: Person, match: Match) -> bool:
    """A donor speaks as such, whatever links they opened."""
    return Who.DONOR not in match_relations(person, match)


def text_of(message: Message) -> str:
    return unseal_in(message, "text").decode()
