"""A problem without some of its categories."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from matching.problem import NONE, Flags, Kept, Needs, Offers, Problem
from matching.standing import positions

Side = TypeVar("Side", Needs, Offers)


def part_of(problem: Problem, codes: Collection[str]) -> tuple[Problem, Flags]:
    """The needs and offers of the categories ``codes``, and which needs (n,) those are.

    The categories themselves stay, so that their rows keep their numbers.
    """
    wanted = np.array([category.code in codes for category in problem.categories], dtype=np.bool_)
    need, offer = wanted[problem.needs.category], wanted[problem.offers.category]
    need_row, offer_row = np.cumsum(need) - 1, np.cumsum(offer) - 1
    pairs, kept = problem.forbidden, problem.kept
    pairs = pairs[need[pairs[:, 0]] & offer[pairs[:, 1]]]
    stands = need[kept.need] & offer[kept.offer]
    # Proposals that are left out still wait for their donors' answers.
    elsewhere = problem.offers.donor[kept.offer[~stands]]
    donors, room = problem.most_proposals.T
    row = positions(donors, elsewhere)
    waiting = np.bincount(row[row != NONE], minlength=len(donors))
    part = Problem(
        problem.categories,
        _rows(problem.needs, need),
        _rows(problem.offers, offer),
        np.stack((need_row[pairs[:, 0]], offer_row[pairs[:, 1]]), axis=1),
        Kept(
            need_row[kept.need[stands]],
            offer_row[kept.offer[stands]],
            kept.quantity[stands],
        ),
        np.stack((donors, np.maximum(room - waiting, 0)), axis=1),
    )
    return part, need


def _rows(side: Side, wanted: Flags) -> Side:
    columns: dict[str, Any] = {
        column.name: getattr(side, column.name)[wanted] for column in fields(side)
    }
    return type(side)(**columns)
