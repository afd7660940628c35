"""The figures of a round, JSON-serialisable.

categories   one Outcome per category that anybody asked for or offers
cities       by city code: requests, met, partly (requests), asked, matched (rupiah worth)
gaps         requests left unmet in part or whole, by cause
proof        per category, the values reached and their proven bounds
totals       requests, offers, pairs, trip_km; asked, given, matched (rupiah worth)
proposed, skipped   proposals made, and those overtaken by other changes
seconds      by phase
"""

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from matching.certificate import Certificate
from matching.facts import UnmetFacts
from matching.plan import Outcome, Plan
from matching.problem import Problem

# Characters of a city's code: 31.71.
CITY_LENGTH = 5

Figures = dict[str, Any]


def round_figures(
    problem: Problem,
    regions: tuple[str, ...],
    plan: Plan,
    certificate: Certificate,
    gaps: dict[int, UnmetFacts],
) -> Figures:
    """What a plan achieves; ``regions`` are the region codes of the needs."""
    outcomes = [outcome for outcome in plan.outcomes if outcome.needs or outcome.offers]
    worth = {category.code: category.unit_value for category in problem.categories}
    return {
        "categories": [asdict(outcome) for outcome in outcomes],
        "cities": _cities(problem, regions, plan),
        "gaps": dict(sorted(Counter(facts["code"] for facts in gaps.values()).items())),
        "proof": {
            "optimal": certificate.optimal,
            "breaches": list(certificate.breaches),
            "unproven": list(certificate.unproven),
            "categories": [asdict(proof) for proof in certificate.proofs],
        },
        "totals": _totals(outcomes, worth),
    }


def _totals(outcomes: list[Outcome], worth: dict[str, int]) -> Figures:
    return {
        "requests": sum(outcome.needs for outcome in outcomes),
        "offers": sum(outcome.offers for outcome in outcomes),
        "pairs": sum(outcome.pairs for outcome in outcomes),
        "trip_km": round(sum(outcome.trip_km for outcome in outcomes), 3),
        "asked": sum(outcome.asked * worth[outcome.category] for outcome in outcomes),
        "given": sum(outcome.given * worth[outcome.category] for outcome in outcomes),
        "matched": sum(outcome.matched * worth[outcome.category] for outcome in outcomes),
    }


def _cities(problem: Problem, regions: tuple[str, ...], plan: Plan) -> dict[str, Figures]:
    unit_value = np.array([category.unit_value for category in problem.categories], dtype=np.int64)
    asked = problem.needs.quantity
    worth = unit_value[problem.needs.category]
    matched = asked - plan.unmet
    city = np.array([code[:CITY_LENGTH] for code in regions], dtype=str)
    return {
        str(code): {
            "requests": int(here.sum()),
            "met": int((here & (plan.unmet == 0)).sum()),
            "partly": int((here & (plan.unmet > 0) & (matched > 0)).sum()),
            "asked": int((asked * worth)[here].sum()),
            "matched": int((matched * worth)[here].sum()),
        }
        for code in np.unique(city)
        for here in (city == code,)
    }
