"""A coordinator may ask of any need and offer why they were not put together."""

import numpy as np
import pytest

from matching.explanation import pair_text
from matching.policy import Policy
from matching.problem import Problem, legal
from matching.reasons import PairFacts
from matching.solver import solve
from matching.why_not import why_not
from tests.matching.instances import FAIR, POLICY, Ask, Give, make, random_problem


def asked(problem: Problem, need: int, offer: int, policy: Policy = POLICY) -> PairFacts:
    solution = solve(problem, policy)
    return why_not(problem, policy, solution.plan, solution.certificate, (need, offer))


def test_pair_that_was_put_together() -> None:
    facts = asked(make([Ask(0)], [Give(0)]), 0, 0)
    assert pair_text(facts, "id") == "Tawaran ini sudah untuk permintaan ini."


def test_rules_are_told_in_their_order() -> None:
    far = 9000
    problem = make(
        [Ask(0, neighbourhood=1)],
        [
            Give(far, category="meal", target=(2, 3)),
            Give(far, target=(2, 3)),
            Give(far, target=(2, 3)),
            Give(far, radius=3000),
        ],
        forbidden=[(0, 0), (0, 1)],
    )
    told = [pair_text(asked(problem, 0, offer), "id") for offer in range(4)]
    assert told == [
        "Tawaran ini untuk jenis bantuan lain.",
        "Tawaran ini tidak dapat dipasangkan dengan permintaan ini.",
        "Tawaran ini khusus untuk kampung lain.",
        "Tawaran ini tidak menjangkau tempat ini. Jaraknya ± 9 km, tetapi hanya menjangkau 3 km.",
    ]


def test_gap_that_rounding_hides_is_not_told() -> None:
    assert asked(make([Ask(0)], [Give(3100, radius=3000)]), 0, 0) == {"code": "out_of_reach"}


def test_offer_is_used_up_by_who_goes_before() -> None:
    facts = asked(make([Ask(0), Ask(100, priority=2)], [Give(0)]), 0, 0)
    assert pair_text(facts, "en") == "This offer is used up by requests that have priority."


def test_offer_is_used_up_by_several_who_waited_longer() -> None:
    rivals = [Ask(0, priority=2, waiting_days=3), Ask(0, priority=2, waiting_days=4)]
    facts = asked(make([Ask(0, waiting_days=2), *rivals], [Give(0, quantity=2)]), 0, 0)
    assert facts == {"code": "priority", "because": "waiting"}


def test_offer_is_used_up_by_an_equal_need() -> None:
    facts = asked(make([Ask(0), Ask(1000)], [Give(1000)]), 0, 0)
    assert pair_text(facts, "id") == (
        "Tawaran ini habis untuk permintaan yang sama atau lebih didahulukan."
    )


def test_offer_goes_to_a_kampung_where_less_is_covered() -> None:
    # Kampung 1 gets 1 of 2 from the offer for it; kampung 2 would get nothing without offer 1.
    problem = make(
        [Ask(0, neighbourhood=1, quantity=2), Ask(900, neighbourhood=2)],
        [Give(0, target=(1, 2)), Give(0)],
    )
    assert asked(problem, 0, 1, FAIR)["code"] == "fairer"


def test_need_has_enough_from_nearer_offers() -> None:
    facts = asked(make([Ask(0)], [Give(100), Give(900)]), 0, 1)
    assert facts["code"] == "nearer"


def test_need_has_enough_though_the_other_offer_is_nearer() -> None:
    # Offer 0 is the only one that reaches need 1.
    problem = make([Ask(0), Ask(2000)], [Give(0, radius=2000), Give(-3000, radius=3000)])
    facts = asked(problem, 0, 0)
    assert facts == {"code": "passed_over", "passed_over": {"code": "scarce", "km": 0.0}}
    assert "otherwise somebody would go without" in pair_text(facts, "en")


@pytest.mark.parametrize("seed", range(12))
def test_every_pair_has_an_answer_that_agrees_with_the_rules(seed: int) -> None:
    problem = random_problem(seed, most=6)
    solution = solve(problem, FAIR)
    plan = solution.plan
    met = set(zip(plan.need.tolist(), plan.offer.tolist(), strict=True))
    for need in range(len(problem.needs)):
        for offer in range(len(problem.offers)):
            facts = why_not(problem, FAIR, plan, solution.certificate, (need, offer))
            may = bool(legal(problem, np.array([need]), np.array([offer]))[0])
            forbidding = facts["code"] in {"barred", "reserved", "out_of_reach"}
            assert forbidding == (not may)
            assert (facts["code"] == "matched") == ((need, offer) in met)
            if facts["code"] in {"priority", "fairer", "as_urgent"}:
                assert plan.unmet[need] > 0 and plan.unused[offer] == 0
            for language in ("id", "en"):
                assert pair_text(facts, language)
