"""What an optimal plan is, on instances whose optimum can be checked by hand."""

import pytest

from matching.errors import OutOfRange
from matching.policy import Policy
from matching.problem import Ints, Needs, Problem
from matching.solver import solve
from tests.matching.instances import (
    POLICY,
    Ask,
    Give,
    best_by_trying_everything,
    make,
    quantities,
    random_problem,
    value,
)


def test_more_need_is_met_than_nearest_first_would_meet() -> None:
    # Offer 0 at 400 reaches both needs, offer 1 at -600 only need 0.
    # Nearest first gives offer 0 to need 0 (400 m) and leaves need 1 empty-handed.
    # Optimum: need 0 from offer 1 (600 m), need 1 from offer 0 (600 m).
    problem = make([Ask(0), Ask(1000)], [Give(400, radius=1000), Give(-600, radius=700)])
    solution = solve(problem, POLICY)
    plan = solution.plan
    assert quantities(problem, plan) == {(0, 1): 1, (1, 0): 1}
    assert solution.outcomes[0].trip_km == pytest.approx(1.2)


def test_ways_are_shortest_in_total() -> None:
    # Needs at 0 and 1000, offers at 900 and 2000.
    # 0←900, 1000←2000: 900 + 1000 = 1900 m. 0←2000, 1000←900: 2000 + 100 = 2100 m.
    problem = make([Ask(0), Ask(1000)], [Give(900), Give(2000)])
    assert quantities(problem, solve(problem, POLICY).plan) == {(0, 0): 1, (1, 1): 1}


def test_need_is_met_in_parts_by_several_offers() -> None:
    # 5 needed; 2 at 1 km and 2 at 2 km: 4 met, 1 left. Step-kilometres 2·1 + 2·2 = 6, trips 3 km.
    problem = make([Ask(0, quantity=5)], [Give(1000, quantity=2), Give(2000, quantity=2)])
    solution = solve(problem, POLICY)
    plan = solution.plan
    assert quantities(problem, plan) == {(0, 0): 2, (0, 1): 2}
    assert plan.unmet.tolist() == [1]
    assert (solution.outcomes[0].step_km, solution.outcomes[0].trip_km) == (6.0, 3.0)


def test_offer_is_divided_among_needs() -> None:
    problem = make([Ask(0, quantity=3), Ask(100, quantity=2)], [Give(50, quantity=6)])
    solution = solve(problem, POLICY)
    plan = solution.plan
    assert quantities(problem, plan) == {(0, 0): 3, (1, 0): 2}
    assert plan.unused.tolist() == [1]


def test_radius_is_kept() -> None:
    problem = make([Ask(0), Ask(1001)], [Give(2000, quantity=2, radius=1000)])
    assert quantities(problem, solve(problem, POLICY).plan) == {(1, 0): 1}


def test_offer_at_the_edge_of_its_radius_reaches() -> None:
    problem = make([Ask(0)], [Give(1000, radius=1000)])
    assert quantities(problem, solve(problem, POLICY).plan) == {(0, 0): 1}


def test_offer_for_a_neighbourhood_goes_nowhere_else() -> None:
    # Neighbourhoods 3 and 4 form the region that the offer is for.
    needs = [Ask(0, neighbourhood=2), Ask(0, neighbourhood=4), Ask(0, neighbourhood=5)]
    problem = make(needs, [Give(0, quantity=3, target=(3, 5))])
    assert quantities(problem, solve(problem, POLICY).plan) == {(1, 0): 1}


def test_priority_goes_before_distance() -> None:
    # One package; the urgent need is 4 km away, the other next door.
    problem = make([Ask(0, priority=2), Ask(4000, priority=3)], [Give(0)])
    assert quantities(problem, solve(problem, POLICY).plan) == {(1, 0): 1}


