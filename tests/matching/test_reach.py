"""Searching by cells finds what looking at every pair finds."""

from collections.abc import Sequence

import numpy as np
import pytest

from matching.problem import Ints, Problem, distances_m, every_legal_pair
from matching.reach import Reach, Terms, sheet_of
from tests.matching.instances import Ask, Give, make

Pair = tuple[int, int]


def wide_problem(seed: int) -> Problem:
    """60 needs, 50 offers: near and far, at one place, for all and for some, known or not."""
    rng = np.random.default_rng(seed)

    def metres() -> float:
        return float(rng.integers(0, 40) * 250)

    needs = [Ask(x=metres(), y=metres(), neighbourhood=int(rng.integers(0, 6))) for _ in range(60)]
    offers = [
        Give(
            x=metres(),
            y=metres(),
            radius=float(rng.choice([0, 250, 1000, 3000, 50_000])),
            exact=bool(rng.random() < 0.7),
            target=(2, 4) if rng.random() < 0.2 else (-1, -1),
        )
        for _ in range(50)
    ]
    forbidden = [(int(rng.integers(0, 60)), int(rng.integers(0, 50))) for _ in range(200)]
    return make(needs, offers, forbidden)


def terms(reach: Reach, rng: np.random.Generator, grid_m: float) -> Terms:
    needs, offers = len(reach.need), len(reach.offer)
    need_price, offer_price = rng.integers(0, 400, needs), rng.integers(0, 200, offers)
    marks = rng.integers(0, 2, needs), rng.integers(0, 2, offers)
    return Terms(*marks, need_price, offer_price, grid_m, need_price, offer_price, 0.0)


def by_looking_at_every_pair(problem: Problem, reach: Reach, at: Terms) -> dict[Pair, int]:
    """Pairs that count, and their reduced costs."""
    need_place, offer_place = reach.places_of(problem)
    rows = every_legal_pair(problem)
    need, offer = need_place[rows[0]], offer_place[rows[1]]
    way: Ints = np.zeros(len(need), dtype=np.int64)
    if at.grid_m:
        way = np.rint(distances_m(problem, *rows) / at.grid_m).astype(np.int64)
    reduced = way - at.need_price[need] + at.offer_price[offer]
    counts = (at.need_mark[need] == at.offer_mark[offer]) & (reduced < 0)
    pairs = zip(need[counts].tolist(), offer[counts].tolist(), strict=True)
    return dict(zip(pairs, reduced[counts].tolist(), strict=True))


def least_of_each(costs: dict[Pair, int], side: int, k: int) -> dict[int, list[int]]:
    """The `k` least reduced costs of every need (side 0) or offer (side 1)."""
    of_row: dict[int, list[int]] = {}
    for pair, cost in costs.items():
        of_row.setdefault(pair[side], []).append(cost)
    return {row: sorted(found)[:k] for row, found in of_row.items()}


@pytest.mark.parametrize("grid_m", [0.0, 10.0])
@pytest.mark.parametrize("seed", range(20))
def test_cells_find_what_every_pair_finds(seed: int, grid_m: float) -> None:
    problem = wide_problem(seed)
    reach = Reach(problem, 0, seed)
    at = terms(reach, np.random.default_rng(seed), grid_m)
    expected = by_looking_at_every_pair(problem, reach, at)
    found = reach.bargains(at, k=60)
    pairs = list(zip(found.need.tolist(), found.offer.tolist(), strict=True))
    assert (len(pairs), set(pairs)) == (len(expected), set(expected))
    lowest = {need: [int(least)] for need, least in enumerate(found.lowest) if least}
    assert lowest == least_of_each(expected, side=0, k=1)


@pytest.mark.parametrize("grid_m", [0.0, 10.0])
@pytest.mark.parametrize("seed", range(20))
def test_best_of_every_need_and_offer_are_found(seed: int, grid_m: float) -> None:
    problem = wide_problem(seed)
    reach = Reach(problem, 0, seed)
    at = terms(reach, np.random.default_rng(seed), grid_m)
    expected = by_looking_at_every_pair(problem, reach, at)
    found = reach.bargains(at, k=2)
    pairs = zip(found.need.tolist(), found.offer.tolist(), strict=True)
    kept = {pair: expected[pair] for pair in pairs}
    for side in (0, 1):
        assert least_of_each(kept, side, k=2) == least_of_each(expected, side, k=2)


def test_best_are_kept_where_not_all_are() -> None:
    # One need, offers at 100, 200, 300 m: the two nearest are kept for the need; each offer keeps
    # its only need, so that all three are named once.
    problem = make([Ask(0)], [Give(300), Give(100), Give(200)])
    reach = Reach(problem, 0)
    price, free = np.array([10**6]), np.zeros(3, dtype=np.int64)
    at = Terms(np.zeros(1, np.int64), free, price, free, 10.0, price, free, 0.0)
    assert len(reach.bargains(at, k=2).need) == 3


@pytest.mark.parametrize(
    "points", [[], [(5, 5)], [(0, 0)] * 9, [(0, 0), (1e6, 0)], [(0, float(i)) for i in range(50)]]
)
def test_cells_hold_every_point_once(points: Sequence[tuple[float, float]]) -> None:
    sheet = sheet_of(np.array(points, dtype=float).reshape(-1, 2))
    assert sorted(sheet.order.tolist()) == list(range(len(points)))
    assert sheet.begins[-1] == len(points)
    assert len(sheet.begins) == sheet.columns * sheet.rows + 1
