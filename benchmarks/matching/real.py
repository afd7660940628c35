"""The real workload: see `chennai`."""

from benchmarks.matching import ours
from benchmarks.matching.arcs import markets
from benchmarks.matching.beside_greedy import beside
from benchmarks.matching.chennai import chennai
from benchmarks.matching.exact import beside_all
from benchmarks.report import Row, row


def run(seed: int, times: int) -> list[Row]:
    ours.warm()
    problem = chennai(seed)
    every = list(markets(problem))
    rows = [
        row("needs", len(problem.needs), None, ""),
        row("offers", len(problem.offers), None, ""),
        row("legal pairs", sum(len(market.head) for market in every), None, ""),
    ]
    for policy in (ours.NEED_FIRST, ours.POLICY):
        rows += beside_all("Chennai", problem, every, policy, times=times)
    return rows + beside("Chennai", problem)
