"""Every proposal and every gap is explained from the solution, in two languages."""

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching.certificate import certify
from matching.explanation import ENGLISH, INDONESIAN, reason_text
from matching.facts import reason_facts, unmet_facts
from matching.problem import Problem, legal_pairs
from matching.solver import solve
from tests.matching.instances import POLICY, Ask, Give, make, random_problem


def matches(problem: Problem) -> list[dict[str, Any]]:
    plan = solve(problem, POLICY)
    facts = reason_facts(problem, plan, certify(problem, POLICY, plan))
    return json.loads(json.dumps(facts))  # type: ignore[no-any-return]


def gaps(problem: Problem) -> dict[int, Any]:
    plan = solve(problem, POLICY)
    facts = unmet_facts(problem, plan, certify(problem, POLICY, plan))
    assert json.loads(json.dumps(list(facts.values()))) == list(facts.values())
    return dict(facts)


def test_nearest_offer_that_suffices() -> None:
    (facts,) = matches(make([Ask(0, urgency=0, waiting_days=3)], [Give(1400), Give(2600)]))
    assert reason_text(facts, "id") == (
        "Terdekat yang cukup: ± 1,5 km; mendesak: tidak ada makanan hari ini; menunggu 3 hari."
    )
    assert reason_text(facts, "en") == (
        "Nearest that suffices: about 1.5 km; urgent: no food today; waiting for 3 days."
    )


def test_need_that_somebody_failed() -> None:
    (facts,) = matches(make([Ask(0, put_first=True)], [Give(1400)]))
    assert reason_text(facts, "id") == (
        "Terdekat yang cukup: ± 1,5 km; dibutuhkan minggu ini; didahulukan: yang dijanjikan "
        "sebelumnya tidak datang."
    )
    assert "goes first: what was promised before did not come" in reason_text(facts, "en")


def test_part_of_a_need() -> None:
    (facts,) = matches(make([Ask(0, quantity=5)], [Give(2000, quantity=2)]))
    assert reason_text(facts, "id") == (
        "Terdekat: ± 2 km; dibutuhkan minggu ini; untuk 2 dari 5 paket."
    )


def test_cash_is_told_in_rupiah() -> None:
    problem = make(
        [Ask(0, quantity=200_000, category="cash")], [Give(0, quantity=50_000, category="cash")]
    )
    (facts,) = matches(problem)
    assert reason_text(facts, "id").endswith("untuk Rp50.000 dari Rp200.000.")
    assert reason_text(facts, "en").endswith("covers Rp50,000 of Rp200,000.")


def test_offer_meant_for_the_kampung() -> None:
    (facts,) = matches(make([Ask(0, neighbourhood=4)], [Give(1000, target=(4, 5))]))
    assert reason_text(facts, "id").startswith("Khusus untuk kampung ini: ± 1 km;")


def test_nearer_offer_goes_to_a_need_with_priority() -> None:
    # Offer 0 at 0 is the only one for need 1 (priority 9); need 0 takes the one at 3 km.
    problem = make(
        [Ask(0, priority=1), Ask(2000, priority=9)],
        [Give(0, radius=2000), Give(-3000, radius=3000)],
    )
    facts = matches(problem)
    assert facts[0]["passed_over"] == {"code": "priority", "km": 0.0}
    assert (
        "Tawaran yang lebih dekat (kurang dari 1 km) untuk permintaan yang lebih didahulukan"
        in (reason_text(facts[0], "id"))
    )
    assert "passed_over" not in facts[1]


def test_nearer_offer_goes_to_a_need_that_would_go_without() -> None:
    # As before with equal priorities: without offer 0, need 1 gets nothing.
    problem = make([Ask(0), Ask(2000)], [Give(0, radius=2000), Give(-3000, radius=3000)])
    facts = matches(problem)
    assert facts[0]["passed_over"] == {"code": "scarce", "km": 0.0}
    assert "otherwise somebody would go without" in reason_text(facts[0], "en")


def test_nearer_offer_goes_to_another_for_shorter_ways_in_total() -> None:
    # Offers at 1000 and -1600. 0 from -1600 and 400 from 1000: 1600 + 600 = 2200 m.
    # 0 from 1000 and 400 from -1600: 1000 + 2000 = 3000 m.
    problem = make([Ask(0), Ask(400)], [Give(1000), Give(-1600)])
    facts = matches(problem)
    assert facts[0]["passed_over"] == {"code": "together", "km": 1.0}
    assert "jarak seluruhnya terpendek" in reason_text(facts[0], "id")


def test_nearer_offer_could_be_spared_for_a_longer_way() -> None:
    # Offers at 300, -2000 and 3100. 0 from -2000, 600 from 300: 2000 + 300 = 2300 m.
    # 0 from 300, 600 from 3100: 300 + 2500 = 2800 m, with nobody left out.
    problem = make(
        [Ask(0), Ask(600)],
        [Give(300), Give(-2000, radius=2000), Give(3100, radius=2500)],
    )
    assert matches(problem)[0]["passed_over"] == {"code": "together", "km": 0.5}


def test_nearer_offer_goes_to_another_along_a_chain() -> None:
    # Offers at 300, -2000 and 3100; the last goes to need 2, which nothing else reaches.
    # 0 from -2000, 600 from 300: 2300 m. With 0 from 300, need 600 could only take 3100 from need
    # 2. Each offer lost would cost one unit, so their prices don't tell how a swap would end.
    problem = make(
        [Ask(0), Ask(600), Ask(5000)],
        [Give(300), Give(-2000, radius=2000), Give(3100, radius=2500)],
    )
    facts = matches(problem)
    assert facts[0]["passed_over"] == {"code": "whole", "km": 0.5}
    assert "ada yang takkan terpenuhi atau jarak seluruhnya" in reason_text(facts[0], "id")


