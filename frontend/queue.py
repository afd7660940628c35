"""The queue of a board: the requests that wait there, chosen, in order, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from aid.errors import NotFound
from aid.models import Request
from aid.models.request import URGENCIES
from aid.queries import overdue, waiting
from aid.reference import ALPHABET, tidy_reference
from frontend.request_cards import RequestCard, request_cards
from geo.models import Region
from people.person import Person

ON_A_PAGE = 50
# What a script asks for at once when it looks again at what is on the screen.
IN_VIEW = 100
# Fewer letters of a reference find too much to be of use.
LEAST_LETTERS = 3
TO_CHECK, WITHOUT_DONOR = "", "without_donor"


@dataclass(frozen=True)
class Choice:
    """Which of the waiting requests somebody wants to see; all of them where nothing is said.

    ``stage``: those TO_CHECK, or checked and WITHOUT_DONOR. ``area``: the code of a region below
    the board's. ``age``: a band of ``aid.queries.waiting.BAND_DAYS``. ``late``: their check is
    overdue. ``letters``: of the reference.
    """

    stage: str = TO_CHECK
    urgency: str = ""
    area: str = ""
    age: str = ""
    vouches: str = ""
    late: str = ""
    letters: str = ""

    @property
    def query(self) -> str:
        """As the rest of an address, empty for everything."""
        chosen = {name: value for name, value in vars(self).items() if value}
        return urlencode(chosen)

    def but(self, **others: str) -> str:
        """The address's rest for the same choice but for ``others``; a question mark at least."""
        return f"?{replace(self, **others).query}"

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any((self.urgency, self.area, self.age, self.vouches, self.late, self.letters))


@dataclass(frozen=True)
class Page:
    """A run of cards; whether something comes before and after it."""

    cards: list[RequestCard]
    earlier: bool = False
    later: bool = False

    @property
    def tickable(self) -> bool:
        """Whether any of them can be checked together with others."""
        return any("verify" in card.verbs for card in self.cards)

    @property
    def first(self) -> str:
        return self.cards[0].request.reference if self.cards else ""

    @property
    def last(self) -> str:
        return self.cards[-1].request.reference if self.cards else ""


@dataclass(frozen=True)
class Counts:
    """How many wait in each stage, and how long those of the chosen one have waited."""

    to_check: int
    without_donor: int
    bands: Mapping[str, int] = field(default_factory=dict)


def choice_of(asked: Mapping[str, str], board: str) -> Choice:
    """What an address asks for; what makes no sense there is as if it weren't said."""
    area = asked.get("area", "")
    urgency, age = asked.get("urgency", ""), asked.get("age", "")
    letters = asked.get("letters", "").strip().upper().removeprefix("R-")
    usable = len(letters) >= LEAST_LETTERS and set(letters) <= set(ALPHABET)
    return Choice(
        stage=WITHOUT_DONOR if asked.get("stage") == WITHOUT_DONOR else TO_CHECK,
        urgency=urgency if urgency in {str(each) for each in URGENCIES} else "",
        area=area if area.startswith(f"{board}.") and "\0" not in area else "",
        age=age if age in waiting.BAND_DAYS else "",
        vouches="missing" if asked.get("vouches") == "missing" else "",
        late="1" if asked.get("late") == "1" else "",
        letters=letters if usable else "",
    )


def staged(person: Person, board: str, stage: str, now: datetime) -> QuerySet[Request]:
    """All that wait in a stage, in the region ``board`` as far as ``person`` may see them."""
    rows: QuerySet[Request] = Request.private.visible_to(person).within(board)
    if stage == WITHOUT_DONOR:
        return waiting.without_donor(rows, now)
    return waiting.to_check(rows)


def chosen(person: Person, board: str, choice: Choice, now: datetime) -> QuerySet[Request]:
    rows = staged(person, choice.area or board, choice.stage, now)
    if choice.urgency:
        rows = rows.filter(urgency=int(choice.urgency))
    if choice.age:
        rows = rows.filter(waiting.in_band(choice.age, now))
    if choice.letters:
        rows = rows.filter(reference__contains=choice.letters)
    if choice.late:
        rows = overdue.late(overdue.to_check(rows), now)
    return waiting.lacking_vouches(rows, person) if choice.vouches else rows


def page(person: Person, board: str, choice: Choice, *, after: str = "", before: str = "") -> Page:
    """The cards after, or before, the request of that reference; the first ones otherwise. Four
    statements at most."""
    rows = ordered(chosen(person, board, choice, timezone.now()))
    at = position(person, before or after)
    if at is None:
        found = list(rows[: ON_A_PAGE + 1])
        return Page(request_cards(person, found[:ON_A_PAGE]), False, len(found) > ON_A_PAGE)
    if before:
        found = list(rows.filter(waiting.preceding(at)).reverse()[: ON_A_PAGE + 1])
        cards = request_cards(person, found[:ON_A_PAGE][::-1])
        return Page(cards, len(found) > ON_A_PAGE, later=True)
    found = list(rows.filter(waiting.following(at))[: ON_A_PAGE + 1])
    return Page(request_cards(person, found[:ON_A_PAGE]), True, len(found) > ON_A_PAGE)


def between(person: Person, board: str, choice: Choice, *, first: str, last: str) -> Page:
    """The cards from one reference to another, both included; from the beginning where ``first``
    is empty, to the end where ``last`` is. At most IN_VIEW of them. Five statements at most.

    Raises NotFound where one of the two can't be seen (any more)."""
    rows = ordered(chosen(person, board, choice, timezone.now()))
    begin, end = position(person, first), position(person, last)
    if (first and begin is None) or (last and end is None):
        raise NotFound()
    if begin is not None:
        rows = rows.filter(waiting.following(begin, itself=True))
    if end is not None:
        rows = rows.filter(waiting.preceding(end, itself=True))
    found = list(rows[: IN_VIEW + 1])
    return Page(request_cards(person, found[:IN_VIEW]), bool(first), len(found) > IN_VIEW)


def ordered(rows: QuerySet[Request]) -> QuerySet[Request]:
    return rows.select_related("household", "region__parent__parent").order_by(*waiting.ORDER)


def position(person: Person, reference: str) -> waiting.Position | None:
    """Where the request stands or stood in the order, for whoever may see it."""
    tidy = tidy_reference(reference) if reference else ""
    return waiting.position_of(Request.private.visible_to(person), tidy) if tidy else None


def counts(person: Person, board: str, choice: Choice) -> Counts:
    """Three statements."""
    now = timezone.now()
    every_age = replace(choice, age="")
    return Counts(
        to_check=staged(person, board, TO_CHECK, now).count(),
        without_donor=staged(person, board, WITHOUT_DONOR, now).count(),
        bands=waiting.counted_by_band(chosen(person, board, every_age, now), now),
    )


def areas(region: Region) -> list[Region]:
    """The parts of a region that its queue can be narrowed to. One statement."""
    parts = Region.objects.filter(parent=region).select_related("parent")
    return list(parts.order_by("code"))
