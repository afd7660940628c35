"""Charts as pages hold them: tables of numbers, out of which a script draws lines.

Without a script the table is what there is; the script reads nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.queries.over_time import Day
from aid.queries.waits import Week

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One line: ``name`` is its look in styles/parts/charts.css."""

    name: str
    label: Words


@dataclass(frozen=True)
class Cell:
    """One number: where it is drawn (None for nowhere), and as a reader reads it."""

    drawn: float | None
    told: float | timedelta | None


@dataclass(frozen=True)
class Row:
    """The numbers of one day, or of the week from it on."""

    day: date
    cells: tuple[Cell, ...]

    @property
    def seconds(self) -> int:
        """The day as a moment that a script counts in: its midnight, as if of UTC."""
        return int(datetime.combine(self.day, time(), UTC).timestamp())


@dataclass(frozen=True)
class Chart:
    """``unit``: "rupiah", "days", or the code of a category. ``about``: what a row is of."""

    name: str
    title: Words
    about: Words
    unit: str
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]

    @property
    def empty(self) -> bool:
        # No time at all is one, unlike no quantity.
        return all(cell.told in (None, 0) for row in self.rows for cell in row.cells)

    @property
    def newest_first(self) -> Sequence[Row]:
        return self.rows[::-1]


GROWTH = (
    Line("confirmed", _("received")),
    Line("promised", _("promised, arrived or not")),
    Line("asked", _("asked")),
)
WAITS = (
    Line("half", _("half waited no longer than")),
    Line("most", _("nine of ten waited no longer than")),
)


def growth(days: Sequence[Day], category: str = "") -> Chart:
    """How what was asked, promised and confirmed grew."""
    rows = tuple(
        Row(each.day, tuple(Cell(value, value) for value in values))
        for each in days
        for values in [tuple(getattr(each, line.name) for line in GROWTH)]
    )
    title = _("Asked, promised, received")
    unit = category if category and category != "cash" else "rupiah"
    return Chart("growth", title, _("By the end of"), unit, GROWTH, rows)


def until_confirmed(weeks: Sequence[Week]) -> Chart:
    """How long it took until recipients said that it came."""
    rows = tuple(
        Row(each.monday, (Cell(in_days(each.half), each.half), Cell(in_days(each.most), each.most)))
        for each in weeks
    )
    title = _("From asking until it came")
    return Chart("until-confirmed", title, _("Week from"), "days", WAITS, rows)


def in_days(lasted: timedelta | None) -> float | None:
    return None if lasted is None else round(lasted / timedelta(days=1), 2)
