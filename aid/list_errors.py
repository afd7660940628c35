"""What can go wrong with neighbourhoods' lists."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from aid.errors import AidError, Message, NotAllowed, filled

if TYPE_CHECKING:
    from aid.spreadsheets.lines import RowError


class RowsRefused(AidError):
    """Nothing of a file was taken over: ``errors`` say why, by row and column; ``left_off`` are
    not told. ``total``: rows that were meant as households."""

    code = "rows_refused"
    text = _("Nothing was taken over. Please correct the file and send it again.")

    def __init__(self, errors: Sequence["RowError"], left_off: int, total: int) -> None:
        super().__init__(errors=len(errors) + left_off, rows=total)
        self.errors = tuple(errors)
        self.left_off = left_off
        self.total = total

    @property
    def message(self) -> Message:
        return self.text


class ListInTheMaking(AidError):
    """``reference``: of the list that is not verified yet."""

    code = "list_in_the_making"
    text = _("There is a list for this kind of aid already: {reference}. Finish or close it first.")


class ListEmpty(AidError):
    code = "list_empty"
    text = _("There are no lines on this list yet. Add households first.")


class ListPast(AidError):
    code = "list_past"
    text = _("The days of this list have passed. Please close it and make a new one.")


class ListOverlaps(AidError):
    """``reference``: of the verified list whose portions are not over by then."""

    code = "list_overlaps"
    text = _("The list {reference} serves the same days. Close it first, or choose later days.")


class WroteLines(NotAllowed):
    """Whoever wrote lines of a list doesn't check it as well."""

    code = "wrote_lines"
    text = _("You wrote lines of this list yourself. Somebody else checks it.")


class NumberStands(AidError):
    """``reference``: of what the neighbourhood asked as a mere number, which would count twice."""

    code = "number_stands"
    text = _(
        "The RW asked for the same as a number already ({reference}). Refuse or withdraw that "
        "first; it would count twice."
    )


class LinesElsewhere(AidError):
    """``lines``: numbers of the lines whose households stand on another list too."""

    code = "lines_elsewhere"
    text = _("Some households are already on another list. Lines: {lines}.")

    @property
    def message(self) -> Message:
        return filled(self.text, {"lines": ", ".join(map(str, self.facts["lines"]))})
