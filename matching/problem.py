"""What one round has to solve: needs and offers as columns, and which pairs may be.

Row `i` of every column of `Needs` is one need, row `j` of `Offers` one offer. Points are metres
in EPSG:32748, quantities whole units of the category, `NONE` stands for "not any".
"""

import hashlib
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from matching.errors import InvalidProblem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NONE = -1


def _not_given() -> Ints:
    """A column that is left out, for "no wish"."""
    return np.empty(0, dtype=np.int64)


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
    put_first: (n,) 1 where something was promised and not brought, else 0. least: (n,) units, the
    smallest part worth bringing, at most the quantity; the quantity is "all at once, from one
    offer", what is no more than a step is no wish.
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
    least: Ints = field(default_factory=_not_given)

    def __post_init__(self) -> None:
        _fill(self, "least", 1)
        _freeze(self, rows=len(self.id))
        _require(bool((self.priority >= 1).all()), "A need has a priority below 1.")
        _require(
            bool(((self.least >= 1) & (self.least <= np.maximum(self.quantity, 1))).all()),
            "The smallest part of a need is not between 1 and its quantity.",
        )

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Open offers, m rows.

    id, point, shown_point, category, quantity: as for needs. radius_m: (m,) how far the donor
    goes; an offer that is for neighbourhoods goes anywhere in them. target_from, target_to: (m,)
    the neighbourhoods n that the offer is for, target_from ≤ n < target_to, or NONE in
    target_from for all of them: number the neighbourhoods so that those of one region are
    adjacent. exact: (m,) 1 where distances run to a need's point, 0 where they run to its
    `shown_point`, so that the reach of a donor whom the city doesn't know tells no home. least:
    (m,) units, the smallest part worth a trip; a need that asks for less may be served whole.
    donor: (m,) a number for whoever gives, across categories, or NONE.
    """

    id: Ints
    point: Floats
    shown_point: Floats
    category: Ints
    quantity: Ints
    radius_m: Floats
    target_from: Ints
    target_to: Ints
    exact: Ints
    least: Ints = field(default_factory=_not_given)
    donor: Ints = field(default_factory=_not_given)

    def __post_init__(self) -> None:
        _fill(self, "least", 1)
        _fill(self, "donor", NONE)
        _freeze(self, rows=len(self.id))
        _require(bool((self.least >= 1).all()), "The smallest part of an offer is below 1.")
        _require(bool((self.donor >= NONE).all()), "The number of a donor is negative.")
        _require(
            bool((np.isfinite(self.radius_m) & (self.radius_m >= 0)).all()),
            "An offer's radius is negative or not a number.",
        )

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Proposals that stand, k rows: rows of needs and of offers, distinct as pairs, and units.

    A plan keeps them where that costs nothing that comes before "least change".
    """

    need: Ints
    offer: Ints
    quantity: Ints

    def __post_init__(self) -> None:
        _freeze(self, rows=len(self.need))

    def __len__(self) -> int:
        return len(self.need)


def nothing_kept() -> Kept:
    """No standing proposals."""
    return Kept(*(np.empty(0, dtype=np.int64) for _ in range(3)))


