"""Policies and the priority that they give."""

import json
from typing import Any

import pytest

from matching.errors import InvalidPolicy, InvalidProblem
from matching.policy import Policy
from matching.priority import priority


def test_policy_survives_json() -> None:
    policy = Policy(urgency_points=(9, 5, 3), received_points=2, cost_grid_m=20, fairness=False)
    assert Policy.from_dict(json.loads(json.dumps(policy.as_dict()))) == policy


@pytest.mark.parametrize(
    "values",
    [
        {"urgency_points": ()},
        {"urgency_points": (20, 40, 60)},
        {"urgency_points": (60, 60, 20)},
        {"urgency_points": (60, 40.5, 20)},
        {"urgency_points": (10_000_000, 40, 20)},
        {"urgency_points": "60"},
        {"received_points": 20},
        {"waiting_points": -1},
        {"waiting_points": 10**12},
        {"vulnerable_points": 1.5},
        {"cost_grid_m": 0},
        {"cost_grid_m": True},
        {"fairness": 1},
        {"fairness_given_up_percent": 101},
        {"inertia_m": -1},
        {"distance_gap_ppm": 0.5},
        {"most_pairs": 5},
        {"\ud800": 5},
        {"received_days": 10**9},
    ],
)
def test_unusable_policy_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidPolicy):
        Policy.from_dict(values)


def points(
    urgency: int = 2,
    waiting_days: int = 0,
    vulnerable: bool = False,
    received: bool = False,
    put_first: bool = False,
) -> int:
    return priority(
        Policy(),
        urgency=urgency,
        waiting_days=waiting_days,
        vulnerable=vulnerable,
        received=received,
        put_first=put_first,
    )


def test_points_are_those_of_the_table() -> None:
    assert points() == 20
    assert points(urgency=0) == 60
    assert points(urgency=1, waiting_days=3) == 40 + 3 * 2
    assert points(urgency=2, vulnerable=True) == 20 + 6
    assert points(urgency=2, received=True) == 20 - 10
    assert points(urgency=0, waiting_days=30, vulnerable=True) == 60 + 10 * 2 + 6


def test_waiting_lifts_by_one_level_at_most() -> None:
    assert points(urgency=1, waiting_days=365) == points(urgency=0)


def test_whom_somebody_failed_goes_before_everybody_else() -> None:
    """100 + 20 − 10 = 110 above 60 + 20 + 6 = 86."""
    most = points(urgency=0, waiting_days=10, vulnerable=True)
    assert points(urgency=2, received=True, put_first=True) == 110 > most == 86


def test_every_need_has_some_priority() -> None:
    assert points(received=True) >= 1


@pytest.mark.parametrize(("urgency", "waiting_days"), [(3, 0), (-1, 0), (0, -1)])
def test_impossible_circumstances_are_refused(urgency: int, waiting_days: int) -> None:
    with pytest.raises(InvalidProblem):
        points(urgency=urgency, waiting_days=waiting_days)
