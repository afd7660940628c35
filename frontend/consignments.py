"""Consignments as pages show them: numbers with their labels, times, and the buttons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aid import formats, rules
from aid.contents import in_words
from aid.events import NOT_MOVING
from aid.models import Consignment, Event, Handout, Match, Request
from aid.relations import consignment_relations, handout_relations
from aid.rules import ConsignmentStatus, Who
from aid.slots import SLOTS, slot_ends, slot_opens
from aid.standing import handout_verbs
from frontend import words
from people.person import Person
from people.private import with_names

K = ConsignmentStatus
WAY: dict[ConsignmentStatus, str | Promise] = {
    K.PLANNED: pgettext_lazy("step of a consignment", "Planned"),
    K.ON_THE_WAY: pgettext_lazy("step of a consignment", "On the way"),
    K.AT_POST: pgettext_lazy("step of a consignment", "At the post"),
    K.DISTRIBUTED: pgettext_lazy("step of a consignment", "Handed out"),
    K.CLOSED: pgettext_lazy("step of a consignment", "Closed"),
}
ANSWERS: dict[str, str | Promise] = {
    "complete": _("Got it all"),
    "part": _("Got a part"),
    "nothing": _("Got nothing"),
    "": _("No answer yet"),
}
# Consignments in one part of a board.
ON_BOARD = 50
AT_POST = (K.AT_POST, K.DISTRIBUTED, K.CLOSED)


@dataclass(frozen=True)
class Card:
    """One consignment, what the person is to it, and the verbs that they may do on it now."""

    consignment: Consignment
    relations: frozenset[Who]
    verbs: tuple[str, ...]

    @property
    def way(self) -> list[tuple[str | Promise, str]]:
        """The steps with "past", "now" or "" each; none after it ended elsewhere."""
        if self.consignment.status not in WAY:
            return []
        reached = list(WAY).index(ConsignmentStatus(self.consignment.status))
        return [
            (label, "past" if step < reached else "now" if step == reached else "")
            for step, label in enumerate(WAY.values())
        ]

    @property
    def at_post(self) -> bool:
        return self.consignment.status in AT_POST

    @property
    def numbers(self) -> list[tuple[str | Promise, int]]:
        """The figures that are true by now, each with its label."""
        consignment = self.consignment
        found: list[tuple[str | Promise, int]] = [
            (pgettext_lazy("figure of a consignment", "Planned"), consignment.quantity)
        ]
        if consignment.counted is not None:
            found += [
                (_("Counted at the post"), consignment.counted),
                (_("Handed out, says the post"), consignment.delivered),
                (_("Confirmed by the households"), consignment.confirmed),
                (_("Left at the post"), consignment.reserved),
            ]
        if consignment.lost:
            found.append((_("Never arrived"), consignment.lost))
        if consignment.cancelled:
            found.append((_("Taken back or moved on"), consignment.cancelled))
        return found

    @property
    def left(self) -> bool:
        """Whether something lies at the post that nobody was given."""
        return self.consignment.status in (K.AT_POST, K.DISTRIBUTED) and bool(
            self.consignment.reserved
        )

    @property
    def tomorrow(self) -> bool:
        """Whether it comes within a day and nobody said yet that somebody will be there."""
        consignment = self.consignment
        soon = consignment.day <= timezone.localdate() + timedelta(days=1)
        return consignment.status == K.PLANNED and soon and consignment.slot_confirmed_at is None

    @property
    def when(self) -> str:
        """``Jumat, 27 November 2026 · Sore (14.00–17.00)``."""
        language, day = get_language() or "id", self.consignment.day
        date = f"{formats.weekday(day, language)}, {formats.day(day, language)}"
        return f"{date} · {slot_label(self.consignment.slot)}"

    @property
    def contents(self) -> str:
        language = get_language() or "id"
        codes = self.consignment.contents
        return ", ".join(in_words(self.consignment.category, codes, language))


def card(person: Person, consignment: Consignment) -> Card:
    relations = consignment_relations(person, consignment)
    status = ConsignmentStatus(consignment.status)
    return Card(consignment, relations, rules.allowed("consignment", status, relations))


def late(consignment: Consignment) -> bool:
    """Whether it was cancelled since nobody had set out in time before its slot."""
    if consignment.status != K.CANCELLED:
        return False
    ids = Match.private.filter(consignment=consignment).values_list("pk", flat=True)
    return Event.log.filter(match_id__in=list(ids), facts__reason=NOT_MOVING).exists()


def delays_of(card: Card) -> list[tuple[str, str | Promise]]:
    """What its donor can say who is running late: later than planned, and by when all that it
    holds is still of use."""
    held = Match.private.unfinished().filter(consignment=card.consignment)
    until = held.aggregate(until=Min("request__until"))["until"]
    planned = slot_opens(card.consignment.day, card.consignment.slot)
    return words.delays(until, planned) if until is not None else []


def totals(cards: Iterable[Card]) -> list[tuple[str, int, int]]:
    """By category: how many units in how many consignments."""
    found: dict[str, list[int]] = {}
    for each in cards:
        found.setdefault(each.consignment.category, []).append(each.consignment.quantity)
    return [(category, sum(units), len(units)) for category, units in found.items()]


def answers_to(consignment: Consignment) -> list[tuple[str | Promise, int]]:
    """What the households say of the goods at the post, with how many say it."""
    counted = Handout.private.filter(consignment=consignment).households_by_answer()
    return [(label, counted[code]) for code, label in ANSWERS.items() if code in counted]


def board_cards(person: Person, code: str) -> dict[str, list[Card]]:
    """The consignments of a region for its board: "left" at the post, oldest first, "coming" by
    day, and the newest that are "done"."""
    rows = Consignment.private.visible_to(person).within(code)
    rows = rows.select_related("region__parent__parent")
    left = list(rows.left_at_posts().order_by("arrived_at", "pk")[:ON_BOARD])
    coming = rows.filter(status__in=(K.PLANNED, K.ON_THE_WAY)).order_by("day", "pk")[:ON_BOARD]
    done = rows.exclude(status__in=(K.PLANNED, K.ON_THE_WAY))
    done = done.exclude(pk__in=[each.pk for each in left]).order_by("-made_at", "-pk")[:ON_BOARD]
    groups: dict[str, Iterable[Consignment]] = {"left": left, "coming": coming, "done": done}
    return {
        name: [card(person, each) for each in with_names(found, lambda row: row.donor)]
        for name, found in groups.items()
    }


def slot_label(code: str) -> str:
    language, today = get_language() or "id", timezone.localdate()
    times = "–".join(
        formats.hour(moment(today, code), language) for moment in (slot_opens, slot_ends)
    )
    return f"{SLOTS[code].name.in_language(language)} ({times})"


def slot_times(category: str) -> list[tuple[str, str]]:
    """The slots in which goods of ``category`` may come, by code, with their times."""
    return [
        (code, slot_label(code))
        for code, slot in SLOTS.items()
        if slot.for_meals == (category == "meal")
    ]


@dataclass(frozen=True)
class HandoutCard:
    """One household's part by number and RT, and what the person may do on it. ``told_more``: who
    is vulnerable, and which request it is, are shown; not to a cadre."""

    handout: Handout
    verbs: tuple[str, ...]
    told_more: bool


def handout_cards(person: Person, consignment: Consignment, rt: int | None) -> list[HandoutCard]:
    """Who gets what, in the order of the list; of one ``rt``, or of all without it."""
    rows = Handout.private.of_consignment(consignment.pk).order_by("line__number", "pk")
    if rt is not None:
        rows = rows.filter(line__rt=rt)
    return [handout_card(person, each) for each in rows]


def handout_card(person: Person, handout: Handout) -> HandoutCard:
    told_more = {Who.RESIDENT, Who.COORDINATOR} & handout_relations(person, handout)
    return HandoutCard(handout, handout_verbs(person, handout, timezone.now()), bool(told_more))


def parts_of(person: Person, request: Request) -> list[HandoutCard]:
    """What lies, or lay, at a post for the household's own ``request``."""
    rows = Handout.private.visible_to(person).filter(request=request, line=None).order_by("pk")
    return [handout_card(person, each) for each in rows]
