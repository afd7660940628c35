"""Problems that contradict themselves are refused where they are born."""

from dataclasses import replace

import numpy as np
import pytest

from matching.errors import InvalidProblem
from matching.problem import Category, Problem, distances_m, every_legal_pair
from tests.matching.instances import CATEGORIES, Ask, Give, make, make_needs, make_offers


@pytest.mark.parametrize("quantity", [0, -1])
def test_quantity_is_positive(quantity: int) -> None:
    with pytest.raises(InvalidProblem, match="quantity of a need"):
        make([Ask(0, quantity=quantity)], [])
    with pytest.raises(InvalidProblem, match="quantity of an offer"):
        make([], [Give(0, quantity=quantity)])


def test_cash_is_a_multiple_of_its_step() -> None:
    with pytest.raises(InvalidProblem, match="step"):
        make([Ask(0, quantity=15_000, category="cash")], [])


def test_priority_is_at_least_one() -> None:
    with pytest.raises(InvalidProblem, match="priority"):
        make([Ask(0, priority=0)], [])


@pytest.mark.parametrize("radius", [-1.0, float("nan"), float("inf")])
def test_radius_is_a_distance(radius: float) -> None:
    with pytest.raises(InvalidProblem, match="radius"):
        make([], [Give(0, radius=radius)])


def test_points_are_numbers() -> None:
    with pytest.raises(InvalidProblem, match="point"):
        make([Ask(float("nan"))], [])


def test_ids_are_distinct() -> None:
    needs = make_needs([Ask(0), Ask(1)])
    with pytest.raises(InvalidProblem, match="twice"):
        Problem(CATEGORIES, replace(needs, id=np.array([7, 7])), make_offers([]))


def test_columns_have_equal_length() -> None:
    with pytest.raises(InvalidProblem, match="shape"):
        replace(make_needs([Ask(0), Ask(1)]), priority=np.array([1]))


def test_columns_hold_the_right_kind() -> None:
    with pytest.raises(InvalidProblem, match="float"):
        replace(make_needs([Ask(0)]), quantity=np.array([1.5]))


def test_columns_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        make([Ask(0)], []).needs.quantity[0] = 2


def test_category_exists() -> None:
    needs = replace(make_needs([Ask(0)]), category=np.array([9]))
    with pytest.raises(InvalidProblem, match="category"):
        Problem(CATEGORIES, needs, make_offers([]))


@pytest.mark.parametrize("pair", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_pairs_name_rows_that_exist(pair: tuple[int, int]) -> None:
    with pytest.raises(InvalidProblem, match="unknown"):
        make([Ask(0)], [Give(0)], forbidden=[pair])
    with pytest.raises(InvalidProblem, match="unknown"):
        make([Ask(0)], [Give(0)], kept={pair: 1})


def test_forbidden_pairs_are_kept_once_and_in_order() -> None:
    problem = make([Ask(0), Ask(0)], [Give(0)], forbidden=[(1, 0), (0, 0), (1, 0)])
    assert problem.forbidden.tolist() == [[0, 0], [1, 0]]


@pytest.mark.parametrize("units", [0, -1, 15_000])
def test_standing_proposal_is_a_positive_multiple_of_the_step(units: int) -> None:
    needs, offers = [Ask(0, 20_000, category="cash")], [Give(0, 20_000, category="cash")]
    with pytest.raises(InvalidProblem, match="standing proposal"):
        make(needs, offers, kept={(0, 0): units})


def test_categories_are_distinct() -> None:
    with pytest.raises(InvalidProblem, match="twice"):
        Problem((Category("a"), Category("a")), make_needs([]), make_offers([]))


def test_step_is_positive() -> None:
    with pytest.raises(InvalidProblem, match="step"):
        Category("cash", step=0)


def test_need_without_neighbourhood_takes_only_offers_for_all() -> None:
    problem = make([Ask(0)], [Give(0), Give(0, target=(0, 5))])
    assert every_legal_pair(problem)[1].tolist() == [0]


def test_offer_for_a_neighbourhood_goes_anywhere_in_it() -> None:
    problem = make([Ask(9000, neighbourhood=3)], [Give(0, radius=1, target=(3, 4))])
    assert every_legal_pair(problem)[1].tolist() == [0]


def test_unknown_donor_is_measured_from_the_published_point() -> None:
    # The home is 100 m from both offers, its published point 700 m.
    needs = replace(make_needs([Ask(0)]), shown_point=np.array([[-600.0, 0.0]]))
    offers = make_offers([Give(100, exact=True), Give(100, exact=False)])
    problem = Problem(CATEGORIES, needs, offers)
    rows = np.zeros(2, dtype=np.int64), np.arange(2)
    assert distances_m(problem, *rows).tolist() == [100, 700]


def test_digest_changes_with_what_is_solved() -> None:
    problem = make([Ask(0)], [Give(0)])
    assert problem.digest() == make([Ask(0)], [Give(0)]).digest()
    others = (
        make([Ask(0, priority=2)], [Give(0)]),
        make([Ask(0)], [Give(0, radius=1)]),
        make([Ask(0)], [Give(1)]),
        make([Ask(0)], [Give(0)], forbidden=[(0, 0)]),
        make([Ask(0)], [Give(0)], kept={(0, 0): 1}),
        make([Ask(0)], [Give(0, exact=False)]),
    )
    assert problem.digest() not in {other.digest() for other in others}
