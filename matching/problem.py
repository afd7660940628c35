"""What one round has to solve: needs, offers and the pairs between them, as columns.

Row `i` of every column of `Needs` is one need, row `j` of `Offers` one offer. Points are metres
in EPSG:32748, quantities whole units of the category, `NONE` stands for "not any".
"""

import hashlib
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.errors import InvalidProblem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NONE = -1


@dataclass(frozen=True, slots=True)
class Category:
    """What can be asked and given.

    step: the smallest part that can be set aside, in units (cash: 10 000 rupiah, else 1).
    unit_value: rupiah per unit, by which figures of different categories are added up.
    """

    code: str
    step: int = 1
    unit_value: int = 1

    def __post_init__(self) -> None:
        if self.step < 1 or self.unit_value < 1:
            raise InvalidProblem(f"Category {self.code!r}: step and unit value must be positive.")


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Open needs, n rows.

    id: (n,) distinct. point: (n, 2). shown_point: (n, 2), the published point that words may
    measure from. category: (n,) row of `Problem.categories`. quantity: (n,) still open, a positive
    multiple of the step. priority: (n,) ≥ 1, higher goes first. neighbourhood: (n,) or NONE.
    urgency: (n,) 0 is the most urgent, or NONE. waiting_days: (n,) full days, or NONE.
    put_first: (n,) 1 where something was promised and not brought, else 0.
    """

    id: Ints
    point: Floats
    shown_point: Floats
    category: Ints
    quantity: Ints
    priority: Ints
    neighbourhood: Ints
    urgency: Ints
    waiting_days: Ints
    put_first: Ints

    def __post_init__(self) -> None:
        _freeze(self, rows=len(self.id))
        _require(bool((self.priority >= 1).all()), "A need has a priority below 1.")

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Open offers, m rows.

    id, point, shown_point, category, quantity: as for needs. radius_m: (m,) how far the donor
    goes. target_from, target_to: (m,) the neighbourhoods n that the offer is for,
    target_from ≤ n < target_to, or NONE in target_from for all of them: number the
    neighbourhoods so that those of one region are adjacent.
    """

    id: Ints
    point: Floats
    shown_point: Floats
    category: Ints
    quantity: Ints
    radius_m: Floats
    target_from: Ints
    target_to: Ints

    def __post_init__(self) -> None:
        _freeze(self, rows=len(self.id))
        _require(
            bool((np.isfinite(self.radius_m) & (self.radius_m >= 0)).all()),
            "An offer's radius is negative or not a number.",
        )

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Candidate pairs, distinct, in any order: rows of needs and of offers, and metres between.

    Candidates may include illegal pairs; `legal_pairs` tells.
    """

    need: Ints
    offer: Ints
    distance_m: Floats

    def __post_init__(self) -> None:
        _freeze(self, rows=len(self.need))
        _require(
            bool((np.isfinite(self.distance_m) & (self.distance_m >= 0)).all()),
            "A pair's distance is negative or not a number.",
        )

    def __len__(self) -> int:
        return len(self.need)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Needs, offers, candidate pairs, and the pairs that must not be (need row, offer row).

    Raises InvalidProblem when rows, categories or quantities do not fit together.
    """

    categories: tuple[Category, ...]
    needs: Needs
    offers: Offers
    pairs: Pairs
    forbidden: frozenset[tuple[int, int]] = frozenset()

    def __post_init__(self) -> None:
        codes = [category.code for category in self.categories]
        _require(len(set(codes)) == len(codes), "A category is given twice.")
        steps = np.array([category.step for category in self.categories], dtype=np.int64)
        for name, side in (("a need", self.needs), ("an offer", self.offers)):
            _require(len(np.unique(side.id)) == len(side), f"An id of {name} is given twice.")
            _require(_within(side.category, len(steps)), f"The category of {name} is unknown.")
            whole = (side.quantity > 0) & (side.quantity % steps[side.category] == 0)
            _require(
                bool(whole.all()),
                f"The quantity of {name} is not a positive multiple of its step.",
            )
        _require(_within(self.pairs.need, len(self.needs)), "A pair names an unknown need.")
        _require(_within(self.pairs.offer, len(self.offers)), "A pair names an unknown offer.")
        keys = _pair_keys(self.pairs.need, self.pairs.offer, len(self.offers))
        _require(len(np.unique(keys)) == len(keys), "A pair is given twice.")

    def digest(self) -> str:
        """SHA-256 of everything that a solution depends on, in hexadecimal."""
        seal = hashlib.sha256(repr((self.categories, sorted(self.forbidden))).encode())
        for part in (self.needs, self.offers, self.pairs):
            for column in fields(part):
                seal.update(getattr(part, column.name).tobytes())
        return seal.hexdigest()


