"""Who goes first when there is not enough: a need's priority from its circumstances.

| circumstance                                        | points (default policy)      |
|-----------------------------------------------------|------------------------------|
| no food today                                       | 60                           |
| food today, none tomorrow                           | 40                           |
| food today and tomorrow, need within the week       | 20                           |
| each full day waited since the request, at most 10  | +2                           |
| somebody vulnerable in the household                | +6                           |
| received the same category in the last 28 days      | −10                          |
| somebody failed it: promised and not brought        | +100                         |

Whoever was promised something that never set out, or was missed, goes before everybody else.
Waiting the full ten days lifts a need by one level of urgency (20 points) and no more. Only the
order of the points matters, never their size: see `docs/explanation/matching.md`.
"""

import numpy as np

from matching.errors import InvalidProblem
from matching.policy import Policy
from matching.problem import Flags, Ints


def priority(
    policy: Policy,
    *,
    urgency: int,
    waiting_days: int,
    vulnerable: bool,
    received: bool,
    put_first: bool = False,
) -> int:
    """Points of one need, at least 1 (the policy sees to it).

    urgency: 0 is the most urgent. waiting_days: full days since the request was made.
    received: got the same category within the policy's days. put_first: what was promised to
    it was not brought.

    Raises InvalidProblem for an unknown urgency or a negative wait.
    """
    if not 0 <= urgency < len(policy.urgency_points):
        raise InvalidProblem(f"Urgency {urgency} is unknown.")
    if waiting_days < 0:
        raise InvalidProblem(f"A need cannot have waited {waiting_days} days.")
    return (
        policy.urgency_points[urgency]
        + policy.waiting_points * min(waiting_days, policy.waiting_days_counted)
        + policy.vulnerable_points * vulnerable
        - policy.received_points * received
        + policy.put_first_points * put_first
    )


def priorities(
    policy: Policy,
    *,
    urgency: Ints,
    waiting_days: Ints,
    vulnerable: Flags,
    received: Flags,
    put_first: Flags,
) -> Ints:
    """`priority` of many needs at once: (n,) points from (n,) circumstances.

    Raises InvalidProblem where `priority` would.
    """
    if ((urgency < 0) | (urgency >= len(policy.urgency_points))).any():
        raise InvalidProblem("An urgency is unknown.")
    if (waiting_days < 0).any():
        raise InvalidProblem("A need cannot have waited fewer than 0 days.")
    points: Ints = (
        np.array(policy.urgency_points, dtype=np.int64)[urgency]
        + policy.waiting_points * np.minimum(waiting_days, policy.waiting_days_counted)
        + policy.vulnerable_points * vulnerable.astype(np.int64)
        - policy.received_points * received.astype(np.int64)
        + policy.put_first_points * put_first.astype(np.int64)
    )
    return points
