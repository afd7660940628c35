"""Whether a plan, by whomever, keeps the rules of two spreadsheets."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from matching.plan import Plan, make_plan
from matching.problem import Floats, Ints, distances_m
from matching.tool import cells
from matching.tool.faults import Fault, Refused, fault, shown
from matching.tool.inputs import Inputs
from matching.tool.tables import Table, read_table
from matching.wishes import capped_donors, smallest_parts

NEEDED = ("need", "offer", "quantity")
MAY_HAVE = ("distance_m",)
# A way may be told in whole metres.
DISTANCE_OFF_M = 1.0
DISTANCE = cells.Range(0, 1_000_000_000)


class _Rows(NamedTuple):
    """(rows,) each: rows of needs and offers, units, and the true way."""

    need: Ints
    offer: Ints
    quantity: Ints
    metres: Floats


def read_plan(file: Path, inputs: Inputs, needs_file: Path, offers_file: Path) -> Plan:
    """The plan in `file`. Raises Refused with every row that cannot be read or breaks a rule."""
    table, faults = read_table(file, NEEDED, MAY_HAVE)
    need = _rows(table, "need", inputs.need_rows, needs_file, faults)
    offer = _rows(table, "offer", inputs.offer_rows, offers_file, faults)
    quantity = cells.wholes(table, "quantity", cells.QUANTITY, faults)
    if faults:
        raise Refused(faults)
    rows = _Rows(need, offer, quantity, distances_m(inputs.problem, need, offer))
    faults += _repeated(table, rows)
    faults += _not_legal(table, rows, inputs)
    faults += _wrongly_told(table, rows)
    faults += _too_much(table, rows, inputs)
    faults += _wishes_broken(table, rows, inputs)
    if faults:
        raise Refused(faults)
    return make_plan(inputs.problem, need, offer, quantity)


def _rows(
    table: Table, column: str, known: dict[str, int], whose: Path, faults: list[Fault]
) -> Ints:
    ids = cells.texts(table, column, faults)
    for line, text in zip(table.lines, ids, strict=True):
        if text and text not in known:
            said = {"value": shown(text), "whose": whose}
            faults.append(fault(table.file, line, column, f"unknown-{column}", **said))
    return np.array([known.get(text, 0) for text in ids], dtype=np.int64)


def _repeated(table: Table, rows: _Rows) -> Iterator[Fault]:
    first: dict[tuple[int, int], int] = {}
    pairs = zip(rows.need.tolist(), rows.offer.tolist(), strict=True)
    for line, pair in zip(table.lines, pairs, strict=True):
        if first.setdefault(pair, line) != line:
            yield fault(table.file, line, "", "duplicate-pair", first=first[pair])


def _not_legal(table: Table, rows: _Rows, inputs: Inputs) -> Iterator[Fault]:
    problem = inputs.problem
    names = [shown(category.code) for category in problem.categories]
    asked, given = problem.needs.category[rows.need], problem.offers.category[rows.offer]
    for row in np.flatnonzero(asked != given).tolist():
        said = {"need": names[asked[row]], "offer": names[given[row]]}
        yield fault(table.file, table.lines[row], "", "other-category", **said)
    radius = problem.offers.radius_m[rows.offer]
    for row in np.flatnonzero(rows.metres > radius).tolist():
        way = {"metres": f"{rows.metres[row]:.1f}", "most": f"{radius[row]:.1f}"}
        yield fault(table.file, table.lines[row], "", "out-of-reach", **way)


def _wrongly_told(table: Table, rows: _Rows) -> Iterator[Fault]:
    """Distances, where the file tells them."""
    told = table.columns["distance_m"]
    if not any(told):
        return
    faults: list[Fault] = []
    read = cells.numbers(table, "distance_m", DISTANCE, faults)
    yield from faults
    if faults:
        return
    for row in np.flatnonzero(np.abs(read - rows.metres) > DISTANCE_OFF_M).tolist():
        said = {"value": told[row], "metres": f"{rows.metres[row]:.1f}"}
        yield fault(table.file, table.lines[row], "distance_m", "wrong-distance", **said)


def _too_much(table: Table, rows: _Rows, inputs: Inputs) -> Iterator[Fault]:
    """Told on the line that goes beyond what there is."""
    problem = inputs.problem
    sides = (
        ("need", "more-than-asked", rows.need, problem.needs.quantity, inputs.need_rows),
        ("offer", "more-than-given", rows.offer, problem.offers.quantity, inputs.offer_rows),
    )
    for column, code, of, most, known in sides:
        ids, left = list(known), most.tolist()
        units = rows.quantity.tolist()
        for line, row, quantity in zip(table.lines, of.tolist(), units, strict=True):
            left[row] -= quantity
            if -quantity <= left[row] < 0:
                said = {"value": shown(ids[row]), "found": most[row] - left[row], "most": most[row]}
                yield fault(table.file, line, column, code, **said)


def _wishes_broken(table: Table, rows: _Rows, inputs: Inputs) -> Iterator[Fault]:
    """Parts of pairs that may be and are too small; and, told on the line that goes beyond, more
    matches than a donor takes."""
    problem = inputs.problem
    asked, given = problem.needs.category[rows.need], problem.offers.category[rows.offer]
    least = smallest_parts(problem, rows.need, rows.offer)
    for row in np.flatnonzero((asked == given) & (rows.quantity < least)).tolist():
        said = {"found": rows.quantity[row], "least": least[row]}
        yield fault(table.file, table.lines[row], "quantity", "part-too-small", **said)
    ids = list(inputs.offer_rows)
    donors, most = capped_donors(problem)
    counted = np.zeros(len(most), dtype=np.int64)
    for line, offer in zip(table.lines, rows.offer.tolist(), strict=True):
        donor = donors[offer]
        counted[donor] += 1
        if counted[donor] - 1 == most[donor]:
            found = int((donors[rows.offer] == donor).sum())
            said = {"value": shown(ids[offer]), "found": found, "most": most[donor]}
            yield fault(table.file, line, "offer", "too-many-matches", **said)
