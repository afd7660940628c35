"""Where household and donor meet, when it isn't at the household's door."""

from django.db import transaction

from aid import checks
from aid.actions.access import access_match, read_match
from aid.actions.blocks import blocked
from aid.errors import WrongState
from aid.events import match_entry, record
from aid.models import Match
from people.fields import seal_in, unseal_in
from people.person import Person

MOST_CHARACTERS = 200


@transaction.atomic
def agree_place(person: Person, reference: str, place: object = "") -> Match:
    """Name where the goods are handed over; nothing stands for the RW post or the kelurahan
    office. Raises Invalid or what the rules refuse."""
    check = checks.Checks()
    clean = check.field("place", lambda: checks.text(place, MOST_CHARACTERS))
    check.done()
    match = access_match(person, reference, "agree_place")
    if blocked(match):
        raise WrongState()
    match.handover_place = None
    if clean:
        seal_in(match, "handover_place", clean.encode())
    match.save(update_fields=["handover_place"])
    record(person, match_entry("agree_place", match))
    return match


def place_of(person: Person, reference: str) -> str:
    """The agreed place in the words of whoever named it; empty for the usual one."""
    match = read_match(person, reference, "see_place")
    if match.handover_place is None:
        return ""
    return unseal_in(match, "handover_place").decode()
