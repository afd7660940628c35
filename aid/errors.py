"""What can go wrong, each with a stable code and a sentence in the reader's language."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Message = str | Promise


def filled(text: Message, facts: Mapping[str, Any]) -> Message:
    """``text`` with ``facts`` in its braces, in the language of whoever reads it."""
    return format_lazy(text, **facts) if facts else text  # type: ignore[arg-type]


class AidError(Exception):
    """Base of all refusals. ``code`` is stable; ``message`` is for the person who reads it."""

    code: ClassVar[str] = "error"
    text: ClassVar[Message] = _("Something went wrong.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    @property
    def message(self) -> Message:
        return filled(self.text, self.facts)


class NotFound(AidError):
    """There is no such thing, or the person may not know of it."""

    code = "not_found"
    text = _("We can't find this page. Perhaps it has ended, or you need to sign in.")


class NotAllowed(AidError):
    code = "not_allowed"
    text = _("You can't do this. It is for somebody else to do.")


class SignInNeeded(AidError):
    code = "sign_in_needed"
    text = _("Please sign in first.")


class WrongState(AidError):
    code = "wrong_state"
    text = _("This can't be done now. Somebody may have changed it a moment ago.")


class MovedByConsignment(WrongState):
    """The match travels in a consignment and moves only with it."""

    code = "moved_by_consignment"
    text = _("This travels as part of a consignment: please do it there.")


class NothingLeft(AidError):
    """``available``: how much could still be promised, in the category's unit."""

    code = "nothing_left"
    text = _("Somebody else was quicker: nothing is left to promise here.")


class TooMuch(AidError):
    code = "more_than_needed"
    text = _("That is more than is needed here. Still open: {available}.")


class TooManyPledges(AidError):
    code = "too_many_pledges"
    text = _(
        "You hold {most} promises that are not delivered yet. Please deliver one first, or ask "
        "your kelurahan to verify your account."
    )


class TooManyOffers(AidError):
    code = "too_many_offers"
    text = _(
        "You have {most} open offers already. Please withdraw one first, or ask your kelurahan to "
        "verify your account."
    )


class KnownDonorsOnly(AidError):
    """A promise to all households of an RW would tell who asks there."""

    code = "known_donors_only"
    text = _(
        "Only donors whom the city knows can promise to all households of an RW. Please choose a "
        "household, or ask your kelurahan to verify your account."
    )


class OfferExpired(AidError):
    code = "offer_expired"
    text = _("This offer has expired.")


class RequestExpired(AidError):
    code = "request_expired"
    text = _("This request has expired.")


class SomethingOnTheWay(AidError):
    code = "something_on_the_way"
    text = _("Aid is already on its way. Please wait for it, or say afterwards that it's enough.")


class WrongCode(AidError):
    """``left``: how many attempts remain."""

    code = "wrong_code"
    text = _("This code isn't right. Attempts left: {left}.")


class CodeLocked(AidError):
    code = "code_locked"
    text = _(
        "Too many wrong codes. The household can still confirm on its own page, or ask the "
        "coordinator."
    )


class LinkLocked(AidError):
    code = "link_locked"
    text = _("Too many wrong codes: this link is locked. A coordinator can give you a new one.")


class ContactNotAgreed(AidError):
    code = "contact_not_agreed"
    text = _("The household hasn't agreed to share its address with you. Use the RW post.")


class ContactClosed(AidError):
    code = "contact_closed"
    text = _("This delivery is over: the address is closed again.")


class TooManyMessages(AidError):
    code = "too_many_messages"
    text = _("That is a lot at once. Please wait a while before you write again.")


class TooManyPhotos(AidError):
    """``most``: how many photos one delivery holds."""

    code = "too_many_photos"
    text = _("There are {most} photos already. Remove one first.")


class AlreadyAsked(AidError):
    code = "already_asked"
    text = _("You have an open request for this already.")


class Invalid(AidError):
    """Bad input: ``problems`` holds one AidProblem per field that is wrong."""

    code = "invalid"
    text = _("Please check what you entered.")

    def __init__(self, problems: Mapping[str, "Problem"]) -> None:
        super().__init__()
        self.problems = dict(problems)

    @property
    def message(self) -> Message:
        return self.text


class Problem:
    """What is wrong with one field; ``code`` is stable."""

    def __init__(self, code: str, message: Message) -> None:
        self.code = code
        self.message = message


# Messages for single fields; {…} are filled where the problem is found.
PROBLEMS: dict[str, Message] = {
    "required": _("This is needed."),
    "unknown_category": _("We don't know this kind of aid."),
    "unknown_region": _("We don't know this place. Please choose it from the list."),
    "region_too_wide": _("Please choose a kelurahan or an RW."),
    "quantity_not_a_number": _("Please enter a whole number."),
    "quantity_too_small": _("Please enter at least {least}."),
    "quantity_too_large": _("That is too much for one entry. At most {most}."),
    "quantity_step": _("Please enter a multiple of {step}."),
    "too_long": _("This text is too long. At most {most} characters."),
    "bad_characters": _("This text holds characters that we can't keep."),
    "phone_invalid": _("This doesn't look like a phone number. Example: 0812 3456 7890."),
    "people_out_of_range": _("Please enter a number of people between 1 and {most}."),
    "urgency_unknown": _("Please choose one of the answers."),
    "until_past": _("This day has passed already."),
    "until_too_far": _("Please choose a day within {days} days."),
    "radius_out_of_range": _("Please enter a distance between {least} and {most} km."),
    "handover_unknown": _("Please choose delivery or pick-up."),
    "household_not_asked": _("Please ask the household first, and say here that it agrees."),
    "neighbourhood_needed": _("Please choose an RW or a kampung."),
    "id_number_invalid": _("The id number (NIK) has 16 digits."),
    "consent_missing": _("We need your consent to keep your details for this request."),
    "complaint_unknown": _("Please choose what went wrong."),
    "message_unknown": _("We can't find this message any more."),
    "photo_empty": _("Please choose a photo."),
    "photo_too_large": _("This photo is too large. At most {most} MB."),
    "photo_too_many_pixels": _("This photo has too many pixels. Please choose a smaller one."),
    "photo_kind_unknown": _("This is no photo that we can use. Please choose a JPEG, PNG or WebP."),
    "photo_broken": _("This photo is damaged or incomplete. Please take it again."),
    "date_invalid": _("This isn't a date."),
}


def problem(code: str, **facts: Any) -> Problem:
    text = PROBLEMS[code]
    return Problem(code, filled(text, facts))