def legal_pairs(problem: Problem) -> Flags:
    """Which candidate pairs may be matched: same category, within the offer's radius, inside its
    target neighbourhood if it has one, and not forbidden. Shape (pairs,)."""
    need, offer = problem.pairs.need, problem.pairs.offer
    barred = np.array(sorted(problem.forbidden), dtype=np.int64).reshape(-1, 2)
    width = len(problem.offers)
    legal: Flags = (
        (problem.needs.category[need] == problem.offers.category[offer])
        & (problem.pairs.distance_m <= problem.offers.radius_m[offer])
        & is_meant_for(problem, need, offer)
        & ~np.isin(
            _pair_keys(need, offer, width),
            _pair_keys(barred[:, 0], barred[:, 1], width),
        )
    )
    return legal


def is_meant_for(problem: Problem, need: Ints, offer: Ints) -> Flags:
    """Whether offers are for the neighbourhoods of needs; rows that broadcast together."""
    first, end = problem.offers.target_from[offer], problem.offers.target_to[offer]
    neighbourhood = problem.needs.neighbourhood[need]
    meant: Flags = (first == NONE) | ((first <= neighbourhood) & (neighbourhood < end))
    return meant


def every_pair(needs: Needs, offers: Offers) -> Pairs:
    """All pairs of the same category with their straight-line distance; for small problems."""
    need, offer = np.nonzero(needs.category[:, None] == offers.category[None, :])
    way = needs.point[need] - offers.point[offer]
    return Pairs(need=need, offer=offer, distance_m=np.hypot(way[:, 0], way[:, 1]))


def _pair_keys(need: Ints, offer: Ints, width: int) -> Ints:
    return need * np.int64(max(width, 1)) + offer


def _within(rows: Ints, size: int) -> bool:
    return bool(((rows >= 0) & (rows < size)).all())


def _require(holds: bool, detail: str) -> None:
    if not holds:
        raise InvalidProblem(detail)


_FLOAT_COLUMNS = {"point": 2, "shown_point": 2, "radius_m": 1, "distance_m": 1}


def _freeze(table: Needs | Offers | Pairs, rows: int) -> None:
    """Makes every column of a table a read-only array of the right shape and kind."""
    for column in fields(table):
        given = np.asarray(getattr(table, column.name))
        dimensions = _FLOAT_COLUMNS.get(column.name)
        shape = (rows, 2) if dimensions == 2 else (rows,)
        values = given.reshape(shape) if given.size == 0 and rows == 0 else given
        _require(values.shape == shape, f"{column.name} has shape {values.shape}, not {shape}.")
        kind = np.float64 if dimensions else np.int64
        _require(
            values.size == 0 or np.can_cast(values.dtype, kind, "same_kind"),
            f"{column.name} holds {values.dtype}, not {np.dtype(kind)}.",
        )
        frozen = np.array(values, dtype=kind, order="C")
        if dimensions == 2:
            _require(bool(np.isfinite(frozen).all()), f"{column.name} is not a number.")
        frozen.flags.writeable = False
        object.__setattr__(table, column.name, frozen)
