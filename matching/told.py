"""What offices may read of a round's figures.

Ways are told between published points, and what is proven as a gap alone: from exact sums of
kilometres, or of priorities, of rounds that differ by one request, its home and its priority
would follow.
"""

import math
from typing import Any

from matching.figures import Figures

OF_CATEGORIES = ("category", "needs", "offers", "asked", "given", "matched")
SHARES = ("least_covered", "worst_tenth")
# A share of 0.001 is the finest that is told, a gap of 0.000001, rounded up.
SHARE_DIGITS, GAP_STEPS = 3, 1_000_000


def told(figures: Figures) -> Figures:
    """The figures of a round, empty before it is done.

    As `matching.figures` has them, but of categories: those of ``OF_CATEGORIES``, ``SHARES`` and
    trip_km; of the proof's stages: name and gap; of wishes: category and ``less``, the share by
    which less is matched than could be if all were divided, and over all together ``wished_less``.
    trip_km: Σ km between published points, one way per assignment. ``less``, ``wished_less`` and
    trip_km are None for rounds that did not count them.
    """
    if not figures:
        return {}
    return figures | {
        "categories": [_category(outcome) for outcome in figures["categories"]],
        "proof": figures["proof"] | {"categories": _proofs(figures)},
        "wishes": [
            {"category": each["category"], "less": _less([each])}
            for each in figures.get("wishes", [])
        ],
        "wished_less": _less(figures.get("wishes", [])),
        "totals": figures["totals"] | _way(figures["totals"]) | _shares(figures["totals"]),
    }


def told_curve(curve: list[Figures]) -> list[Figures]:
    """What other degrees of fairness would give, see `child.Point`; trip_km as `told` has it."""
    return [
        {name: point[name] for name in ("given_up_percent", "matched")}
        | _way(point)
        | _shares(point)
        for point in curve
    ]


def _category(outcome: Figures) -> Figures:
    return {name: outcome[name] for name in OF_CATEGORIES} | _way(outcome) | _shares(outcome)


def _proofs(figures: Figures) -> list[Figures]:
    return [
        {
            "category": proof["category"],
            "stages": [
                {"name": stage["name"], "gap": _gap(stage["gap"])} for stage in proof["stages"]
            ],
        }
        for proof in figures["proof"]["categories"]
    ]


def _way(figures: Figures) -> Figures:
    km: float | None = figures.get("shown_km")
    return {"trip_km": km if km is None else round(km, 1)}


def _shares(figures: Figures) -> Figures:
    return {name: round(figures[name], SHARE_DIGITS) for name in SHARES}


def _less(wishes: list[dict[str, Any]]) -> float | None:
    """By units: by what priority weighs, the priorities of a few would follow."""
    if any("worth" not in each for each in wishes):
        return None
    divided = sum(each["relaxed_worth"] for each in wishes)
    lost = divided - sum(each["worth"] for each in wishes)
    return _gap(max(lost, 0) / divided) if divided else 0.0


def _gap(gap: float) -> float:
    """Never less than what is proven."""
    return math.ceil(gap * GAP_STEPS) / GAP_STEPS