def no_pairs() -> Ints:
    """No pairs, (0, 2)."""
    return np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Needs, offers, pairs that must not be (k, 2: need row, offer row), and what stands already.

    Which pairs are legal is computed, never listed: see `legal`. `forbidden` is kept sorted.
    most_proposals: (k, 2) numbers of donors and the most needs, in all categories together, that
    a plan may propose to each; kept sorted. Donors who aren't there take any number.
    Raises InvalidProblem when rows, categories or quantities do not fit together.
    """

    categories: tuple[Category, ...]
    needs: Needs
    offers: Offers
    forbidden: Ints = field(default_factory=no_pairs)
    kept: Kept = field(default_factory=nothing_kept)
    most_proposals: Ints = field(default_factory=no_pairs)

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
        self._freeze_forbidden()
        self._freeze_most_proposals()
        self._check_kept(steps)

    def _freeze_forbidden(self) -> None:
        pairs = np.asarray(self.forbidden, dtype=np.int64).reshape(-1, 2)
        _require(
            _within(pairs[:, 0], len(self.needs)) and _within(pairs[:, 1], len(self.offers)),
            "A forbidden pair names an unknown need or offer.",
        )
        pairs = np.unique(pairs, axis=0)
        pairs.flags.writeable = False
        object.__setattr__(self, "forbidden", pairs)

    def _freeze_most_proposals(self) -> None:
        rows = np.asarray(self.most_proposals, dtype=np.int64).reshape(-1, 2)
        _require(bool((rows >= 0).all()), "A donor, or what they take at most, is negative.")
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        _require(len(np.unique(rows[:, 0])) == len(rows), "A donor is given twice.")
        rows.flags.writeable = False
        object.__setattr__(self, "most_proposals", rows)

    def _check_kept(self, steps: Ints) -> None:
        kept = self.kept
        _require(
            _within(kept.need, len(self.needs)) and _within(kept.offer, len(self.offers)),
            "A standing proposal names an unknown need or offer.",
        )
        keys = pair_keys(self, kept.need, kept.offer)
        _require(len(np.unique(keys)) == len(keys), "A standing proposal is given twice.")
        step = steps[self.needs.category[kept.need]]
        _require(
            bool(((kept.quantity > 0) & (kept.quantity % step == 0)).all()),
            "The quantity of a standing proposal is not a positive multiple of its step.",
        )

    def digest(self) -> str:
        """SHA-256 of everything that a solution depends on, in hexadecimal."""
        seal = hashlib.sha256(repr(self.categories).encode())
        seal.update(self.forbidden.tobytes())
        seal.update(self.most_proposals.tobytes())
        for part in (self.needs, self.offers, self.kept):
            for column in fields(part):
                seal.update(getattr(part, column.name).tobytes())
        return seal.hexdigest()


def distances_m(problem: Problem, need: Ints, offer: Ints) -> Floats:
    """Metres in a straight line from offers to needs; rows that broadcast together."""
    needs, offers = problem.needs, problem.offers
    exact = (offers.exact[offer] == 1)[..., np.newaxis]
    way = np.where(exact, needs.point[need], needs.shown_point[need]) - offers.point[offer]
    metres: Floats = np.sqrt(way[..., 0] * way[..., 0] + way[..., 1] * way[..., 1])
    return metres


def legal(problem: Problem, need: Ints, offer: Ints) -> Flags:
    """Whether pairs may be matched, rows of the same shape: same category, within the offer's
    radius (an offer for neighbourhoods goes anywhere in them), meant for the neighbourhood, and
    not forbidden."""
    offers = problem.offers
    in_reach = distances_m(problem, need, offer) <= offers.radius_m[offer]
    reached = in_reach | (offers.target_from[offer] != NONE)
    barred = pair_keys(problem, problem.forbidden[:, 0], problem.forbidden[:, 1])
    allowed: Flags = (
        (problem.needs.category[need] == offers.category[offer])
        & reached
        & is_meant_for(problem, need, offer)
        & ~np.isin(pair_keys(problem, need, offer), barred)
    )
    return allowed


def is_meant_for(problem: Problem, need: Ints, offer: Ints) -> Flags:
    """Whether offers are for the neighbourhoods of needs; rows that broadcast together."""
    first, end = problem.offers.target_from[offer], problem.offers.target_to[offer]
    neighbourhood = problem.needs.neighbourhood[need]
    meant: Flags = (first == NONE) | ((first <= neighbourhood) & (neighbourhood < end))
    return meant


def every_legal_pair(problem: Problem) -> tuple[Ints, Ints]:
    """All legal pairs, rows of needs and of offers, by need, then offer; for small problems."""
    need, offer = np.nonzero(problem.needs.category[:, None] == problem.offers.category[None, :])
    kept = legal(problem, need, offer)
    return need[kept], offer[kept]


def pair_keys(problem: Problem, need: Ints, offer: Ints) -> Ints:
    """One number per pair, ascending by need, then offer."""
    keys: Ints = need * np.int64(max(len(problem.offers), 1)) + offer
    return keys


def places(rows: int, chosen: Ints) -> Ints:
    """Where each of so many rows stands among the chosen, NONE for those that are not."""
    place = np.full(rows, NONE, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    return place


def _within(rows: Ints, size: int) -> bool:
    return bool(((rows >= 0) & (rows < size)).all())


def _require(holds: bool, detail: str) -> None:
    if not holds:
        raise InvalidProblem(detail)


def _fill(table: Needs | Offers, name: str, value: int) -> None:
    """Says "no wish" in every row of a column that was left out."""
    if np.size(getattr(table, name)) == 0:
        object.__setattr__(table, name, np.full(len(table.id), value, dtype=np.int64))


_FLOAT_COLUMNS = {"point": 2, "shown_point": 2, "radius_m": 1}


def _freeze(table: Needs | Offers | Kept, rows: int) -> None:
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
