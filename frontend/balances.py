"""Needs beside offers as the board shows them: in which order, and what they add up to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.categories import CATEGORIES
from aid.queries.balance import Balance, balances
from frontend.boards import child_code_length
from geo.models import Region
from people.person import Person

HARDEST = "gap"
# Columns by which rows are put in order: the largest worth in rupiah first.
QUANTITIES: dict[str, str | Promise] = {
    "gap": _("Out of reach"),
    "unmet": _("Open"),
    "asked": _("Asked"),
    "promised": _("Promised or arrived"),
    "there": _("Offered there"),
    "reaching": _("Can reach it"),
    "surplus": _("Surplus"),
}
NAMES: dict[str, str | Promise] = {"area": _("Area"), "aid": _("Aid")}
ORDERS = {**NAMES, **QUANTITIES}


@dataclass(frozen=True)
class Choice:
    """Which category, all where it is empty, and by which of ORDERS."""

    category: str = ""
    order: str = HARDEST

    def by(self, order: str) -> str:
        """The address's rest for the same rows in another order."""
        chosen = {"category": self.category, "sort": "" if order == HARDEST else order}
        return f"?{urlencode({name: value for name, value in chosen.items() if value})}"


@dataclass(frozen=True)
class Sum:
    """What all rows are worth, in rupiah."""

    unmet: int
    gap: int
    surplus: int


def choice_of(category: str, order: str) -> Choice:
    """What an address asks for; what makes no sense is as if it weren't said."""
    return Choice(category if category in CATEGORIES else "", order if order in ORDERS else HARDEST)


def rows_of(person: Person, region: Region, choice: Choice, now: datetime) -> list[Balance]:
    """Needs and offers one level below ``region``, in the order chosen; what is as large stands
    by what is open, then by code."""
    found = balances(person, region, child_code_length(region.level), choice.category, now)
    return sorted(found, key=order_of(choice.order))


def order_of(order: str) -> Callable[[Balance], tuple[object, ...]]:
    def by_area(row: Balance) -> tuple[object, ...]:
        return (row.region is None, row.region.name if row.region else "", place(row))

    def by_aid(row: Balance) -> tuple[object, ...]:
        return (list(CATEGORIES).index(row.category), -row.worth(HARDEST), place(row))

    def by_worth(row: Balance) -> tuple[object, ...]:
        return (-row.worth(order), -row.worth("unmet"), place(row))

    return {"area": by_area, "aid": by_aid}.get(order, by_worth)


def place(row: Balance) -> tuple[str, int]:
    return (row.region.pk if row.region else "~", list(CATEGORIES).index(row.category))


def sum_of(rows: Iterable[Balance]) -> Sum:
    listed = list(rows)
    return Sum(*(sum(row.worth(name) for row in listed) for name in ("unmet", "gap", "surplus")))
