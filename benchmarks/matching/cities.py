"""Made-up cities, the same for the same seed."""

from dataclasses import dataclass

import numpy as np

from matching.problem import NONE, Category, Floats, Ints, Needs, Offers, Problem

CLUSTERS = 267
SIDE_M = 26_000
SPREAD_M = 700
SHARES = (0.25, 0.20, 0.15, 0.12, 0.10, 0.08, 0.06, 0.04)
CATEGORIES = tuple(Category(f"c{number + 1}") for number in range(len(SHARES)))
# Points of urgency, how often, and how many bands of waiting: 16 priorities in all.
URGENCIES = ((60, 0.2, 6), (40, 0.3, 5), (20, 0.5, 5))


@dataclass(frozen=True)
class City:
    """supply: offered / asked, in each category. radius_m: least and most, evenly spread.
    wide: the share of offers that go 20 km instead."""

    supply: float = 0.9
    radius_m: tuple[int, int] = (1_000, 20_000)
    wide: float = 0.0


def city(seed: int, size: int, how: City = City()) -> Problem:  # frozen
    """`size` needs and as many offers in 267 neighbourhoods; half of the donors live where need
    is, half anywhere."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(0, SIDE_M, (CLUSTERS, 2))
    poor = rng.lognormal(0, 0.7, CLUSTERS)
    rich = rng.lognormal(0, 0.7, CLUSTERS)
    where_need = poor / poor.sum()
    where_offer = (where_need + rich / rich.sum()) / 2
    neighbourhood = rng.choice(CLUSTERS, size, p=where_need)
    need_point = centre[neighbourhood] + rng.normal(0, SPREAD_M, (size, 2))
    home = rng.choice(CLUSTERS, size, p=where_offer)
    offer_point = centre[home] + rng.normal(0, SPREAD_M, (size, 2))
    asked_category, given_category = (rng.choice(len(SHARES), size, p=SHARES) for _ in range(2))
    asked = rng.integers(1, 11, size)
    drawn = np.maximum(1.0, np.rint(rng.lognormal(np.log(2), 1.3, size)))
    given = scaled(
        rng, drawn=drawn, into=given_category, asked=asked, of=asked_category, supply=how.supply
    )
    return Problem(
        CATEGORIES,
        make_needs(need_point, asked_category, asked, priorities(rng, size), neighbourhood),
        make_offers(offer_point, given_category, given, radii(rng, size, how)),
    )


def priorities(rng: np.random.Generator, size: int) -> Ints:
    urgency = rng.choice(len(URGENCIES), size, p=[share for _, share, _ in URGENCIES])
    points = np.array([points for points, _, _ in URGENCIES])[urgency]
    bands = np.array([bands for _, _, bands in URGENCIES])[urgency]
    drawn: Ints = points + 2 * rng.integers(0, bands)
    return drawn


def radii(rng: np.random.Generator, size: int, how: City) -> Floats:
    wide = rng.random(size) < how.wide
    drawn: Floats = np.where(wide, 20_000.0, rng.uniform(*how.radius_m, size))
    return drawn


def scaled(
    rng: np.random.Generator, *, drawn: Floats, into: Ints, asked: Ints, of: Ints, supply: float
) -> Ints:
    """Whole quantities of at least 1 that keep the drawn proportions and are, per category and
    but for rounding, `supply` times what is asked; into, of: the categories of the drawn and of
    the asked."""
    wished = np.bincount(of, asked, len(SHARES)) * supply
    there = np.maximum(np.bincount(into, drawn, len(SHARES)), 1)
    exact = drawn * (wished / there)[into]
    whole = np.floor(exact) + (rng.random(len(drawn)) < exact % 1)
    quantity: Ints = np.maximum(1, whole).astype(np.int64)
    return quantity


def make_needs(
    point: Floats, category: Ints, quantity: Ints, priority: Ints, neighbourhood: Ints
) -> Needs:
    size = len(point)
    return Needs(
        id=np.arange(size),
        point=point,
        shown_point=point,
        category=category,
        quantity=quantity,
        priority=priority,
        neighbourhood=neighbourhood,
        urgency=np.full(size, NONE),
        waiting_days=np.full(size, NONE),
        put_first=np.zeros(size, dtype=np.int64),
    )


def make_offers(point: Floats, category: Ints, quantity: Ints, radius_m: Floats) -> Offers:
    size = len(point)
    return Offers(
        id=np.arange(size),
        point=point,
        shown_point=point,
        category=category,
        quantity=quantity,
        radius_m=radius_m,
        target_from=np.full(size, NONE),
        target_to=np.full(size, NONE),
        exact=np.ones(size, dtype=np.int64),
    )
