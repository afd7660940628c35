"""The server that knows the roads, for the places of a problem."""

import numpy as np
from django.conf import settings

from geo.projection import to_degrees
from matching.problem import Floats, Problem
from matching.travel import Osrm


def roads_of(problem: Problem) -> Osrm | None:
    """Who knows the roads between a problem's places; None where the settings name no server."""
    if not settings.MATCHING_OSRM:
        return None
    needs, offers = problem.needs, problem.offers
    return Osrm(
        settings.MATCHING_OSRM,
        degrees(needs.point),
        degrees(needs.shown_point),
        degrees(offers.point),
        offers.exact,
    )


def degrees(points: Floats) -> Floats:
    """(n, 2) longitude and latitude of points in metres, (n, 2)."""
    # Many share a place: they lie on a grid.
    spots, spot = np.unique(points, axis=0, return_inverse=True)
    placed = [to_degrees(east, north).coords for east, north in spots.tolist()]
    return np.array(placed, dtype=np.float64).reshape(-1, 2)[spot.reshape(-1)]