def test_priority_outweighs_any_chain_of_detours() -> None:
    # Ten offers 1 km apart, each reaching the need at its place and the next one. Eleven needs:
    # only the first may go without, so that all others move on: 10 km instead of 0 km.
    needs = [Ask(0, priority=1)] + [Ask(1000 * i, priority=2) for i in range(1, 11)]
    problem = make(needs, [Give(1000 * i, radius=1000) for i in range(10)])
    solution = solve(problem, POLICY)
    plan = solution.plan
    assert quantities(problem, plan) == {(i + 1, i): 1 for i in range(10)}


def test_equal_priority_is_decided_by_distance() -> None:
    problem = make([Ask(2000), Ask(500)], [Give(0)])
    assert quantities(problem, solve(problem, POLICY).plan) == {(1, 0): 1}


def test_more_units_never_lose_to_one_urgent_unit_that_could_be_met_too() -> None:
    # Offer 0 reaches both needs, offer 1 only the urgent one: both are met.
    problem = make(
        [Ask(0, priority=80), Ask(3000, priority=1)], [Give(1500), Give(-1000, radius=1200)]
    )
    assert quantities(problem, solve(problem, POLICY).plan) == {(0, 1): 1, (1, 0): 1}


def test_forbidden_pair_is_not_matched() -> None:
    problem = make([Ask(0)], [Give(0), Give(3000)], forbidden=[(0, 0)])
    assert quantities(problem, solve(problem, POLICY).plan) == {(0, 1): 1}


def test_categories_do_not_mix() -> None:
    problem = make([Ask(0, category="meal")], [Give(0, category="sembako")])
    solution = solve(problem, POLICY)
    plan = solution.plan
    assert len(plan) == 0
    assert solution.certificate.proofs == ()


def test_cash_moves_in_steps_of_ten_thousand() -> None:
    # Rp50.000 asked, Rp30.000 given: 3 steps over 2 km are 6 step-kilometres.
    problem = make(
        [Ask(0, quantity=50_000, category="cash")], [Give(2000, quantity=30_000, category="cash")]
    )
    solution = solve(problem, POLICY)
    plan = solution.plan
    assert quantities(problem, plan) == {(0, 0): 30_000}
    assert plan.unmet.tolist() == [20_000]
    assert solution.outcomes[2].step_km == pytest.approx(6.0)


def test_figures_weigh_categories_in_rupiah() -> None:
    # One package of priority 3: 3 · 200 000. Rp20.000 of priority 5: 5 · 20 000.
    problem = make(
        [Ask(0, priority=3), Ask(0, quantity=20_000, priority=5, category="cash")],
        [Give(0), Give(0, quantity=20_000, category="cash")],
    )
    sembako, _, cash = solve(problem, POLICY).outcomes
    assert (sembako.weighted_matched, cash.weighted_matched) == (600_000, 100_000)


@pytest.mark.parametrize(
    ("needs", "offers"), [([], []), ([Ask(0)], []), ([], [Give(0)]), ([Ask(0)], [Give(9000)])]
)
def test_nothing_to_match_is_a_plan_too(needs: list[Ask], offers: list[Give]) -> None:
    plan = solve(make(needs, offers), POLICY).plan
    assert len(plan) == 0
    assert plan.unmet.tolist() == [need.quantity for need in needs]


def test_everything_at_one_point() -> None:
    problem = make(
        [Ask(0, priority=1), Ask(0, priority=2), Ask(0, priority=3)], [Give(0, quantity=2)]
    )
    assert quantities(problem, solve(problem, POLICY).plan) == {(1, 0): 1, (2, 0): 1}


def test_ties_make_no_needless_trips() -> None:
    # Two donors and two needs at one place, two units each: two trips suffice, four would tie.
    problem = make([Ask(0, quantity=2), Ask(0, quantity=2)], [Give(500, quantity=2)] * 2)
    for seed in range(20):
        assert len(solve(problem, POLICY, seed=seed).plan) == 2


