"""Every proposal and every gap is explained from the solution, in two languages."""

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching.explanation import ENGLISH, INDONESIAN, reason_text
from matching.facts import reason_facts, unmet_facts
from matching.policy import Policy
from matching.problem import Kept, Problem
from matching.solver import solve
from tests.matching.instances import FAIR, POLICY, Ask, Give, make


def matches(problem: Problem, policy: Policy = POLICY) -> list[dict[str, Any]]:
    solution = solve(problem, policy)
    facts = reason_facts(problem, policy, solution.plan, solution.certificate)
    return json.loads(json.dumps(facts))  # type: ignore[no-any-return]


def gaps(problem: Problem, policy: Policy = POLICY) -> dict[int, Any]:
    facts = unmet_facts(problem, policy, solve(problem, policy).plan)
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
        "Terdekat yang cukup: ± 1,5 km; dibutuhkan minggu ini; didahulukan: bantuan "
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
    assert "ada yang tidak terpenuhi atau jarak seluruhnya" in reason_text(facts[0], "id")


def test_distances_run_between_published_points_in_half_kilometres() -> None:
    # 1400 m apart in truth; the published points are 2240 m apart, which shows as 2 km.
    problem = make([Ask(0)], [Give(1400)])
    shown = replace(problem.needs, shown_point=np.array([[-840.0, 0.0]]))
    (facts,) = matches(Problem(problem.categories, shown, problem.offers))
    assert facts["km"] == 2.0


@pytest.mark.parametrize("metres", [0, 200, 499, 700])
def test_distances_below_one_kilometre_are_not_told_apart(metres: int) -> None:
    (facts,) = matches(make([Ask(0)], [Give(metres)]))
    assert reason_text(facts, "id").startswith("Terdekat yang cukup: kurang dari 1 km;")


def test_nobody_offers_the_category() -> None:
    facts = gaps(make([Ask(0, category="meal")], [Give(0)]))[0]
    assert reason_text(facts, "id") == (
        "Belum ada tawaran makan siap saji. "
        "Satu tawaran lagi dengan jarak dan jangkauan paling jauh 10 km akan dipakai untuk "
        "permintaan ini."
    )


def test_nobody_comes_this_far() -> None:
    facts = gaps(make([Ask(0)], [Give(4500, radius=3000), Give(9000, radius=8000)]))[0]
    assert reason_text(facts, "id") == (
        "Belum ada tawaran paket sembako yang menjangkau tempat ini. "
        "Tawaran terdekat berjarak ± 4,5 km, tetapi hanya menjangkau 3 km. "
        "Donatur itu masih punya sisa. "
        "Satu tawaran lagi dengan jarak dan jangkauan paling jauh 10 km akan dipakai untuk "
        "permintaan ini."
    )
    assert reason_text(facts, "en") == (
        "No offer reaches this place yet: staple food package. "
        "The nearest offer is about 4.5 km away and goes 3 km only. "
        "That donor still has something left. "
        "One more offer from within 10 km, going no further than that, would be for this request."
    )


def test_gap_that_rounding_hides_is_not_told_in_numbers() -> None:
    # 3100 m away with a radius of 3000 m: both show as 3 km.
    facts = gaps(make([Ask(0)], [Give(3100, radius=3000)]))[0]
    assert "km" not in facts
    assert reason_text(facts, "id").startswith(
        "Belum ada tawaran paket sembako yang menjangkau tempat ini. Satu tawaran lagi"
    )


def test_offers_near_here_are_for_another_kampung() -> None:
    facts = gaps(make([Ask(0, neighbourhood=1)], [Give(0, target=(2, 3))]))[0]
    assert reason_text(facts, "id").startswith(
        "Tawaran paket sembako di sekitar sini khusus untuk kampung lain."
    )


def test_pair_that_may_not_be() -> None:
    facts = gaps(make([Ask(0)], [Give(0)], forbidden=[(0, 0)]))[0]
    assert facts["code"] == "barred"


