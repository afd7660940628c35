"""`python -m matching.ahead` compiles the engine, which the first round would wait for half a
minute; what is compiled stays beside the modules, or in the user's cache."""

import numpy as np

from matching.child import Task, compute
from matching.policy import Policy
from matching.problem import NONE, Category, Ints, Kept, Needs, Offers, Problem

# Enough that needs stay open, offers stay unused, and each kind of row and pair occurs.
ROWS = 40
CITY_M = 6_000


def compile_ahead() -> None:
    """Every compiled function, by a round on rows drawn at random, with all that a round can have:
    hidden points, offers for neighbourhoods, forbidden pairs, proposals that stand, wishes."""
    compute(Task(_drawn(), Policy(), seed=1))


def _drawn() -> Problem:
    rng = np.random.default_rng(1)
    row = np.arange(ROWS)

    def whole(low: int, high: int) -> Ints:
        return rng.integers(low, high, ROWS)

    point = rng.uniform(0, CITY_M, (ROWS, 2))
    asked, given = whole(1, 9), whole(1, 9)
    needs = Needs(
        id=row,
        point=point,
        shown_point=np.round(point / 500) * 500,
        category=row % 2,
        quantity=asked,
        priority=whole(1, 4),
        neighbourhood=row % 5,
        urgency=whole(0, 3),
        waiting_days=whole(0, 9),
        put_first=row % 2,
        least=np.where(row % 3 == 0, asked, 1),
    )
    place = rng.uniform(0, CITY_M, (ROWS, 2))
    targeted = row % 4 == 0
    offers = Offers(
        id=row,
        point=place,
        shown_point=place,
        category=row % 2,
        quantity=given,
        radius_m=rng.uniform(300, 3_000, ROWS),
        target_from=np.where(targeted, row % 5, NONE),
        target_to=np.where(targeted, row % 5 + 1, NONE),
        exact=row % 3 // 2,
        least=whole(1, 4),
        donor=row % 9,
    )
    forbidden = np.stack([row, (row + 2) % ROWS], axis=1)
    kept = Kept(row[:4], row[:4], np.ones(4, dtype=np.int64))
    categories = Category("one"), Category("other")
    return Problem(categories, needs, offers, forbidden, kept, np.array([[1, 2], [4, 1]]))


if __name__ == "__main__":
    compile_ahead()