@pytest.mark.parametrize("seed", range(10))
def test_plan_has_fewer_assignments_than_needs_and_offers(seed: int) -> None:
    problem = random_problem(seed, most=40)
    assert len(solve(problem, POLICY).plan) < max(len(problem.needs) + len(problem.offers), 1)


def test_huge_quantities_are_refused_before_solving() -> None:
    problem = make([Ask(0, quantity=2**40)], [Give(0, quantity=2**40)])
    with pytest.raises(OutOfRange, match="steps"):
        solve(problem, POLICY)


def test_large_quantities_within_range_are_exact() -> None:
    most = 2**40 - 1
    problem = make([Ask(0, quantity=most, priority=60)], [Give(3000, quantity=most - 1)])
    solution = solve(problem, POLICY)
    assert solution.plan.unmet.tolist() == [1]
    # One step of priority 60 stays unmet; all others come 300 grid steps.
    (proof,) = solution.certificate.proofs
    assert [tuple(stage) for stage in proof.stages] == [
        ("need", 60, 60), ("distance", 300 * (most - 1), 300 * (most - 1)),
    ]  # fmt: skip


def test_huge_priorities_are_refused_before_solving() -> None:
    problem = make([Ask(0, priority=2**31)], [Give(0)])
    with pytest.raises(OutOfRange, match="2\\^31"):
        solve(problem, POLICY)


@pytest.mark.parametrize("seed", range(300))
def test_no_plan_is_better(seed: int) -> None:
    problem = random_problem(seed)
    met, minus_way, most = best_by_trying_everything(problem)
    found = value(problem, solve(problem, POLICY, seed=seed).plan)
    assert found[:2] == (met, minus_way)
    # Weights only decide who goes first: they never cost a unit (see docs/explanation).
    assert found[2] == most


@pytest.mark.parametrize("seed", range(40))
def test_only_the_order_of_priorities_matters(seed: int) -> None:
    problem = random_problem(seed, most=12)
    needs = problem.needs
    stretched = Problem(
        problem.categories, with_priority(needs, needs.priority**5), problem.offers,
        problem.forbidden,
    )  # fmt: skip
    met, _, units = value(problem, solve(problem, POLICY).plan)
    assert value(problem, solve(stretched, POLICY).plan)[::2] == (met, units)


def with_priority(needs: Needs, priority: Ints) -> Needs:
    return Needs(
        needs.id, needs.point, needs.shown_point, needs.category, needs.quantity, priority,
        needs.neighbourhood, needs.urgency, needs.waiting_days, needs.put_first,
    )  # fmt: skip


@pytest.mark.parametrize("processes", [1, 2])
def test_same_seed_gives_the_same_plan(processes: int) -> None:
    problem = random_problem(4, most=40)
    one = solve(problem, POLICY, seed=4)
    two = solve(problem, POLICY, seed=4, processes=processes)
    assert quantities(problem, one.plan) == quantities(problem, two.plan)
    assert one.outcomes == two.outcomes


def test_tie_is_decided_by_the_seed_and_nothing_else() -> None:
    # Two needs alike in everything: some seed favours each.
    problem = make([Ask(500), Ask(-500)], [Give(0)])
    winners = {
        next(iter(quantities(problem, solve(problem, POLICY, seed=s).plan)))[0] for s in range(20)
    }
    assert winners == {0, 1}


def test_distances_within_one_grid_step_tie() -> None:
    # 1004 m and 996 m are both 100 steps of 10 m; with steps of 1 m the nearer one wins.
    problem = make([Ask(1004), Ask(-996)], [Give(0)])
    fine = Policy(cost_grid_m=1)
    assert {
        next(iter(quantities(problem, solve(problem, fine, seed=seed).plan)))[0]
        for seed in range(20)
    } == {1}
    assert {
        next(iter(quantities(problem, solve(problem, POLICY, seed=seed).plan)))[0]
        for seed in range(20)
    } == {0, 1}
