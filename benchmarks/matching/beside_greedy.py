"""The engine beside greedy on all legal pairs: need met, and ways where the same is served."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.matching import ours
from benchmarks.matching.arcs import Market, markets
from benchmarks.matching.cities import City, city
from benchmarks.matching.greedy import Taking, by_priority, nearest_first
from benchmarks.report import Row, row
from matching.problem import Ints, Needs, Problem
from matching.solver import solve

REGIMES = {
    "scarcity (0.6)": City(supply=0.6),
    "near balance (0.9)": City(supply=0.9),
    "balance (1.0)": City(supply=1.0),
    "abundance (1.5)": City(supply=1.5),
}
GREEDY: dict[str, Taking] = {
    "by priority, then nearest": by_priority,
    "nearest first": nearest_first,
}


def run(size: int, seed: int) -> list[Row]:
    rows: list[Row] = []
    for name, how in REGIMES.items():
        rows += beside(name, city(seed, size, how), "≤ 0.85")
    return rows


def beside(title: str, problem: Problem, shorter: str = "") -> list[Row]:
    """Against both ways of being greedy; shorter: the target for km."""
    every = list(markets(problem))
    solution = solve(problem, ours.POLICY)
    met = ours.weighted_met(problem, solution.plan.unmet)
    share = 1 - solution.plan.unmet.sum() / problem.needs.quantity.sum()
    rows = [row(f"{title}: units met, of all asked", float(share), None, "")]
    for kind, take in GREEDY.items():
        served, km = _greedy(problem, every, take)
        mine = _ways_for(problem, served)
        greedy_met = int(problem.needs.priority @ served)
        rows += [
            row(f"{title}, greedy {kind}: weighted need met", met, greedy_met, "points", "≥ 1"),
            row(f"{title}, greedy {kind}: km where the same is served", mine, km, "unit km",
                shorter),
        ]  # fmt: skip
    return rows


def _greedy(problem: Problem, every: Sequence[Market], take: Taking) -> tuple[Ints, float]:
    """Units that each need gets, and Σ units · km."""
    served, km = np.zeros(len(problem.needs), dtype=np.int64), 0.0
    for market in every:
        step = problem.categories[market.category].step
        units = take(market) * step
        served[market.need] = np.bincount(market.head, units, len(market.need)).astype(np.int64)
        km += float(market.metres @ units) / 1000
    return served, km


def _ways_for(problem: Problem, served: Ints) -> float:
    """Σ units · km of our plan for exactly what each need was served.

    Raises ArithmeticError where it doesn't serve all of that.
    """
    rows = np.flatnonzero(served)
    needs = problem.needs
    columns = {name: getattr(needs, name)[rows] for name in Needs.__dataclass_fields__}
    asked = replace(problem, needs=Needs(**(columns | {"quantity": served[rows]})))
    solution = solve(asked, ours.NEED_FIRST)
    if solution.plan.unmet.any():
        raise ArithmeticError("The engine serves less than greedy did.")
    return ours.unit_km(asked, solution.plan)
