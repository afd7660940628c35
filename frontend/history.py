"""What happened to a request, event by event, in the pages' words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.events import BETWEEN_THEM, NOT_MOVING
from aid.models import Event, Request
from aid.rules import WEIGHED_AGAIN
from frontend import words
from frontend.templatetags.gandeng import amount, moment
from people.models import User
from people.person import Person
from people.private import name_all, name_of

# Kind of event → what the pages say; %(amount)s is the quantity it is about, %(at)s when something
# is expected.
EVENTS: dict[str, str | Promise] = {
    "submit": _("Request sent"),
    "vouch": _("Somebody vouched for the household"),
    "verify": _("Checked: the need is real"),
    "list": _("Goes on with the list of the RW"),
    "unlist": _("Stands by itself again: the list of the RW ended"),
    "unlist_unchecked": _("Waits for its check again: the list of the RW ended"),
    "refuse": _("Not accepted"),
    "withdraw": _("Request withdrawn"),
    "say_enough": _("The household says that it is enough"),
    "correct": _("Corrected by the household"),
    "check_again": _("Waits for its check again: more is asked for"),
    "erase": _("The household had its data erased"),
    "forget": _("Personal data erased: the time for keeping it is over"),
    "near_end": _("Its end is near; whether it is still needed was asked"),
    "still_need": _("Still needed, for longer"),
    "take_back_messages": _("No messages to the phone number any more"),
    "expire": _("The time of the request ran out"),
    "fulfil": _("All that was asked is handed over"),
    "reopen": _("Open again: something did not arrive"),
    "issue_link": _("A new link was given to the household"),
    "issue_coupons": _("Coupons were printed"),
    "reissue_coupon": _("A lost coupon was replaced"),
    "see_contact": _("The address was looked at"),
    "propose": _("Proposed to a donor: %(amount)s"),
    "pledge": _("Promised by a donor: %(amount)s"),
    "accept": _("The donor accepted: %(amount)s"),
    "decline": _("The donor declined: %(amount)s"),
    "lapse": _("The proposal lapsed: %(amount)s"),
    "agree_contact": _("The household agreed to share its address with the donor"),
    "take_back_contact": _("The household closed its address to the donor again"),
    "agree_place": _("A place to hand it over was named"),
    "name_collector": _("Who fetches it was named"),
    "did_not_come": _("Nobody came with it; offered on: %(amount)s"),
    "block_donor": _("The household blocked a donor"),
    "unblock_donor": _("The household unblocked a donor"),
    "add_photo": _("A photo was added"),
    "remove_photo": _("A photo was removed"),
    "start": _("The donor set out: %(amount)s"),
    "running_late": _("The donor is running late, expected %(at)s: %(amount)s"),
    "reschedule": _("The donor comes at another time than planned: %(amount)s"),
    "deliver": _("Handed over, says the donor: %(amount)s"),
    "receive": _("Handed over, says a coordinator: %(amount)s"),
    "confirm": _("Received, says the household: %(amount)s"),
    "enter_code": _("Received, by the household's code: %(amount)s"),
    "wrong_code": _("A wrong receipt code was entered"),
    "dispute": _("The household says that it did not arrive: %(amount)s"),
    "settle_arrived": _("Settled: it arrived: %(amount)s"),
    "settle_lost": _("Settled: it did not arrive: %(amount)s"),
    "cancel": _("The promise was cancelled: %(amount)s"),
    "lose": _("Did not arrive: %(amount)s"),
    "complain": _("A complaint was made"),
    "close_complaint": _("The complaint was answered"),
}
BLOCKING = frozenset({"block_donor", "unblock_donor"})
# What its consignment did to it: the post speaks, not the donor.
IN_CONSIGNMENT: dict[str, str | Promise] = {
    "start": _("The consignment set out: %(amount)s"),
    "deliver": _("Handed out, says the post: %(amount)s"),
}
# Why something ended → what the pages say instead.
REASONS: dict[str, str | Promise] = {
    NOT_MOVING: _("Not on its way one hour before the meal; offered on: %(amount)s"),
    WEIGHED_AGAIN: _("Gandeng shared out anew and took the proposal back: %(amount)s"),
}


@dataclass(frozen=True)
class Line:
    """One event as told on a page: what, when, and by whom (empty where nobody is named)."""

    text: str
    at: datetime
    who: str | Promise


def told(event: Event, category: str) -> str:
    """The event in words; ``category`` is that of its request."""
    own = EVENTS.get(event.kind, event.kind)
    travels = "consignment" in event.facts
    phrase = str(IN_CONSIGNMENT.get(event.kind, own) if travels else own)
    phrase = str(REASONS.get(event.facts.get("reason", ""), phrase))
    quantity = event.facts.get("quantity")
    expected = event.facts.get("expected")
    said = phrase % {
        "amount": amount(quantity, category) if isinstance(quantity, int) else "",
        "at": moment(datetime.fromisoformat(expected)) if isinstance(expected, str) else "",
    }
    why = words.DECLINED.get(event.facts.get("why", ""))
    return f"{said} ({why})" if why else said


def history_of(request: Request, reader: Person) -> list[Line]:
    """The request's history, newest first, as a coordinator reads it. Three statements.

    Donors and coordinators are named; the household is not. A donor who holds an office reads
    nothing of being blocked.
    """
    told_to_all = Event.log.of_request(request.pk).exclude(kind__in=BETWEEN_THEM)
    events = [event for event in told_to_all if not is_hidden_from(event, reader)]
    actors = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    name_all(actors.values())
    return [
        Line(
            told(event, request.category),
            event.at,
            who(actors.get(event.actor_id or 0), request, reader),
        )
        for event in reversed(events)
    ]


def is_hidden_from(event: Event, reader: Person) -> bool:
    """Whom a household blocked is not told so, whatever office they hold."""
    return event.kind in BLOCKING and event.facts.get("donor") in reader.accounts


def who(actor: User | None, request: Request, reader: Person) -> str | Promise:
    if actor is None:
        return ""
    if actor.pk == reader.user_id:
        return _("you")
    if actor.pk == request.resident_id:
        return _("the household")
    return name_of(actor)
