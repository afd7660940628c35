"""The pages' words for statuses and places."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aid.delays import BEGINNING, in_time
from geo.codes import Level, level_of
from geo.models import Region

# Status → words and tone ("": neutral, "go", "warn", "bad").
STATUSES: dict[str, dict[str, tuple[str | Promise, str]]] = {
    "request": {
        "submitted": (_("Sent, not checked yet"), ""),
        "verified": (_("Checked; aid is not certain yet"), "go"),
        "listed": (_("On the list of the RW"), "go"),
        "fulfilled": (_("All handed over"), "go"),
        "refused": (_("Not accepted"), "bad"),
        "withdrawn": (_("Withdrawn"), ""),
        "expired": (_("Time has run out"), "warn"),
        "enough": (_("Enough received"), "go"),
    },
    "match": {
        "proposed": (_("Proposed"), ""),
        "accepted": (_("Promised by the donor"), "go"),
        "on_the_way": (_("On the way"), "go"),
        "delivered": (_("Handed over, not confirmed yet"), "warn"),
        "confirmed": (_("Received by the household"), "go"),
        "disputed": (_("Said not to have arrived"), "bad"),
        "declined": (_("Declined"), ""),
        "lapsed": (_("Not answered in time"), ""),
        "taken_back": (_("Withdrawn by Gandeng: shared out anew"), ""),
        "cancelled": (_("Cancelled"), ""),
        "lost": (_("Did not arrive"), "bad"),
    },
    "handout": {
        "due": (_("To be fetched"), ""),
        "given": (_("Handed out, says the post"), "warn"),
        "confirmed": (_("Received by the household"), "go"),
        "disputed": (_("Said not to have arrived"), "bad"),
        "did_not_come": (_("Nobody came for it"), ""),
        "lost": (_("Did not arrive"), "bad"),
    },
    "consignment": {
        "planned": (pgettext_lazy("consignment", "Planned"), ""),
        "on_the_way": (_("On the way"), "go"),
        "at_post": (_("At the post, not handed out yet"), "warn"),
        "distributed": (pgettext_lazy("consignment", "Handed out"), "go"),
        "closed": (pgettext_lazy("consignment", "Closed"), ""),
        "cancelled": (_("Cancelled"), ""),
        "lost": (_("Did not arrive"), "bad"),
    },
    "round": {
        "waiting": (pgettext_lazy("round", "Waits"), ""),
        "running": (pgettext_lazy("round", "Running"), "go"),
        "writing": (pgettext_lazy("round", "Running"), "go"),
        "done": (pgettext_lazy("round", "Done"), "go"),
        "failed": (pgettext_lazy("round", "Failed"), "bad"),
        "cancelled": (pgettext_lazy("round", "Called off"), ""),
    },
    "offer": {
        "open": (pgettext_lazy("offer", "Open"), "go"),
        "withdrawn": (_("Withdrawn"), ""),
        "expired": (_("Time has run out"), ""),
    },
    "list": {
        "draft": (_("Being written"), ""),
        "compiled": (_("With the kelurahan"), "warn"),
        "verified": (_("Checked by the kelurahan"), "go"),
        "closed": (pgettext_lazy("list", "Closed"), ""),
    },
    "complaint": {
        "open": (pgettext_lazy("complaint", "Not answered yet"), "warn"),
        "closed": (_("Answered"), ""),
    },
}

# What is said to whoever answered whether somebody wanted money.
PAYMENT_NOTED: dict[str, str | Promise] = {
    "no": _("Thank you. It helps to know that nobody asked for money."),
    "yes": _("Noted as a complaint. The kecamatan reads it; RT, RW and kelurahan don't."),
}
COMPLAINTS: dict[str, str | Promise] = {
    "asked_to_pay": _("I was asked to pay"),
    "never_came": _("It never came"),
    "not_as_described": _("It was not as described"),
    "harassment": _("I was harassed or insulted"),
    "not_safe": _("I don't feel safe"),
}

# What a category is, in a few words below its name on the form.
HINTS: dict[str, str | Promise] = {
    "sembako": _("rice, oil, eggs for a week"),
    "meal": _("cooked, for one day"),
    "lebaran": _("once, for Idulfitri"),
    "thr": _("cash for Idulfitri"),
    "cash": _("for what is most urgent"),
    "hygiene": _("soap, toothpaste, pads"),
    "baby": _("nappies, porridge"),
}

# Institutions that ask, by the kind of their household.
KINDS: dict[str, str | Promise] = {
    "orphanage": _("Orphanage (panti asuhan)"),
    "boarding_school": _("Islamic boarding school (pesantren)"),
    "care_home": _("Home for the elderly (panti jompo)"),
    "flats": _("Public flats (rusun)"),
    "shelter": _("Shelter (pengungsian)"),
    "other": pgettext_lazy("institution", "Other"),
}

POST_KINDS: dict[str, str | Promise] = {
    "rw_post": _("RW post"),
    "posko": _("Posko"),
    "institution": _("Institution's gate"),
}

# About when somebody comes who is running late, by the answers of ``aid.delays``.
DELAYS: dict[str, str | Promise] = {
    "half_hour": _("in about half an hour"),
    "hour": _("in about an hour"),
    "two_hours": _("in about two hours"),
    "half_day": _("in about five hours"),
    "day": _("tomorrow, at about this time"),
}

# Why a donor declines, by the answers of ``aid.declining``.
DECLINED: dict[str, str | Promise] = {
    "too_far": _("too far"),
    "not_then": _("not at that time"),
    "no_vehicle": _("no vehicle"),
    "given_away": _("already given away"),
    "other": pgettext_lazy("why a donor declines", "another reason"),
}

URGENCIES: dict[int, str | Promise] = {
    0: _("No food today"),
    1: _("Food today, none tomorrow"),
    2: _("Enough for a few days"),
}


def delays(until: datetime, after: datetime = BEGINNING) -> list[tuple[str, str | Promise]]:
    """What somebody who is running late can say of what is awaited ``after`` then, and of use
    until ``until``."""
    return [(about, DELAYS[about]) for about in in_time(timezone.now(), until, after)]


def status(of: str, code: str) -> str:
    return str(STATUSES[of][code][0])


def tone(of: str, code: str) -> str:
    return STATUSES[of][code][1]


def place(region: Region) -> str:
    """``RW 012, Kapuk, Cengkareng``: a region and what it lies in, up to the kecamatan."""
    names = [region.public_name]
    # The code of what lies above tells its level before its row is read.
    while level_of(region.parent_id or "") in (Level.KELURAHAN, Level.KECAMATAN) and region.parent:
        region = region.parent
        names.append(region.public_name)
    return ", ".join(names)
