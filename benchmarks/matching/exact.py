"""Each stage of the engine beside OR-Tools on all legal pairs and on the nearest 16."""

from functools import partial
from time import perf_counter
from typing import NamedTuple

import numpy as np

from benchmarks.matching import flows, ours
from benchmarks.matching.arcs import Market, markets, nearest
from benchmarks.matching.cities import City, city
from benchmarks.report import Row, row
from matching.policy import Policy
from matching.problem import Ints, Problem
from matching.solver import solve

NEAREST = 16
TIME = "≤ 0.4"
REGIMES = {
    "scarcity (0.6)": City(supply=0.6),
    "near balance (0.9)": City(supply=0.9),
    "balance (1.0)": City(supply=1.0),
    "abundance (1.5)": City(supply=1.5),
}
RADII = {
    "0.5–3 km": City(radius_m=(500, 3_000)),
    "0.5–3 km, 1 % at 20 km": City(radius_m=(500, 3_000), wide=0.01),
    "all 20 km": City(radius_m=(20_000, 20_000)),
}


class Floor(NamedTuple):
    """What OR-Tools reached: by stage, Σ priority · units met, and seconds of its own."""

    stages: dict[str, int]
    met: int
    seconds: float


def run(size: int, seed: int, times: int) -> list[Row]:
    ours.warm()
    rows: list[Row] = []
    for name, how in (REGIMES | RADII).items():
        problem = city(seed, size, how)
        begun = perf_counter()
        every = list(markets(problem))
        listing = perf_counter() - begun
        pairs = sum(len(market.head) for market in every)
        rows.append(row(f"{name}: legal pairs", pairs, None, ""))
        rows += beside_all(
            name, problem, every, ours.NEED_FIRST, times=times, target=TIME, listing=listing
        )
        rows += beside_all(
            name, problem, every, ours.POLICY, times=times, target=TIME, listing=listing
        )
        rows += _beside_nearest(name, problem, every)
    return rows


def beside_all(
    name: str,
    problem: Problem,
    every: list[Market],
    policy: Policy,
    *,
    times: int,
    target: str = "",
    listing: float | None = None,
) -> list[Row]:
    """Beside OR-Tools on all pairs, of which `listing` says how long it took to list them. It
    runs between two halves of our runs, so that both see the same machine."""
    title = f"{name}, {'need, fairness, km' if policy.fairness else 'need, km'}"
    solution, before = ours.timed(partial(solve, problem, policy), (times + 1) // 2)
    floor = by_ortools(problem, every, policy)
    _, after = ours.timed(partial(solve, problem, policy), (times + 1) // 2)
    seconds = (before + after) / 2
    met = ours.weighted_met(problem, solution.plan.unmet)
    rows = [row(f"{title}: weighted need met", met, floor.met, "points", "≥ 0.9999")]
    if policy.fairness:
        value = ours.stage(solution, "fairness")[0]
        rows.append(row(f"{title}: fairness", value, floor.stages["fairness"], "levels", "≤ 1"))
    value = ours.stage(solution, "distance")[0]
    units = f"{policy.cost_grid_m} m"
    rows += [
        row(f"{title}: km", value, floor.stages["distance"], units, "≤ 1.005"),
        row(f"{title}: time, OR-Tools without listing pairs", seconds, floor.seconds, "s", target),
    ]
    if listing is not None:
        with_listing = floor.seconds + listing
        rows.append(row(f"{title}: time, OR-Tools with listing", seconds, with_listing, "s"))
    return rows


def _beside_nearest(name: str, problem: Problem, every: list[Market]) -> list[Row]:
    few = [nearest(market, NEAREST) for market in every]
    floor = by_ortools(problem, few, ours.NEED_FIRST)
    solution, seconds = ours.timed(partial(solve, problem, ours.NEED_FIRST))
    met = ours.weighted_met(problem, solution.plan.unmet)
    title = f"{name}, beside the best on each need's {NEAREST} nearest"
    bound = ours.weighted_bound(problem)
    return [
        row(f"{title}: weighted need met", met, floor.met, "points", "≥ 1"),
        row(f"{title}: time", seconds, floor.seconds, "s"),
        row(f"{name}, beside what the supply allows: weighted need met", met, bound, "points"),
    ]


def by_ortools(problem: Problem, every: list[Market], policy: Policy) -> Floor:
    """All stages in one cost, category by category."""
    stages = dict.fromkeys(("need", "fairness", "distance"), 0)
    met, seconds = 0, 0.0
    for market in every:
        if not len(market.head):
            unmet, spent = market.demand, 0.0
        else:
            way = flows.grid_units(market, policy.cost_grid_m)
            fair = flows.levels(market) if policy.fairness else flows.nothing_but_need(market)
            found = flows.flow(market, way, fair)
            unmet, spent = found.unmet, found.seconds
            stages["distance"] += int(way @ found.steps)
        seconds += spent
        stages["need"] += int(market.priority @ unmet)
        # Beside a market without offers the engine has nothing to be fair with.
        if len(market.offer) and len(market.asked) > 1:
            stages["fairness"] += _level_cost(market, unmet)
        step = problem.categories[market.category].step
        met += step * int(market.priority @ (market.demand - unmet))
    return Floor(stages, met, seconds)


def _level_cost(market: Market, unmet: Ints) -> int:
    lacking = np.bincount(market.group, unmet, len(market.asked)).astype(np.int64)
    every = flows.levels(market)
    before = np.cumsum(every.steps) - every.steps
    first = np.searchsorted(every.group, np.arange(len(market.asked)))
    filled = np.clip(lacking[every.group] - (before - before[first][every.group]), 0, every.steps)
    return int(every.cost @ filled)
