"""NEEDS and OFFERS as a problem of the engine."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from matching.problem import NONE, Category, Floats, Ints, Needs, Offers, Problem
from matching.tool import cells
from matching.tool.faults import Fault, Refused, fault, shown
from matching.tool.places import MOST_FROM_CENTRE_M, Plane, plane_of
from matching.tool.tables import Table, read_table

NEEDS_COLUMNS = ("id", "lon", "lat", "category", "quantity", "priority")
NEEDS_MAY_HAVE = ("neighbourhood",)
OFFERS_COLUMNS = ("id", "lon", "lat", "category", "quantity", "radius_m")
# Nothing is farther apart in one plane; the engine need not look beyond.
LONGEST_WAY_M = 2.1 * MOST_FROM_CENTRE_M


@dataclass(frozen=True, slots=True)
class Style:
    """How NEEDS is written, and so MATCHES."""

    separator: str
    decimal: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """A problem of two files. need_rows, offer_rows: the row of each id, in the files' order."""

    problem: Problem
    plane: Plane
    need_rows: dict[str, int]
    offer_rows: dict[str, int]
    style: Style


@dataclass(frozen=True, slots=True)
class _Side:
    """What both files have: (rows,) each."""

    table: Table
    rows: dict[str, int]
    lon: Floats
    lat: Floats
    category: list[str]
    quantity: Ints


def read_inputs(needs_file: Path, offers_file: Path) -> Inputs:
    """Raises Refused with everything that is wrong with both files.

    Every category is counted in single units of value 1; needs with an empty neighbourhood count
    as one neighbourhood together.
    """
    faults: list[Fault] = []
    needs = _table(needs_file, NEEDS_COLUMNS, NEEDS_MAY_HAVE, faults)
    offers = _table(offers_file, OFFERS_COLUMNS, (), faults)
    needs_side = _side(needs, faults)
    priority = cells.wholes(needs, "priority", cells.PRIORITY, faults)
    neighbourhood = cells.optional_texts(needs, "neighbourhood", faults)
    offers_side = _side(offers, faults)
    radius_m = cells.numbers(offers, "radius_m", cells.RADIUS_M, faults)
    # Places and sums would tell of faults that come from other faults.
    if faults:
        raise Refused(faults)
    plane = _plane(needs_side, offers_side, faults)
    if faults:
        raise Refused(faults)
    at_need, at_offer = np.split(plane.point, [len(needs)])
    numbers, categories = _numbered(needs_side.category + offers_side.category)
    problem = Problem(
        categories=tuple(Category(name) for name in categories),
        needs=_needs(at_need, numbers[: len(needs)], needs_side.quantity, priority, neighbourhood),
        offers=_offers(at_offer, numbers[len(needs) :], offers_side.quantity, radius_m),
    )
    comma = needs.separator != "," and cells.has_decimal_comma(needs, ("lon", "lat"))
    style = Style(needs.separator, "," if comma else ".")
    return Inputs(problem, plane, needs_side.rows, offers_side.rows, style)


def _table(
    file: Path, needed: tuple[str, ...], optional: tuple[str, ...], faults: list[Fault]
) -> Table:
    """The table, empty where the file is refused as a whole."""
    try:
        table, wrong = read_table(file, needed, optional)
    except Refused as refused:
        faults += refused.faults
        return Table(file, ",", [], {name: [] for name in (*needed, *optional)})
    faults += wrong
    return table


def _side(table: Table, faults: list[Fault]) -> _Side:
    return _Side(
        table=table,
        rows=cells.ids(table, faults),
        lon=cells.numbers(table, "lon", cells.LON, faults),
        lat=cells.numbers(table, "lat", cells.LAT, faults),
        category=cells.texts(table, "category", faults),
        quantity=cells.wholes(table, "quantity", cells.QUANTITY, faults),
    )


def _plane(needs: _Side, offers: _Side, faults: list[Fault]) -> Plane:
    plane = plane_of(
        np.concatenate((needs.lon, offers.lon)), np.concatenate((needs.lat, offers.lat))
    )
    for place in np.flatnonzero(plane.too_far).tolist():
        of_offers = place >= len(needs.table)
        table, row = (offers if of_offers else needs).table, place - len(needs.table) * of_offers
        km = round(float(np.hypot(*plane.point[place])) / 1000)
        said = {"km": km, "most": MOST_FROM_CENTRE_M // 1000}
        faults.append(fault(table.file, table.lines[row], "lon, lat", "too-far-apart", **said))
    for side in (needs, offers):
        _check_totals(side, faults)
    return plane


def _check_totals(side: _Side, faults: list[Fault]) -> None:
    numbers, names = _numbered(side.category)
    total = np.zeros(len(names), dtype=np.int64)
    np.add.at(total, numbers, side.quantity)
    for name, units in zip(names, total.tolist(), strict=True):
        if units > cells.MOST_TOTAL:
            said = {"value": shown(name), "total": units, "most": cells.MOST_TOTAL}
            faults.append(fault(side.table.file, 0, "quantity", "total-too-large", **said))


def _numbered(texts: list[str]) -> tuple[Ints, list[str]]:
    """(rows,) the number of each text among the different ones, and those in their order."""
    names = sorted(set(texts))
    number = dict(zip(names, count(), strict=False))
    return np.array([number[text] for text in texts], dtype=np.int64), names


def _needs(
    point: Floats, category: Ints, quantity: Ints, priority: Ints, neighbourhood: list[str]
) -> Needs:
    group, names = _numbered(neighbourhood)
    if "" in names:
        # The empty text is the first in order, and none of the others.
        group = group - 1
    unknown = np.full(len(point), NONE)
    return Needs(
        id=np.arange(len(point)),
        point=point,
        shown_point=point,
        category=category,
        quantity=quantity,
        priority=priority,
        neighbourhood=group,
        urgency=unknown,
        waiting_days=unknown,
        put_first=np.zeros(len(point), dtype=np.int64),
    )


def _offers(point: Floats, category: Ints, quantity: Ints, radius_m: Floats) -> Offers:
    anywhere = np.full(len(point), NONE)
    return Offers(
        id=np.arange(len(point)),
        point=point,
        shown_point=point,
        category=category,
        quantity=quantity,
        radius_m=np.minimum(radius_m, LONGEST_WAY_M),
        target_from=anywhere,
        target_to=anywhere,
        exact=np.ones(len(point), dtype=np.int64),
    )
