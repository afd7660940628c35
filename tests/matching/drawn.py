"""Small random instances with everything that a round can hold, from a seed."""

from dataclasses import dataclass

import numpy as np

from matching.problem import NONE, Category, Floats, Ints, Kept, Needs, Offers, Problem

CATEGORIES = (
    Category("sembako", unit_value=200_000),
    Category("cash", step=10_000),
    Category("meal", step=5, unit_value=45_000),
)


@dataclass(frozen=True)
class Draw:
    """What instances to draw.

    most: needs and offers, at most. spread: how many corners of the grid there are, each way.
    grid_m: metres between corners, 0 for any point. priorities, neighbourhoods, steps: how many
    different ones. radius_m: up to. targeted, hidden, forbidden, standing: shares of the offers
    that are for neighbourhoods, of those that measure to published points, and of the pairs.
    """

    most: int = 12
    spread: int = 12
    grid_m: int = 500
    priorities: int = 4
    neighbourhoods: int = 4
    steps: int = 6
    radius_m: int = 6000
    targeted: float = 0.2
    hidden: float = 0.3
    forbidden: float = 0.1
    standing: float = 0.2


def draw(seed: int, how: Draw, needs: int | None = None, offers: int | None = None) -> Problem:
    """An instance; `needs` and `offers`: how many, drawn as well where not given."""
    rng = np.random.default_rng(seed)
    needs = int(rng.integers(1, how.most + 1)) if needs is None else needs
    offers = int(rng.integers(1, how.most + 1)) if offers is None else offers
    pair_need, pair_offer = np.divmod(np.arange(needs * offers), max(offers, 1))
    barred = rng.random(needs * offers) < how.forbidden
    need_rows, offer_rows = _needs(rng, needs, how), _offers(rng, offers, how)
    same = need_rows.category[pair_need] == offer_rows.category[pair_offer]
    stands = same & (rng.random(needs * offers) < how.standing)
    step = _steps(need_rows.category[pair_need[stands]])
    return Problem(
        CATEGORIES,
        need_rows,
        offer_rows,
        forbidden=np.stack((pair_need, pair_offer), axis=1)[barred],
        kept=Kept(
            need=pair_need[stands],
            offer=pair_offer[stands],
            quantity=step * rng.integers(1, how.steps + 1, len(step)),
        ),
    )


def _needs(rng: np.random.Generator, size: int, how: Draw) -> Needs:
    point, category = _points(rng, size, how), _categories(rng, size)
    return Needs(
        id=100 + rng.permutation(size),
        point=point,
        shown_point=np.rint(point / 2000) * 2000,
        category=category,
        quantity=_steps(category) * rng.integers(1, how.steps + 1, size),
        priority=rng.integers(1, how.priorities + 1, size),
        neighbourhood=rng.integers(NONE, max(how.neighbourhoods, 1), size),
        urgency=np.full(size, NONE),
        waiting_days=np.full(size, NONE),
        put_first=np.zeros(size, dtype=np.int64),
    )


def _offers(rng: np.random.Generator, size: int, how: Draw) -> Offers:
    point, category = _points(rng, size, how), _categories(rng, size)
    targeted = rng.random(size) < how.targeted
    first = rng.integers(0, max(how.neighbourhoods, 1), size)
    return Offers(
        id=500 + rng.permutation(size),
        point=point,
        shown_point=point,
        category=category,
        quantity=_steps(category) * rng.integers(1, how.steps + 1, size),
        radius_m=how.radius_m * rng.integers(0, 5, size) / 4,
        target_from=np.where(targeted, first, NONE),
        target_to=np.where(targeted, first + rng.integers(1, 3, size), NONE),
        exact=(rng.random(size) >= how.hidden).astype(np.int64),
    )


def _points(rng: np.random.Generator, size: int, how: Draw) -> Floats:
    corners = rng.integers(0, how.spread, (size, 2))
    if how.grid_m:
        return corners.astype(np.float64) * how.grid_m
    points: Floats = rng.uniform(0, 6000, (size, 2))
    return points


def _categories(rng: np.random.Generator, size: int) -> Ints:
    drawn: Ints = rng.choice(len(CATEGORIES), size, p=(0.6, 0.3, 0.1))
    return drawn


def _steps(category: Ints) -> Ints:
    return np.array([each.step for each in CATEGORIES], dtype=np.int64)[category]
