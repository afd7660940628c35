"""The fairest that any plan can be that meets the most weighted need, per category.

Both figures are found through flows on all legal pairs that lose as little as possible below a
coverage η: Σ max(0, η − coverage) over the neighbourhoods. Its least, W(η), is 0 exactly where
every neighbourhood can have η; and the mean of the k worst is the greatest η − W(η) / k
(Rockafellar, Uryasev, Journal of Risk 2, 2000). In fractions of a step W is convex: steps are then
split into `PARTS`, and what rounding is left is rounded so that no best is told too low.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from benchmarks.matching.arcs import Market
from benchmarks.matching.flows import Segments, flow
from matching.problem import Floats, Ints

PARTS = 1000
PRECISION = 1_000_000
NARROW = 0.001
NARROW_IN_STEPS = 0.002


class Fair(NamedTuple):
    """least: coverage of the worst-off neighbourhood. worst_tenth: mean coverage of the worst
    tenth of the neighbourhoods, at least one."""

    least: float
    worst_tenth: float


def reached(market: Market, unmet: Ints) -> Fair:
    """What a plan reached; unmet: steps per need."""
    share = np.sort(1 - np.bincount(market.group, unmet, len(market.asked)) / market.asked)
    return Fair(float(share[0]), float(share[: worst(market)].mean()))


def worst(market: Market) -> int:
    return max(1, len(market.asked) // 10)


def best(market: Market, ours: Fair, *, whole: bool) -> Fair:
    """Bounds that no plan exceeds, within `NARROW` of what is possible (`NARROW_IN_STEPS` for the
    worst tenth in whole steps); whole: of plans in whole steps, else in fractions."""
    lost = cache(lambda coverage: least_lost(market, coverage, whole=whole))
    least = _most_without_loss(lost, ours.least)
    mean = lambda coverage: coverage - lost(coverage) / worst(market)  # noqa: E731
    if whole:
        return Fair(least, _top_of_steps(lost, worst(market), ours.worst_tenth))
    return Fair(least, max(_top(mean), ours.worst_tenth))


def least_lost(market: Market, coverage: float, *, whole: bool) -> float:
    """W(coverage), not told too high."""
    parts = 1 if whole else PARTS
    split = market._replace(
        demand=market.demand * parts, supply=market.supply * parts, asked=market.asked * parts
    )
    segments = _below(market.asked, coverage, parts)
    found = flow(split, np.zeros(len(market.head), dtype=np.int64), segments)
    lacking = np.bincount(market.group, found.unmet, len(market.asked)).astype(np.int64)
    total = 0
    for column in range(3):
        cost, steps = segments.cost[column::3], segments.steps[column::3]
        filled = np.minimum(lacking, steps)
        lacking = lacking - filled
        total += int(cost @ filled)
    return total / PRECISION / parts


def _below(asked: Ints, coverage: float, parts: int) -> Segments:
    """Three segments a neighbourhood: down to the coverage, the step that crosses it, the rest."""
    room: Floats = (1 - coverage) * asked.astype(np.float64) * parts
    free = np.clip(np.floor(room + 1e-9), 0, asked * parts).astype(np.int64)
    crossing = np.minimum(1, asked * parts - free)
    over = np.clip(free + 1 - room, 0, 1)
    costs = (np.zeros(len(asked)), over / asked, 1 / asked)
    steps = (free, crossing, asked * parts - free - crossing)
    return Segments(
        np.repeat(np.arange(len(asked)), 3),
        np.floor(np.stack(costs, axis=1) * PRECISION).astype(np.int64).ravel(),
        np.stack(steps, axis=1).ravel(),
    )


def _most_without_loss(lost: Callable[[float], float], low: float) -> float:
    """The least coverage found at which something is lost, from one at which nothing is; 0 where
    that is so from the start."""
    if low >= 1 or lost(1.0) == 0:
        return 1.0
    high = min(1.0, low * 1.005 + NARROW / 2)
    while lost(high) == 0:
        low, high = high, min(1.0, high + 2 * (high - low) + NARROW)
    while high - low > NARROW:
        middle = (low + high) / 2
        low, high = (middle, high) if lost(middle) == 0 else (low, middle)
    return high if low else 0.0


def _top(concave: Callable[[float], float]) -> float:
    """A bound on the greatest value in [0, 1] of a concave function, by its chords."""
    points = [0.0, 0.5, 1.0]
    while True:
        values = [concave(point) for point in points]
        peak = max(range(len(points)), key=values.__getitem__)
        left, right = max(peak - 1, 0), min(peak + 1, len(points) - 1)
        bound = max(
            _beyond(points, values, left, peak, right), _beyond(points, values, right, peak, left)
        )
        if bound - values[peak] <= NARROW or points[right] - points[left] <= NARROW:
            return bound
        wider = max((left, peak), (peak, right), key=lambda ends: points[ends[1]] - points[ends[0]])
        points = sorted({*points, (points[wider[0]] + points[wider[1]]) / 2})


def _beyond(points: list[float], values: list[float], one: int, peak: int, other: int) -> float:
    """The chord from `one` to the peak, prolonged to `other`: above the function there."""
    if peak in (one, other):
        return values[peak]
    slope = (values[peak] - values[one]) / (points[peak] - points[one])
    return values[peak] + slope * (points[other] - points[peak])


def _top_of_steps(lost: Callable[[float], float], count: int, low: float) -> float:
    """A bound on the greatest coverage − lost / count, where lost only ever rises. It is found at
    the best of the worst tenth, which has no less than their mean: at `low` or above."""
    spans, bound = [(low, 1.0)], low
    while spans:
        begin, end = spans.pop()
        least, most = begin - lost(begin) / count, end - lost(begin) / count
        low = max(low, least)
        if most <= low + NARROW_IN_STEPS or end - begin <= NARROW_IN_STEPS:
            bound = max(bound, most)
        else:
            middle = (begin + end) / 2
            spans += [(begin, middle), (middle, end)]
    return max(bound, low)