def test_offers_went_to_needs_with_priority() -> None:
    facts = gaps(make([Ask(0), Ask(0, priority=2), Ask(0, priority=3)], [Give(0), Give(10)]))[0]
    assert reason_text(facts, "id").startswith(
        "2 tawaran menjangkau tempat ini, semuanya untuk permintaan yang lebih didahulukan. "
    )


def test_one_offer_went_to_a_nearer_need_of_the_same_priority() -> None:
    facts = gaps(make([Ask(0), Ask(1000)], [Give(1000)]))[0]
    assert facts["code"] == "as_urgent"
    assert reason_text(facts, "en").startswith("One offer reaches this place and is used up")


def test_need_that_got_all_there_is() -> None:
    facts = gaps(make([Ask(0, quantity=5)], [Give(0, quantity=3)]))[0]
    assert reason_text(facts, "id") == (
        "Masih kurang 2 dari 5 paket. "
        "Semua tawaran paket sembako yang menjangkau tempat ini sudah untuk permintaan ini. "
        "Satu tawaran lagi dengan jarak dan jangkauan paling jauh 10 km akan dipakai untuk "
        "permintaan ini."
    )


def test_two_offers_went_to_needs_that_waited_longer() -> None:
    # Both of 5 points where this one has 1; as urgent as it, and waiting 4 and 5 days.
    rivals = [Ask(0, priority=5, waiting_days=4), Ask(0, priority=5, waiting_days=5)]
    facts = gaps(make([Ask(0, waiting_days=3), *rivals], [Give(0), Give(10)]))[0]
    assert reason_text(facts, "id").startswith(
        "2 tawaran menjangkau tempat ini, semuanya untuk permintaan yang sudah menunggu lebih lama."
    )
    assert "all for requests that have waited longer." in reason_text(facts, "en")


def test_two_offers_went_to_more_urgent_needs() -> None:
    rivals = [Ask(0, priority=5, urgency=0), Ask(0, priority=5, urgency=1)]
    facts = gaps(make([Ask(0, waiting_days=3), *rivals], [Give(0), Give(10)]))[0]
    assert "semuanya untuk permintaan yang lebih mendesak." in reason_text(facts, "id")


@pytest.mark.parametrize("rivals", [
    [Ask(0, priority=5, waiting_days=4)],
    [Ask(0, priority=5, waiting_days=4), Ask(0, priority=5, waiting_days=3)],
    [Ask(0, priority=5, waiting_days=4), Ask(0, priority=5, urgency=1)],
])  # fmt: skip
def test_what_goes_before_is_told_only_of_several_who_have_it_in_common(rivals: list[Ask]) -> None:
    # Told of a single one, its absence would tell of another single one that it is vulnerable.
    offers = [Give(0, quantity=len(rivals))]
    facts = gaps(make([Ask(0, waiting_days=3), *rivals], offers))[0]
    assert (facts["code"], "because" in facts) == ("priority", False)


def test_offer_went_to_a_kampung_where_less_is_covered() -> None:
    # Kampung 1 asks for 2 and gets 1 from the offer that only it may have: 50 %. The other offer
    # reaches both; kampung 2 would have 0 % without it.
    problem = make(
        [Ask(0, neighbourhood=1, quantity=2), Ask(900, neighbourhood=2)],
        [Give(0, target=(1, 2)), Give(0)],
    )
    facts = gaps(problem, FAIR)[0]
    assert (facts["code"], facts["offers"]) == ("fairer", 2)
    assert reason_text(facts, "id").startswith(
        "Masih kurang 1 dari 2 paket. 2 tawaran menjangkau tempat ini, semuanya untuk permintaan "
        "yang lebih didahulukan atau untuk kampung yang kalau tidak akan lebih sedikit terpenuhi."
    )


@pytest.mark.parametrize("policy", [POLICY, Policy(fairness_given_up_percent=100)])
def test_coverage_is_no_reason_where_the_policy_lets_it_decide_nothing(policy: Policy) -> None:
    # As before, with the offer at 900 m, so that the shortest way is to kampung 2.
    problem = make(
        [Ask(0, neighbourhood=1, quantity=2), Ask(900, neighbourhood=2)],
        [Give(0, target=(1, 2)), Give(900)],
    )
    assert gaps(problem, FAIR)[0]["code"] == "fairer"
    assert gaps(problem, policy)[0]["code"] == "as_urgent"


