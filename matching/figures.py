"""The figures of a round, JSON-serialisable; `matching.told` has what offices may read of them.

categories   one Outcome per category that anybody asked for or offers
cities       by city code: requests, met, partly (requests), asked, matched (rupiah worth)
gaps         requests left unmet in part or whole, by cause
proof        optimal; breaches, unproven; categories: category and stages, each with name, value,
             bound and gap
wishes       where anything was wished that can't be divided: category, relaxed_weighted, weighted,
             gap, relaxed_trip_km, trip_km, see `wishes.Wished`; else empty
totals       requests, offers, trip_km, shown_km; asked, given, matched (rupiah worth);
             least_covered and worst_tenth, the lowest of the categories that both sides are
             there for
planned      proposals of the plan that are new; proposed: those made, none by a dry run; skipped:
             those, made or taken back, that other changes overtook
stay         proposals of earlier rounds, weighed again, that the plan keeps; taken_back: those that
             it doesn't; waiting: those that stay and of which the plan would have more
ways         by what "shorter" was judged: straight, road, or roads_unknown, see `child`
seconds      by phase; of the stages, summed over categories
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.plan import Outcome, Plan
from matching.problem import Problem

# Whoever shows figures need not load the engine.
if TYPE_CHECKING:
    from matching.certificate import Certificate
    from matching.child import Answer

# Characters of a city's code: 31.71.
CITY_LENGTH = 5

Figures = dict[str, Any]


def round_figures(problem: Problem, regions: Sequence[str], answer: "Answer") -> Figures:
    """What a plan achieves; ``regions`` are the region codes of the needs."""
    outcomes = [outcome for outcome in answer.outcomes if outcome.needs or outcome.offers]
    worth = {category.code: category.unit_value for category in problem.categories}
    causes = Counter(facts["code"] for facts in answer.gaps.values())
    return {
        "categories": [asdict(outcome) for outcome in outcomes],
        "cities": _cities(problem, regions, answer.plan),
        "gaps": dict(sorted(causes.items())),
        "proof": proof_figures(answer.certificate),
        "wishes": [each._asdict() for each in answer.wished],
        "totals": _totals(outcomes, worth),
        "ways": answer.ways,
    }


def proof_figures(certificate: "Certificate") -> Figures:
    """What is proven, stage by stage."""
    return {
        "optimal": certificate.optimal,
        "breaches": list(certificate.breaches),
        "unproven": list(certificate.unproven),
        "categories": [
            {
                "category": proof.category,
                "stages": [stage._asdict() | {"gap": stage.gap} for stage in proof.stages],
            }
            for proof in certificate.proofs
        ],
    }


def _totals(outcomes: list[Outcome], worth: dict[str, int]) -> Figures:
    both = [outcome for outcome in outcomes if outcome.needs and outcome.offers]
    return {
        "requests": sum(outcome.needs for outcome in outcomes),
        "offers": sum(outcome.offers for outcome in outcomes),
        "trip_km": round(sum(outcome.trip_km for outcome in outcomes), 3),
        "shown_km": round(sum(outcome.shown_km for outcome in outcomes), 3),
        "asked": sum(outcome.asked * worth[outcome.category] for outcome in outcomes),
        "given": sum(outcome.given * worth[outcome.category] for outcome in outcomes),
        "matched": sum(outcome.matched * worth[outcome.category] for outcome in outcomes),
        "least_covered": min((outcome.least_covered for outcome in both), default=1.0),
        "worst_tenth": min((outcome.worst_tenth for outcome in both), default=1.0),
    }


def _cities(problem: Problem, regions: Sequence[str], plan: Plan) -> dict[str, Figures]:
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