def test_distances_run_between_published_points_in_half_kilometres() -> None:
    # 1400 m apart in truth; the published points are 2240 m apart, which shows as 2 km.
    problem = make([Ask(0)], [Give(1400)])
    shown = replace(problem.needs, shown_point=np.array([[-840.0, 0.0]]))
    (facts,) = matches(Problem(problem.categories, shown, problem.offers, problem.pairs))
    assert facts["km"] == 2.0


@pytest.mark.parametrize("metres", [0, 200, 499, 700])
def test_distances_below_one_kilometre_are_not_told_apart(metres: int) -> None:
    (facts,) = matches(make([Ask(0)], [Give(metres)]))
    assert reason_text(facts, "id").startswith("Terdekat yang cukup: kurang dari 1 km;")


def test_nobody_offers_the_category() -> None:
    facts = gaps(make([Ask(0, category="meal")], [Give(0)]))[0]
    assert reason_text(facts, "id") == "Belum ada tawaran makan siap saji."


def test_nobody_comes_this_far() -> None:
    facts = gaps(make([Ask(0)], [Give(4500, radius=3000), Give(9000, radius=8000)]))[0]
    assert reason_text(facts, "id") == (
        "Belum ada tawaran paket sembako yang menjangkau tempat ini. "
        "Tawaran terdekat berjarak ± 4,5 km, tetapi hanya menjangkau 3 km."
    )
    assert reason_text(facts, "en") == (
        "No offer reaches this place yet: staple food package. "
        "The nearest offer is about 4.5 km away and goes 3 km only."
    )


def test_gap_that_rounding_hides_is_not_told_in_numbers() -> None:
    # 3100 m away with a radius of 3000 m: both show as 3 km.
    facts = gaps(make([Ask(0)], [Give(3100, radius=3000)]))[0]
    assert reason_text(facts, "id") == "Belum ada tawaran paket sembako yang menjangkau tempat ini."


def test_offers_near_here_are_for_another_kampung() -> None:
    facts = gaps(make([Ask(0, neighbourhood=1)], [Give(0, target=(2, 3))]))[0]
    assert (
        reason_text(facts, "id")
        == "Tawaran paket sembako di sekitar sini khusus untuk kampung lain."
    )


def test_pair_that_may_not_be() -> None:
    facts = gaps(make([Ask(0)], [Give(0)], forbidden=[(0, 0)]))[0]
    assert facts["code"] == "barred"


def test_offers_went_to_needs_with_priority() -> None:
    facts = gaps(make([Ask(0), Ask(0, priority=2), Ask(0, priority=3)], [Give(0), Give(10)]))[0]
    assert reason_text(facts, "id") == (
        "2 tawaran menjangkau tempat ini, semuanya untuk permintaan yang lebih didahulukan."
    )


def test_one_offer_went_to_a_nearer_need_of_the_same_priority() -> None:
    facts = gaps(make([Ask(0), Ask(1000)], [Give(1000)]))[0]
    assert facts["code"] == "as_urgent"
    assert reason_text(facts, "en").startswith("One offer reaches this place and is used up")


def test_need_that_got_all_there_is() -> None:
    facts = gaps(make([Ask(0, quantity=5)], [Give(0, quantity=3)]))[0]
    assert reason_text(facts, "id") == (
        "Masih kurang 2 dari 5 paket. "
        "Semua tawaran paket sembako yang menjangkau tempat ini sudah untuk permintaan ini."
    )


@pytest.mark.parametrize("seed", range(60))
def test_offers_that_leave_a_need_unmet_serve_none_that_goes_after_it(seed: int) -> None:
    problem = random_problem(seed, most=10)
    plan = solve(problem, POLICY)
    legal = {
        (need, offer)
        for need, offer, may in zip(
            problem.pairs.need.tolist(),
            problem.pairs.offer.tolist(),
            legal_pairs(problem),
            strict=True,
        )
        if may
    }
    priority = problem.needs.priority
    for need, facts in unmet_facts(problem, plan, certify(problem, POLICY, plan)).items():
        served = {
            int(priority[other.need] - priority[need])
            for other in plan.assignments(problem)
            if other.need != need and (need, other.offer) in legal
        }
        expected = {"priority": min(served, default=0) > 0, "as_urgent": 0 in served}
        assert expected.get(facts["code"], not served)
        assert min(served, default=0) >= 0


def test_facts_hold_no_ids_and_no_vulnerability() -> None:
    (facts,) = matches(make([Ask(0, priority=66)], [Give(0)]))
    assert set(facts) == {
        "code", "category", "quantity", "asked", "km", "nearest", "reserved", "urgency",
        "waiting_days",
    }  # fmt: skip


def test_both_languages_say_the_same_things() -> None:
    assert set(INDONESIAN) == set(ENGLISH)
    for phrase, text in INDONESIAN.items():
        assert set(re.findall(r"{\w+}", text)) <= set(re.findall(r"{\w+}", ENGLISH[phrase])) | {
            "{category}"
        }


@pytest.mark.parametrize("facts", [{}, {"code": "pledge"}])
def test_match_without_a_round_has_no_reason(facts: dict[str, Any]) -> None:
    assert reason_text(facts, "id") == ""