def test_one_more_offer_near_here_goes_to_others_first() -> None:
    # Both unmet at one place; the other has 2 points.
    facts = gaps(make([Ask(0), Ask(0, priority=2)], [Give(9000, radius=1)]))
    assert facts[0]["one_more"] == {"serves": "others"}
    assert reason_text(facts[0], "id").endswith(
        "Satu tawaran lagi di sekitar sini akan lebih dulu membantu permintaan yang lebih "
        "didahulukan."
    )
    assert facts[1]["one_more"] == {"serves": "this", "km": 10.0}


def test_one_more_offer_keeps_clear_of_those_who_go_before() -> None:
    # From 6.5 km: 3 km there and 3 km on make 6; 3.5 and 3.5 would reach who goes before.
    facts = gaps(make([Ask(0), Ask(6500, priority=2)], [Give(90_000)]))
    assert facts[0]["one_more"] == {"serves": "this", "km": 3.0}
    assert reason_text(facts[0], "en").endswith(
        "One more offer from within 3 km, going no further than that, would be for this request."
    )


def test_one_more_offer_serves_this_need_or_an_equal_one() -> None:
    facts = gaps(make([Ask(0), Ask(500)], [Give(90_000)]))
    assert facts[0]["one_more"] == {"serves": "this_or_equal", "km": 10.0}
    assert reason_text(facts[0], "id").endswith("permintaan ini atau yang setara.")


def test_one_more_offer_must_keep_to_the_kelurahan_where_others_are_near() -> None:
    # Within 1.5 km somebody goes before: half of it is less than a kilometre, which isn't told.
    facts = gaps(make([Ask(0), Ask(1500, priority=2)], [Give(90_000)]))
    assert facts[0]["one_more"] == {"serves": "this"}
    assert reason_text(facts[0], "id").endswith(
        "Satu tawaran lagi khusus untuk kelurahan ini akan dipakai untuk permintaan ini."
    )


def test_nearest_offer_that_has_nothing_left_is_not_told_to_have() -> None:
    # The offer at 4.5 km goes 3 km and serves need 1 there.
    facts = gaps(make([Ask(0), Ask(4500)], [Give(4500, radius=3000)]))[0]
    assert (facts["km"], facts["radius_km"], "spare" in facts) == (4.5, 3.0, False)


def test_proposal_that_stands_is_not_changed_for_a_short_way() -> None:
    # Stands: need 0 from 600, need 1 from 100: 600 + 1200 = 1800 m, with 1000 m of inertia each
    # less than 100 + 700 = 800 m.
    drawn = make([Ask(0), Ask(1300)], [Give(600), Give(100)])
    kept = Kept(np.array([0, 1]), np.array([0, 1]), np.array([1, 1]))
    problem = Problem(drawn.categories, drawn.needs, drawn.offers, kept=kept)
    facts = matches(problem, Policy(fairness=False, distance_gap_ppm=0, inertia_m=1000))
    assert facts[0]["passed_over"] == {"code": "kept", "km": 0.0}
    assert "usulan yang sudah ada tidak diubah" in reason_text(facts[0], "id")


def test_facts_hold_no_ids_and_no_vulnerability() -> None:
    (facts,) = matches(make([Ask(0, priority=66)], [Give(0)]))
    assert set(facts) == {
        "code", "category", "quantity", "asked", "km", "nearest", "reserved", "urgency",
        "waiting_days",
    }  # fmt: skip


def test_both_languages_say_the_same_things() -> None:
    assert set(INDONESIAN) == set(ENGLISH)
    for phrase, text in INDONESIAN.items():
        assert phrase.startswith("one_more") == ENGLISH[phrase].startswith(" One more")
        assert set(re.findall(r"{\w+}", text)) <= set(re.findall(r"{\w+}", ENGLISH[phrase])) | {
            "{category}"
        }


@pytest.mark.parametrize("facts", [{}, {"code": "pledge"}])
def test_match_without_a_round_has_no_reason(facts: dict[str, Any]) -> None:
    assert reason_text(facts, "id") == ""
