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


class PlannedAsOne(WrongState):
    """The match serves a list: its donor says yes by planning a consignment."""

    code = "planned_as_one"
    text = _("This is for a whole RW: say yes by planning the consignment.")


class HandedOutAlready(WrongState):
    code = "handed_out_already"
    text = _("Some of it was handed out already. Dividing is possible before that only.")


class NothingToDivide(WrongState):
    code = "nothing_to_divide"
    text = _("There is enough for every household on the list: nothing needs to be divided.")


class StillAwaited(WrongState):
    """The household may come until the slot of the consignment has ended, and for
    AWAITED_AT_POST after the goods came."""

    code = "still_awaited"
    text = _(
        "The household can still come: please wait until the time of this consignment is over, "
        "and at least an hour after the goods came."
    )


class StillAtPost(WrongState):
    """``left``: how many units nobody was given yet."""

    code = "still_at_post"
    text = _("{left} still lie at the post. Hand them out or move them on first.")


class NothingLeft(AidError):
    """``available``: how much could still be promised, in the category's unit."""

    code = "nothing_left"
    text = _(
        "Somebody else was quicker: nothing is left to promise here. Please choose another place."
    )


class TooMuch(AidError):
    code = "more_than_needed"
    text = _("That is more than is needed here. Still open: {available}.")


class MoreThanOffered(AidError):
    """``available``: how much of the offer is set aside for nobody."""

    code = "more_than_offered"
    text = _("This offer has less left: {available}.")


class OnlyWhole(AidError):
    """``available``: how much is still open; less of it is of no use."""

    code = "only_whole"
    text = _("This household can use it only all at once. Still open: {available}.")


class OthersAskForMore(AidError):
    """Whoever asks there can use it only all at once, and asks for more."""

    code = "others_ask_for_more"
    text = _("Whoever asks here needs more than that at once. Promise more, or publish an offer.")


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


class VouchesMissing(AidError):
    """``missing``: how many vouches of neighbours a request still needs before its RW checks it."""

    code = "vouches_missing"
    text = _(
        "This household has no Jakarta ID or is not known to its RT. Vouches still missing: "
        "{missing}, or one of a cadre. The kelurahan may check it without."
    )


class VouchedAlready(AidError):
    code = "vouched_already"
    text = _("You have vouched for this household already.")


class NoVouchNeeded(WrongState):
    code = "no_vouch_needed"
    text = _("Nobody needs to vouch for this request.")


class NothingToFetch(AidError):
    code = "nothing_to_fetch"
    text = _("The donor brings this: nobody needs to fetch it.")


