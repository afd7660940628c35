"""What somebody answered in the form for asking, to be read again before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.actions.requests import Checked
from aid.slots import SLOTS, slot_ends
from frontend import words
from frontend.forms import Form
from frontend.templatetags.gandeng import amount, category_name, clock, last_day, people, said
from people.consent import PURPOSES

WHO = {
    "self": _("My own household"),
    "other": _("Somebody else; I am helping them to ask"),
}
TICKED = {
    "vulnerable": _(
        "There is a baby, an old or sick person, somebody pregnant or with a disability"
    ),
    "no_local_id": _("No Jakarta ID yet, or not known to the RT"),
    "not_through_rw": _("Not through my RT/RW"),
    "whole": _("Only useful all at once"),
}


@dataclass(frozen=True)
class Fact:
    """One line: what was asked, and what was answered."""

    label: str | Promise
    value: str | Promise


def facts_of(form: Form, checked: Checked) -> list[Fact]:
    """All that ``form`` says, in its order, as it was understood."""
    return [*need_of(form, checked), *place_of(form, checked), *contact_of(form, checked)]


def need_of(form: Form, checked: Checked) -> Iterator[Fact]:
    clean, who = checked.clean, form.value("who")
    yield Fact(_("What is needed"), category_name(clean.category.code))
    yield Fact(_("How much"), amount(clean.quantity, clean.category.code))
    yield Fact(_("For whom"), WHO.get(who) or words.KINDS[checked.kind])
    yield Fact(_("How many people"), people(checked.people))
    if clean.slot:
        day = timezone.localdate(clean.until)
        when = f"{said(SLOTS[clean.slot].name)}, {clock(slot_ends(day, clean.slot))}"
        yield Fact(_("When it is eaten"), when)
    if form.value("until") and clean.category.per_person:
        yield Fact(_("On which day"), last_day(clean.until))
    yield Fact(_("Food"), words.URGENCIES[clean.urgency])
    yield from (Fact("", text) for name, text in TICKED.items() if form.checked(name))


def place_of(form: Form, checked: Checked) -> Iterator[Fact]:
    yield Fact(_("Kelurahan"), form.value("kelurahan"))
    if checked.details.address:
        yield Fact("RT/RW", checked.details.address)
    if checked.details.landmark:
        yield Fact(_("House or landmark"), checked.details.landmark)
    if checked.clean.point is not None:
        yield Fact(_("Exact place"), _("noted from the phone"))


def contact_of(form: Form, checked: Checked) -> Iterator[Fact]:
    details = checked.details
    yield Fact(_("Name"), details.name)
    yield Fact(_("Phone or WhatsApp number"), form.value("phone") or _("none"))
    if checked.id_number:
        yield Fact(_("Id number (NIK)"), checked.id_number)
    if details.account:
        yield Fact(_("Account for money"), details.account)
    if form.checked("messages_consent"):
        yield Fact("", PURPOSES["messages"].text)
    yield Fact("", PURPOSES["aid"].text)
