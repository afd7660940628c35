"""The worst-off neighbourhoods go before short ways, and never before need."""

import numpy as np
import pytest

from matching.network import LEVELS, level_costs
from matching.plan import coverage
from matching.policy import Policy
from matching.problem import Problem
from matching.solver import solve
from tests.matching.instances import FAIR, POLICY, Ask, Give, make, quantities, random_problem


def met(problem: Problem, policy: Policy) -> list[int]:
    """Units by neighbourhood."""
    units: list[int] = coverage(problem, solve(problem, policy).plan, 0)[1].tolist()
    return units


def test_neighbourhoods_share_what_is_scarce() -> None:
    # Four packages at kampung 1, which asks for 4, as does kampung 2 at 3 km. Nearest: 4 and 0.
    # Fair: half of each.
    needs = [Ask(0, quantity=4, neighbourhood=1), Ask(3000, quantity=4, neighbourhood=2)]
    problem = make(needs, [Give(0, quantity=4)])
    assert met(problem, POLICY) == [4, 0]
    assert met(problem, FAIR) == [2, 2]


def test_share_of_what_was_asked_counts_not_the_number() -> None:
    # 6 packages for kampung 1 (asks 8) and kampung 2 (asks 4): 4/8 and 2/4.
    needs = [Ask(0, quantity=8, neighbourhood=1), Ask(3000, quantity=4, neighbourhood=2)]
    problem = make(needs, [Give(3000, quantity=6)])
    assert met(problem, FAIR) == [4, 2]


def test_next_worst_counts_once_the_worst_cannot_be_helped() -> None:
    # Nobody reaches kampung 3. Of 4 packages kampungs 1 and 2, which ask for 4 each, get half.
    needs = [Ask(0, quantity=4, neighbourhood=1), Ask(3000, quantity=4, neighbourhood=2),
             Ask(30_000, quantity=4, neighbourhood=3)]  # fmt: skip
    problem = make(needs, [Give(0, quantity=4)])
    assert met(problem, FAIR) == [2, 2, 0]


def test_priority_goes_before_fairness() -> None:
    needs = [Ask(0, quantity=4, neighbourhood=1, priority=3),
             Ask(3000, quantity=4, neighbourhood=2, priority=2)]  # fmt: skip
    assert met(make(needs, [Give(0, quantity=4)]), FAIR) == [4, 0]


def test_fairness_never_costs_a_unit() -> None:
    for seed in range(60):
        problem = random_problem(seed, most=12)
        fair, near = (solve(problem, policy) for policy in (FAIR, POLICY))
        assert [p.stages[0] for p in fair.certificate.proofs] == [
            p.stages[0] for p in near.certificate.proofs
        ]
        assert fair.plan.unmet.sum() == near.plan.unmet.sum()


def test_needs_without_neighbourhood_are_one_group() -> None:
    # Two strangers ask for 2 together with nobody; kampung 1 asks for 2. Two packages: one each.
    needs = [Ask(0), Ask(100), Ask(3000, quantity=2, neighbourhood=1)]
    assert met(make(needs, [Give(0, quantity=2)]), FAIR) == [1, 1]


def test_what_the_policy_gives_up_shortens_ways_and_no_more() -> None:
    # As above fair is 5 of 10 each, 3 km for five. 20 % of 10 are 2 that kampung 2 may lose.
    needs = [Ask(0, quantity=10, neighbourhood=1), Ask(3000, quantity=10, neighbourhood=2)]
    problem = make(needs, [Give(0, quantity=10)])
    given_up = {percent: Policy(fairness_given_up_percent=percent) for percent in (0, 20, 100)}
    assert [met(problem, policy) for policy in given_up.values()] == [[5, 5], [7, 3], [10, 0]]
    for policy in given_up.values():
        assert solve(problem, policy).certificate.optimal


def test_curve_falls_in_distance_and_in_coverage() -> None:
    problem = random_problem(5, most=40)
    solutions = [
        solve(problem, Policy(fairness_given_up_percent=percent, distance_gap_ppm=0))
        for percent in (0, 5, 10, 20, 50, 100)
    ]
    ways = [solution.outcomes[0].step_km for solution in solutions]
    assert ways == sorted(ways, reverse=True) and ways[0] > ways[-1]
    assert all(solution.certificate.optimal for solution in solutions)
    least = [solution.outcomes[0].least_covered for solution in solutions]
    assert least[0] == max(least)


def test_proposal_that_stands_is_kept_where_it_costs_nothing() -> None:
    # Two donors at one place, either will do: the one that was proposed stays, whatever the seed.
    problem = make([Ask(0)], [Give(500), Give(500)], kept={(0, 1): 1})
    for seed in range(10):
        solution = solve(problem, FAIR, seed=seed)
        assert quantities(problem, solution.plan) == {(0, 1): 1}
        assert solution.certificate.proofs[0].stages[-1] == ("change", -1, -1)


def test_proposal_that_stands_is_kept_unless_the_gain_is_worth_it() -> None:
    # The standing proposal is 900 m longer than the other offer.
    problem = make([Ask(0)], [Give(100), Give(1000)], kept={(0, 1): 1})
    chosen = {
        metres: quantities(problem, solve(problem, Policy(inertia_m=metres)).plan)
        for metres in (0, 800, 1000)
    }
    assert chosen == {0: {(0, 0): 1}, 800: {(0, 0): 1}, 1000: {(0, 1): 1}}


def test_proposal_that_stands_gives_way_to_need() -> None:
    # Kept, offer 0 would leave need 1 with nothing.
    problem = make(
        [Ask(0), Ask(1000)], [Give(400, radius=1000), Give(-600, radius=700)], kept={(0, 0): 1}
    )
    assert quantities(problem, solve(problem, FAIR).plan) == {(0, 1): 1, (1, 0): 1}


@pytest.mark.parametrize("asked", [1, 2, 3, 7, 10, 999, 1000, 1001, 4000, 4001, 4007, 50_000])
def test_levels_cover_every_step_and_rise(asked: int) -> None:
    costs, steps = level_costs(asked)
    lacking = np.arange(1, asked + 1)
    each = [LEVELS - LEVELS * (asked - u) // asked for u in lacking.tolist()]
    assert np.repeat(costs, steps).tolist() == each
    assert costs.tolist() == sorted(set(costs.tolist()))
