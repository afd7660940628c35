"""The engine beside networkx and HiGHS, which only small cities let finish."""

from collections.abc import Callable
from functools import partial

from benchmarks.matching import ours, small
from benchmarks.matching.arcs import Market, markets
from benchmarks.matching.cities import city
from benchmarks.report import Row, row
from matching.solver import solve

SOLVERS: dict[str, Callable[[Market, int], small.Found]] = {
    "networkx": small.by_networkx,
    "HiGHS": small.by_highs,
}


def run(sizes: tuple[int, ...], seed: int, times: int) -> list[Row]:
    ours.warm()
    rows: list[Row] = []
    for size in sizes:
        problem = city(seed, size)
        every = list(markets(problem))
        solution, seconds = ours.timed(partial(solve, problem, ours.NEED_FIRST), times)
        for name, solver in SOLVERS.items():
            found = [solver(market, ours.POLICY.cost_grid_m) for market in every]
            title = f"{size} × {size}, {name}"
            need = ours.stage(solution, "need")[0]
            way = ours.stage(solution, "distance")[0]
            rows += [
                row(f"{title}: weighted unmet need", need, sum(f.need for f in found), "points",
                    "≤ 1"),
                row(f"{title}: km", way, sum(f.way for f in found), "10 m", "≤ 1.005"),
                row(f"{title}: time", seconds, sum(f.seconds for f in found), "s"),
            ]  # fmt: skip
    return rows
