"""The engine as the benchmarks run it, and figures of its answers."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np

from benchmarks.matching.cities import City, city
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Ints, Problem, distances_m
from matching.solver import Solution, solve

POLICY = Policy()
NEED_FIRST = Policy(fairness=False)
SEED = 1

Answer = TypeVar("Answer")


def warm(processes: int = 1) -> None:
    """Load what numba compiled, which a process does once."""
    solve(city(SEED, 200, City()), POLICY, processes=processes)


def timed(work: Callable[[], Answer], times: int = 1) -> tuple[Answer, float]:
    """The first answer, and the median of the seconds."""
    seconds, answers = [], []
    for _ in range(times):
        begun = perf_counter()
        answers.append(work())
        seconds.append(perf_counter() - begun)
    return answers[0], median(seconds)


def stage(solution: Solution, name: str) -> tuple[int, int]:
    """(value, bound) of a stage, summed over the categories that have it."""
    stages = [
        each for proof in solution.certificate.proofs for each in proof.stages if each.name == name
    ]
    return sum(each.value for each in stages), sum(each.bound for each in stages)


def weighted_met(problem: Problem, unmet: Ints) -> int:
    """Σ priority · units met."""
    return int(problem.needs.priority @ (problem.needs.quantity - unmet))


def unit_km(problem: Problem, plan: Plan) -> float:
    """Σ units · km."""
    return float(distances_m(problem, plan.need, plan.offer) @ plan.quantity) / 1000


def weighted_bound(problem: Problem) -> int:
    """Σ priority · units that the supply would meet if every offer reached everybody."""
    total = 0
    for category in range(len(problem.categories)):
        needs = problem.needs.category == category
        given = problem.offers.quantity[problem.offers.category == category].sum()
        order: Ints = np.argsort(-problem.needs.priority[needs], kind="stable")
        asked = problem.needs.quantity[needs][order]
        before = np.cumsum(asked) - asked
        met = np.clip(given - before, 0, asked)
        total += int(met @ problem.needs.priority[needs][order])
    return total
