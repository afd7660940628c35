"""Proposals that stand, weighed again: given back before a round, judged by its plan after it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.plan import Plan
from matching.problem import NONE, Flags, Ints, Kept, Problem, no_pairs, pair_keys

Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True, eq=False)
class GivenBack:
    """Proposals that are weighed again: ids of matches, requests and offers, and units.

    spent: (·, 2) the pairs, by id, of those that wait and are not weighed again.
    """

    match: Ints
    need: Ints
    offer: Ints
    quantity: Ints
    spent: Ints

    def to(self, ids: Ints, own: Ints) -> Ints:
        """The units that go back to each of ``ids``, which ascend; own: the column of ids on that
        side."""
        units = np.zeros(len(ids), dtype=np.int64)
        np.add.at(units, positions(ids, own), self.quantity)
        return units

    def kept(self, needs: Ints, offers: Ints) -> Kept:
        """The same by rows of needs and offers, given their ids, which ascend."""
        return Kept(positions(needs, self.need), positions(offers, self.offer), self.quantity)


def nothing_given_back() -> GivenBack:
    nothing: Ints = np.empty(0, dtype=np.int64)
    return GivenBack(nothing, nothing, nothing, nothing, no_pairs())


def give_back(standing: Rows, needs: Rows, offers: Rows, steps: Ints) -> GivenBack:
    """Which of the proposals in ``standing`` go back: those of a round, in whole steps, whose
    request and offer are both among those that were read."""
    need = positions(needs["id"], standing["need"])
    known = (need != NONE) & (positions(offers["id"], standing["offer"]) != NONE)
    weighed = standing["weighed"] & known
    step = np.ones(len(standing), dtype=np.int64)
    step[weighed] = steps[needs["category"][need[weighed]]]
    weighed &= standing["quantity"] % step == 0
    back, spent = standing[weighed], standing[~weighed]
    return GivenBack(
        match=back["id"].astype(np.int64),
        need=back["need"].astype(np.int64),
        offer=back["offer"].astype(np.int64),
        quantity=back["quantity"].astype(np.int64),
        spent=np.stack([spent["need"], spent["offer"]], axis=1).astype(np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What a plan makes of the proposals that stand.

    stays, waits: per proposal that stands, whether the plan keeps all of it, and whether it would
    have more of the same offer, which waits until it is answered. new: per assignment, whether it
    is to be proposed.
    """

    stays: Flags
    waits: Flags
    new: Flags


def weighed(problem: Problem, plan: Plan) -> Weighed:
    """What becomes of ``problem.kept`` by the plan."""
    kept = problem.kept
    standing = pair_keys(problem, kept.need, kept.offer)
    planned = pair_keys(problem, plan.need, plan.offer)
    if len(plan) == 0:
        nothing = np.zeros(len(kept), dtype=np.bool_)
        return Weighed(nothing, nothing, np.zeros(0, dtype=np.bool_))
    # A plan is in the order of its pairs.
    row = np.minimum(np.searchsorted(planned, standing), len(planned) - 1)
    units = np.where(planned[row] == standing, plan.quantity[row], 0)
    stays: Flags = units >= kept.quantity
    return Weighed(stays, units > kept.quantity, ~np.isin(planned, standing[stays]))


def positions(ids: Ints, wanted: Ints) -> Ints:
    """The row of each wanted id among ``ids``, which ascend; NONE for those that are not there."""
    if len(ids) == 0:
        return np.full(len(wanted), NONE, dtype=np.int64)
    rows = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    found: Ints = np.where(ids[rows] == wanted, rows, NONE).astype(np.int64)
    return found
