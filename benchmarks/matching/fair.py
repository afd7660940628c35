"""How fair the engine's plans are beside the fairest that meet as much weighted need."""

from collections.abc import Iterator

from benchmarks.matching import fairest, ours
from benchmarks.matching.arcs import Market, markets
from benchmarks.matching.cities import City, city
from benchmarks.report import Row, row
from matching.solver import solve

REGIMES = {"scarcity (0.6)": City(supply=0.6), "near balance (0.9)": City(supply=0.9)}
ENOUGH = 0.99


def run(size: int, seed: int) -> list[Row]:
    rows: list[Row] = []
    for name, how in REGIMES.items():
        problem = city(seed, size, how)
        fair = solve(problem, ours.POLICY)
        blind = solve(problem, ours.NEED_FIRST)
        for market in markets(problem):
            code = problem.categories[market.category].code
            mine = fairest.reached(market, fair.plan.unmet[market.need])
            others = fairest.reached(market, blind.plan.unmet[market.need])
            rows += _beside(f"{name}, {code}", market, mine, others)
        km = ours.unit_km(problem, fair.plan), ours.unit_km(problem, blind.plan)
        rows.append(row(f"{name}: km with fairness, beside without", *km, "unit km"))
    return rows


def _beside(title: str, market: Market, mine: fairest.Fair, blind: fairest.Fair) -> Iterator[Row]:
    fractions = fairest.best(market, mine, whole=False)
    words = {
        "least": "coverage of the worst-off neighbourhood",
        "worst_tenth": "mean coverage of the worst tenth",
    }
    short = [name for name in words if getattr(mine, name) < ENOUGH * getattr(fractions, name)]
    whole = fairest.best(market, mine, whole=True) if short else fractions
    for name, what in words.items():
        value, best = getattr(mine, name), getattr(fractions, name)
        yield row(f"{title}: {what}, beside the LP's best", value, best, "", f"≥ {ENOUGH}")
        if name in short:
            in_steps = min(best, getattr(whole, name))
            yield row(f"{title}: {what}, beside the best in whole units", value, in_steps, "")
        yield row(f"{title}: {what}, beside without fairness", value, getattr(blind, name), "")
