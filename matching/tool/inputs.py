"""NEEDS and OFFERS as a problem of the engine."""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from matching.problem import NONE, Category, Floats, Ints, Needs, Offers, Problem
from matching.tool import cells
from matching.tool.faults import Fault, Refused, fault, shown
from matching.tool.places import MOST_FROM_CENTRE_M, Plane, plane_of
from matching.tool.tables import Table, read_table

NEEDS_COLUMNS = ("id", "lon", "lat", "category", "quantity", "priority")
NEEDS_MAY_HAVE = ("neighbourhood", "least")
OFFERS_COLUMNS = ("id", "lon", "lat", "category", "quantity", "radius_m")
OFFERS_MAY_HAVE = ("least", "donor", "donor_most")
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
    as one neighbourhood together. Of different numbers for one donor the smallest counts.
    """
    faults: list[Fault] = []
    needs = _table(needs_file, NEEDS_COLUMNS, NEEDS_MAY_HAVE, faults)
    offers = _table(offers_file, OFFERS_COLUMNS, OFFERS_MAY_HAVE, faults)
    needs_side = _side(needs, faults)
    priority = cells.wholes(needs, "priority", cells.PRIORITY, faults)
    neighbourhood = cells.optional_texts(needs, "neighbourhood", faults)
    worth_bringing = _least(needs, needs_side.quantity, faults)
    offers_side = _side(offers, faults)
    radius_m = cells.numbers(offers, "radius_m", cells.RADIUS_M, faults)
    wishes = _wishes(offers, faults)
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
        needs=replace(
            _needs(at_need, numbers[: len(needs)], needs_side.quantity, priority, neighbourhood),
            least=worth_bringing,
        ),
        offers=replace(
            _offers(at_offer, numbers[len(needs) :], offers_side.quantity, radius_m),
            least=wishes.least,
            donor=wishes.donor,
        ),
        most_proposals=wishes.most_proposals,
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


@dataclass(frozen=True, slots=True)
class _Wishes:
    """Of offers: the smallest part worth a trip and a number per donor, (rows,) each; and the
    donors who take so many proposals at most, as in `Problem`."""

    least: Ints
    donor: Ints
    most_proposals: Ints


def _least(needs: Table, quantity: Ints, faults: list[Fault]) -> Ints:
    least = cells.optional_wholes(needs, "least", cells.QUANTITY, faults, empty=1)
    for row in np.flatnonzero(least > quantity).tolist():
        said = {"value": shown(str(least[row])), "most": quantity[row]}
        faults.append(fault(needs.file, needs.lines[row], "least", "too-large", **said))
    return least


def _wishes(offers: Table, faults: list[Fault]) -> _Wishes:
    names = cells.optional_texts(offers, "donor", faults)
    most = cells.optional_wholes(offers, "donor_most", cells.QUANTITY, faults, empty=NONE)
    least = cells.optional_wholes(offers, "least", cells.QUANTITY, faults, empty=1)
    donor, known = _numbered(names)
    if "" in known:
        # The empty text is the first in order, and no donor.
        donor = donor - 1
    for row in np.flatnonzero((most != NONE) & (donor == NONE)).tolist():
        faults.append(fault(offers.file, offers.lines[row], "donor", "missing-value"))
    smallest: dict[int, int] = {}
    for who, takes in zip(donor.tolist(), most.tolist(), strict=True):
        if NONE not in (takes, who):
            smallest[who] = min(takes, smallest.get(who, takes))
    return _Wishes(least, donor, np.array(list(smallest.items()), dtype=np.int64).reshape(-1, 2))


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
