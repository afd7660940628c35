"""Distances as they may be told, compiled: between one of many points and one of others."""

import numpy as np
from numba import njit

from matching.problem import Floats
from matching.shown import SHOWN_STEP_M


@njit(cache=True)
def shown_steps(needs: Floats, need: int, offers: Floats, offer: int) -> float:
    """Between published points, in steps of half a kilometre."""
    across, along = needs[need, 0] - offers[offer, 0], needs[need, 1] - offers[offer, 1]
    return float(np.rint(np.sqrt(across * across + along * along) / SHOWN_STEP_M))
