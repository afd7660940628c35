"""Priorities of many needs at once are those of each."""

from itertools import product

import numpy as np
import pytest

from matching.errors import InvalidProblem
from matching.policy import Policy
from matching.priority import priorities, priority

POLICIES = [
    Policy(),
    Policy(
        urgency_points=(90, 30),
        waiting_points=7,
        waiting_days_counted=3,
        vulnerable_points=1,
        received_points=29,
        put_first_points=1000,
    ),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_priorities_of_many_are_those_of_each(policy: Policy) -> None:
    """All circumstances: urgency × days 0 to 12 × three yes or no."""
    levels, yes_or_no = range(len(policy.urgency_points)), (False, True)
    cases = list(product(levels, range(13), yes_or_no, yes_or_no, yes_or_no))
    urgency, days, vulnerable, received, put_first = map(np.array, zip(*cases, strict=True))
    found = priorities(
        policy,
        urgency=urgency,
        waiting_days=days,
        vulnerable=vulnerable,
        received=received,
        put_first=put_first,
    )
    names = ("urgency", "waiting_days", "vulnerable", "received", "put_first")
    each = [priority(policy, **dict(zip(names, case, strict=True))) for case in cases]  # type: ignore[arg-type]
    assert found.tolist() == each
    assert found.dtype == np.int64


@pytest.mark.parametrize(("urgency", "days"), [(3, 0), (-1, 0), (0, -1)])
def test_what_one_need_may_not_be_none_of_many_may(urgency: int, days: int) -> None:
    no = np.array([False, False])
    with pytest.raises(InvalidProblem):
        priorities(
            Policy(),
            urgency=np.array([0, urgency]),
            waiting_days=np.array([1, days]),
            vulnerable=no,
            received=no,
            put_first=no,
        )


def test_no_needs_have_no_priorities() -> None:
    none, no = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    found = priorities(
        Policy(), urgency=none, waiting_days=none, vulnerable=no, received=no, put_first=no
    )
    assert found.tolist() == []
