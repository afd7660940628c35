"""REPORT: what was reached, what is proven, and what it took."""

import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from matching.certificate import Proof
from matching.plan import Outcome, Plan, coverage
from matching.policy import Policy
from matching.problem import Problem
from matching.solver import Solution
from matching.tool.inputs import Inputs
from matching.tool.places import Plane
from matching.wishes import changed_categories

if sys.platform != "win32":
    import resource

PACKAGES = ("numpy", "numba")
# What the numbers of a stage count; `cost_grid_m` metres are one unit of way.
UNITS = {
    "need": "priority x quantity that stays unmet",
    "fairness": "level cost of what neighbourhoods lack",
    "distance": "quantity x way in steps of cost_grid_m",
    "change": "minus the quantity that stays as it was",
}
MEBIBYTE = 2**20


def report_of(
    inputs: Inputs,
    solution: Solution,
    policy: Policy,
    parameters: dict[str, Any],
    seconds: dict[str, float],
) -> dict[str, Any]:
    """JSON-serialisable. parameters, seconds: what the tool was told, and what its own phases
    took; the engine's stages are sums over categories, which may run side by side. Stages are of
    the plan that divides as it likes, all else of the plan that keeps the wishes."""
    proofs = {proof.category: proof for proof in solution.certificate.proofs}
    categories = [
        _category(inputs.problem, solution, number, outcome, proofs.get(outcome.category))
        for number, outcome in enumerate(solution.outcomes)
    ]
    return {
        "proven": solution.certificate.optimal and solution.plan is solution.relaxed,
        **totals(solution.outcomes, solution.plan),
        "stages": _summed(category["stages"] for category in categories),
        "wishes": wishes_of(solution),
        "categories": categories,
        "units": UNITS,
        "measuring": measuring(inputs.plane),
        "seconds": {name: round(spent, 3) for name, spent in seconds.items()}
        | {f"solve {name}": round(spent, 3) for name, spent in solution.seconds.items()},
        "peak_memory_mib": peak_memory(),
        "parameters": parameters | {"policy": policy.as_dict(), "versions": versions()},
        "problem_sha256": inputs.problem.digest(),
    }


def totals(outcomes: Sequence[Outcome], plan: Plan) -> dict[str, Any]:
    """The figures of all categories together."""
    asked, matched = (
        sum(getattr(each, name) for each in outcomes) for name in ("asked", "matched")
    )
    weighted = {
        name: sum(getattr(each, name) for each in outcomes)
        for name in ("weighted_asked", "weighted_matched")
    }
    return {
        "needs": sum(each.needs for each in outcomes),
        "offers": sum(each.offers for each in outcomes),
        "matches": len(plan),
        "asked": asked,
        "given": sum(each.given for each in outcomes),
        "matched": matched,
        "coverage": _share(matched, asked),
        **weighted,
        "weighted_coverage": _share(weighted["weighted_matched"], weighted["weighted_asked"]),
        "kilometres": round(sum(each.trip_km for each in outcomes), 3),
        "quantity_kilometres": round(sum(each.step_km for each in outcomes), 3),
    }


def wishes_of(solution: Solution) -> dict[str, Any] | None:
    """What it costs that all wishes are kept, against the plan that divides as it likes; None
    where nothing is wished."""
    if not solution.wished:
        return None
    bound = sum(each.relaxed_weighted for each in solution.wished)
    lost = bound - sum(each.weighted for each in solution.wished)
    return {
        "relaxed_proven": solution.certificate.optimal,
        "repaired": solution.plan is not solution.relaxed,
        "gap": lost / bound if bound else 0.0,
        "categories": [
            {
                "category": each.category,
                "weighted_bound": each.relaxed_weighted,
                "weighted_matched": each.weighted,
                "gap": each.gap,
                "relaxed_kilometres": round(each.relaxed_trip_km, 3),
                "kilometres": round(each.trip_km, 3),
            }
            for each in solution.wished
        ],
    }


def measuring(plane: Plane) -> dict[str, Any]:
    """Where distances are measured, and how far off they may be."""
    return {
        "centre_lon": plane.centre[0],
        "centre_lat": plane.centre[1],
        "farthest_km": round(plane.farthest_m / 1000, 3),
        "error_percent": float(f"{plane.error * 100:.2g}"),
    }


def peak_memory() -> dict[str, float] | None:
    """MiB of this process, and of the largest one that it started; None where nobody counts."""
    if sys.platform == "win32":
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    whose = {"own": resource.RUSAGE_SELF, "largest_child": resource.RUSAGE_CHILDREN}
    return {
        name: round(resource.getrusage(who).ru_maxrss * unit / MEBIBYTE, 1)
        for name, who in whose.items()
    }


def versions() -> dict[str, str]:
    """Of Python and of what computes."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found


def _category(
    problem: Problem, solution: Solution, number: int, outcome: Outcome, proof: Proof | None
) -> dict[str, Any]:
    figures = asdict(outcome)
    spent = figures.pop("seconds")
    del figures["shown_km"]
    repaired = changed_categories(problem, solution.relaxed, solution.plan)[number]
    ways = {
        "kilometres": round(figures.pop("trip_km"), 3),
        "quantity_kilometres": round(figures.pop("step_km"), 3),
    }
    return {
        **figures,
        **ways,
        "coverage": _share(outcome.matched, outcome.asked),
        "weighted_coverage": _share(outcome.weighted_matched, outcome.weighted_asked),
        "neighbourhoods": _neighbourhoods(problem, solution.plan, number),
        "proven": outcome.category not in solution.certificate.unproven and not bool(repaired),
        "stages": _stages(outcome, proof),
        "seconds": round(spent, 3),
    }


def _neighbourhoods(problem: Problem, plan: Plan, number: int) -> int:
    asked, _ = coverage(problem, plan, number)
    return len(asked)


def _stages(outcome: Outcome, proof: Proof | None) -> list[dict[str, Any]]:
    """What is not both asked for and offered cannot be met, and needs no other proof."""
    if proof is None:
        return [_stage("need", outcome.weighted_asked, outcome.weighted_asked)]
    return [_stage(stage.name, stage.value, stage.bound) for stage in proof.stages]


def _stage(name: str, objective: int, bound: int) -> dict[str, Any]:
    gap = (objective - bound) / max(1, abs(objective))
    return {"stage": name, "objective": objective, "bound": bound, "gap": gap}


def _summed(categories: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    sums: dict[str, tuple[int, int]] = {}
    for stages in categories:
        for stage in stages:
            objective, bound = sums.get(stage["stage"], (0, 0))
            sums[stage["stage"]] = objective + stage["objective"], bound + stage["bound"]
    return [_stage(name, *sums[name]) for name in UNITS if name in sums]


def _share(part: int, whole: int) -> float:
    """Nobody lacks anything where nobody asks."""
    return part / whole if whole else 1.0
