"""Random wishes for an instance, and the true optimum with them, for small problems."""

from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from matching.problem import NONE, Floats, Ints, Problem, every_legal_pair
from matching.wishes import capped_donors, smallest_parts, steps_of


def with_wishes(problem: Problem, seed: int) -> Problem:
    """A quarter of the needs wants all at once, another two steps at least; some offers go for
    one to four steps, and most belong to donors, of whom half take 0 to 3 proposals."""
    rng = np.random.default_rng(seed + 999)
    needs, offers, step = problem.needs, problem.offers, steps_of(problem)
    kind = rng.random(len(needs))
    two = np.minimum(needs.quantity, 2 * step[needs.category])
    rare = rng.random(len(offers)) < 0.3
    steps = step[offers.category] * rng.integers(1, 5, len(offers))
    known = rng.random(len(offers)) < 0.6
    donor = np.where(known, rng.integers(0, max(1, len(offers) // 2), len(offers)), NONE)
    named = np.unique(donor[donor != NONE])
    most = np.stack((named, rng.integers(0, 4, len(named))), axis=1)
    return replace(
        problem,
        needs=replace(needs, least=np.where(kind < 0.25, needs.quantity,
                                            np.where(kind < 0.5, two, 1))),
        offers=replace(offers, least=np.where(rare, steps, 1), donor=donor),
        most_proposals=most[rng.random(len(most)) < 0.5],
    )  # fmt: skip


def best_with_wishes(problem: Problem) -> int:
    """The most Σ priority · units · rupiah per unit of any plan that keeps all wishes. Columns:
    steps of every legal pair, and whether it carries any."""
    need, offer = every_legal_pair(problem)
    pairs = len(need)
    if not pairs:
        return 0
    step = steps_of(problem)
    of_pair = step[problem.needs.category[need]]
    demand = problem.needs.quantity // step[problem.needs.category]
    supply = problem.offers.quantity // step[problem.offers.category]
    least = smallest_parts(problem, need, offer) // of_pair
    most = np.minimum(demand[need], supply[offer])
    donor, takes = capped_donors(problem)
    takes = np.where(np.arange(len(takes)) == 0, pairs, takes)
    here = np.arange(pairs)
    each = np.ones(pairs)
    rows = vstack(
        [
            _matrix(need, here, each, (len(demand), 2 * pairs)),
            _matrix(offer, here, each, (len(supply), 2 * pairs)),
            _matrix(here, here, each, (pairs, 2 * pairs))
            - _matrix(here, pairs + here, most, (pairs, 2 * pairs)),
            _matrix(here, pairs + here, least, (pairs, 2 * pairs))
            - _matrix(here, here, each, (pairs, 2 * pairs)),
            _matrix(donor[offer], pairs + here, each, (len(takes), 2 * pairs)),
        ],
        format="csr",
    )
    limit = np.concatenate((demand, supply, np.zeros(2 * pairs), takes))
    unit = np.array([category.unit_value for category in problem.categories])
    weight = problem.needs.priority[need] * unit[problem.needs.category[need]] * of_pair
    answer = milp(
        -np.concatenate((weight, np.zeros(pairs))).astype(float),
        integrality=np.ones(2 * pairs),
        bounds=Bounds(0, np.concatenate((most, np.ones(pairs)))),
        constraints=LinearConstraint(rows, -np.inf, limit),
        options={"mip_rel_gap": 0},
    )
    assert answer.status == 0, answer.message
    best: int = round(-answer.fun)
    return best


def _matrix(row: Ints, column: Ints, value: Ints | Floats, shape: tuple[int, int]) -> csr_array:
    return csr_array((np.asarray(value, dtype=float), (row, column)), shape=shape)
