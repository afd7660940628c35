"""Seconds, memory and proven gaps of large cities, and how the time grows with size."""

from functools import partial
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks.matching import ours
from benchmarks.matching.alone import alone
from benchmarks.matching.cities import City, city
from benchmarks.report import Row, row
from matching.policy import Policy
from matching.solver import solve

PROCESSES = 2
# Distance is searched until its proven gap is 0.1 %.
REGIMES = {"near balance (0.9)": City(supply=0.9), "abundance (1.5)": City(supply=1.5)}


class Measured(NamedTuple):
    """seconds: by the clock. searching: of all categories, one after another. need, distance:
    value and bound. met, met_bound: Σ priority · units."""

    seconds: float
    searching: float
    need: tuple[int, int]
    distance: tuple[int, int]
    met: int
    met_bound: int
    optimal: bool


def measure(seed: int, size: int, how: City, policy: Policy, processes: int) -> Measured:
    """One solve, for a process of its own."""
    problem = city(seed, size, how)
    ours.warm()
    solution, seconds = ours.timed(partial(solve, problem, policy, processes=processes))
    return Measured(
        seconds=seconds,
        searching=sum(spent for name, spent in solution.seconds.items() if name != "all"),
        need=ours.stage(solution, "need"),
        distance=ours.stage(solution, "distance"),
        met=ours.weighted_met(problem, solution.plan.unmet),
        met_bound=ours.weighted_bound(problem),
        optimal=solution.certificate.optimal,
    )


def run(size: int, seed: int) -> list[Row]:
    rows: list[Row] = []
    for name, how in REGIMES.items():
        found, held = alone(measure, seed, size, how, ours.POLICY, PROCESSES)
        gaps = {
            "weighted need, proven gap": (found.need, "≤ 0.0005"),
            "km, proven gap": (found.distance, "≤ 0.01"),
        }
        title = f"{size:,} × {size:,}, {name}".replace(",", " ", 2)
        rows += [
            row(f"{title}: time in {PROCESSES} processes", found.seconds, None, "s", "≤ 120"),
            row(f"{title}: memory, children too", held / 2**30, None, "GiB", "≤ 2"),
            *(
                row(f"{title}: {what}", (value - bound) / max(1, value), None, "", target)
                for what, ((value, bound), target) in gaps.items()
            ),
            row(f"{title}: weighted need met, beside what the supply allows",
                found.met, found.met_bound, "points"),
        ]  # fmt: skip
    return rows


def growth(sizes: dict[int, int], seed: int) -> list[Row]:
    """sizes: how often each is solved. The exponent is the slope of the line of least squares
    through the logarithms of the median seconds."""
    rows: list[Row] = []
    spent: dict[str, list[float]] = {"in one process": [], "in two processes": []}
    for size, times in sizes.items():
        for number, (name, seconds) in enumerate(spent.items(), start=1):
            runs = [
                alone(measure, seed + time, size, City(), ours.POLICY, number)[0].seconds
                for time in range(times)
            ]
            seconds.append(median(runs))
            rows.append(row(f"{size} × {size}, {name}, median of {times}", median(runs), None, "s"))
    logs = np.log(list(sizes))
    for name, seconds in spent.items():
        exponent = float(np.polyfit(logs, np.log(seconds), 1)[0])
        rows.append(row(f"exponent of the time, {name}", exponent, None, "", "≤ 1.4"))
    return rows
