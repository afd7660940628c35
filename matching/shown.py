"""Distances as they may be told: between published points, one alone in half kilometres."""

import numpy as np

from matching.problem import Floats, Ints, Problem

SHOWN_STEP_M = 500


def shown_km(problem: Problem, need: Ints, offer: Ints) -> Floats:
    """Half kilometres between published points; rows that broadcast together."""
    half_km: Floats = np.rint(shown_m(problem, need, offer) / SHOWN_STEP_M) * (SHOWN_STEP_M / 1000)
    return half_km


def shown_m(problem: Problem, need: Ints, offer: Ints) -> Floats:
    """Metres between published points; rows that broadcast together."""
    way = problem.needs.shown_point[need] - problem.offers.shown_point[offer]
    metres: Floats = np.sqrt(way[..., 0] * way[..., 0] + way[..., 1] * way[..., 1])
    return metres