class AlreadyAsked(AidError):
    code = "already_asked"
    text = _("You have an open request for this already. Follow or correct it on its own page.")


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
    "quantity_below_promised": _(
        "So much is promised already: {promised}. Please enter at least that."
    ),
    "quantity_step": _("Please enter a multiple of {step}."),
    "least_out_of_range": _("Please enter a part of what you offer, at most {most}."),
    "most_open_out_of_range": _("Please enter a number from 1 to {most}, or leave it empty."),
    "too_long": _("This text is too long. At most {most} characters."),
    "bad_characters": _("This text holds characters that we can't keep."),
    "phone_invalid": _("This doesn't look like a phone number. Example: 0812 3456 7890."),
    "people_out_of_range": _("Please enter a number of people between 1 and {most}."),
    "urgency_unknown": _("Please choose one of the answers."),
    "until_past": _("This day has passed already. Please choose another."),
    "kind_unknown": _("Please choose what kind of institution it is."),
    "time_invalid": _("Please enter a time such as 08:00."),
    "lane_unknown": _("Please choose what gets through the lane."),
    "slot_unknown": _("Please choose one of the times of day."),
    "slot_for_meals_only": _("A time of day is for meals only."),
    "slot_past": _("This time has passed already. Please choose a later day."),
    "after_the_holiday": _("This is for Idulfitri: please choose {last} or an earlier day."),
    "until_too_far": _("Please choose a day within {days} days."),
    "why_unknown": _("Please choose one of the reasons, or none."),
    "delay_unknown": _("Please choose about when you will be there."),
    "delay_too_short": _(
        "That is no later than planned. If you come earlier, or on another day, please change the "
        "plan."
    ),
    "delay_too_long": _(
        "By then it is of no use any more. Please take your promise back, so that somebody else "
        "can bring it."
    ),
    "radius_out_of_range": _("Please enter a distance between {least} and {most} km."),
    "handover_unknown": _("Please choose delivery or pick-up."),
    "household_not_asked": _("Please ask the household first, and say here that it agrees."),
    "neighbourhood_needed": _("Please choose an RW or a kampung."),
    "id_number_invalid": _("The id number (NIK) has 16 digits."),
    "consent_missing": _("We need your consent to keep your details for this request."),
    "yes_or_no": _("Please answer yes or no."),
    "complaint_unknown": _("Please choose what went wrong."),
    "message_unknown": _("We can't find this message any more."),
    "photo_empty": _("Please choose a photo."),
    "photo_too_large": _("This photo is too large. At most {most} MB."),
    "photo_too_many_pixels": _("This photo has too many pixels. Please choose a smaller one."),
    "photo_kind_unknown": _("This file is no photo we can use. Please choose a JPEG, PNG or WebP."),
    "photo_waits": _("Many photos are coming in just now. Please send it again in a moment."),
    "photo_broken": _("This photo is damaged or incomplete. Please take it again."),
    "date_invalid": _("This isn't a date. Write it like 2026-11-27."),
    "day_unsuited": _("Nothing that you promised here is due on this day and at this time."),
    "slot_over": _("This time of the day is over. Please choose a later one."),
    "vehicle_unknown": _("Please choose how it comes."),
    "lane_too_narrow": _("This vehicle doesn't get through the lane there. What fits: {fits}."),
    "post_unknown": _("We don't know this post there. Please choose one from the list."),
    "contents_unknown": _("Please tick only what is on the list."),
    "statement_missing": _("Please state that this holds for what you bring."),
    "more_than_planned": _("{planned} were planned. What came on top needs a promise of its own."),
    "answer_unknown": _("Please choose: complete, a part, or nothing."),
    "file_empty": _("This file is empty."),
    "file_too_large": _("This file is too large. At most {most} MB."),
    "file_kind_unknown": _("We can't read this kind of file. Please save it as XLSX or CSV."),
    "file_old_format": _(
        "This file is in Excel's old format (XLS). Please open it and save it as XLSX."
    ),
    "file_encrypted": _("This file has a password. Please save it without one."),
    "file_broken": _("This file is damaged or incomplete. Please save it again."),
    "file_expands": _(
        "This file holds far more than a list. Please copy only the list into a new file."
    ),
    "file_no_headings": _(
        "We can't find the headings on the first sheet. Please use those of the template."
    ),
    "file_columns_missing": _("These columns are missing: {columns}."),
    "file_column_twice": _("The column {column} is there twice. Please keep one."),
    "file_no_lines": _("There are no lines below the headings."),
    "file_too_many_rows": _("That is too much for one file. At most {most} lines."),
    "formula": _("Please enter what is meant, not a formula."),
    "error_cell": _("This cell holds an error of the spreadsheet. Please enter the value."),
    "date_in_cell": _(
        "The spreadsheet has made a date of this. Please format the cell as text and enter it "
        "again."
    ),
    "flag_in_cell": _("This cell holds true or false, which doesn't belong here."),
    "quote_open": _("A quotation mark stays open here, so that lines run into each other."),
    "wrong_encoding": _(
        "This text was saved in the wrong encoding. Please enter it again, or save the file as "
        "XLSX or as CSV UTF-8."
    ),
    "digits_lost": _(
        "The spreadsheet may have lost digits of this number. Please format the cell as text and "
        "enter it again."
    ),
    "name_no_letters": _("This is no name. Are the columns in their places?"),
    "rt_invalid": _("Please enter the RT's number, 1 to 999."),
    "rt_elsewhere": _("By this list the RW's last RT is RT {last}."),
    "lines_beyond_rt": _("There are lines of RT {rt} already."),
    "rw_invalid": _("Please enter the RW's number, or leave it empty."),
    "rw_elsewhere": _("This list is of RW {rw}."),
    "vulnerable_unknown": _("Please enter yes (ya) or no (tidak)."),
    "id_number_twice": _("This NIK is in row {row} already."),
    "line_listed": _("This household is on the list already."),
    "line_of_another": _("Somebody else wrote this household's line. Ask the RW."),
    "line_ambiguous": _("Several lines have this name in this RT. Please add the NIK."),
    "day_past": _("This day has passed already. Please choose another."),
    "day_to_come": _("This day is still to come. Please choose today or earlier."),
    "portions_out_of_range": _("Please enter a number from 1 to {most}."),
    "scopes_unknown": _("Please choose what the program may do."),
    "days_out_of_range": _("Please enter a number of days from 1 to {most}."),
    "name_taken": _("There is a token of this name already. Please choose another name."),
    "line_twice": _(
        "The same name in the same RT is in row {row} already. If these are two households, add "
        "their NIK or what they are called."
    ),
}


def problem(code: str, **facts: Any) -> Problem:
    text = PROBLEMS[code]
    return Problem(code, filled(text, facts))
