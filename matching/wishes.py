"""What cannot be divided: wishes for parts that are worth a trip, and for few proposals at once.

With them the best plan is no flow any more, and to find it is hard. So the exact plan is the one
that divides as it likes, the *relaxed* plan; what breaks a wish in it is repaired
(`matching.repair`), and what the repair costs against it is told. No plan that keeps the wishes
can be better than the relaxed one.
"""

from typing import NamedTuple

import numpy as np

from matching.plan import Plan, dot
from matching.problem import Flags, Floats, Ints, Problem, distances_m


class Wished(NamedTuple):
    """What the wishes cost in one category, against the plan that divides as it likes.

    relaxed_weighted, weighted: Σ priority · units · rupiah per unit, there and in the plan.
    gap: the share of the former that is lost. relaxed_worth, worth: Σ units · rupiah per unit, of
    which nobody's priority follows. relaxed_trip_km, trip_km: Σ km, one way per
    assignment; a plan that brings larger parts makes fewer ways.
    """

    category: str
    relaxed_weighted: int
    weighted: int
    gap: float
    relaxed_worth: int
    worth: int
    relaxed_trip_km: float
    trip_km: float


def has_wishes(problem: Problem) -> bool:
    """Whether anything is wished that a plan could break."""
    needs, offers = problem.needs, problem.offers
    step = steps_of(problem)
    return bool(
        (needs.least > step[needs.category]).any()
        or (offers.least > step[offers.category]).any()
        or np.isin(problem.most_proposals[:, 0], offers.donor).any()
    )


def steps_of(problem: Problem) -> Ints:
    """(categories,) units."""
    return np.array([category.step for category in problem.categories], dtype=np.int64)


def smallest_parts(problem: Problem, need: Ints, offer: Ints) -> Ints:
    """The least units that pairs of a category may exchange, in whole steps: what the need finds
    worth bringing and the offer worth a trip, or else all that the need asks for."""
    needs, offers = problem.needs, problem.offers
    step = steps_of(problem)[needs.category[need]]
    wished = np.maximum(needs.least[need], np.minimum(offers.least[offer], needs.quantity[need]))
    least: Ints = -(-wished // step) * step
    return least


def capped_donors(problem: Problem) -> tuple[Ints, Ints]:
    """(offers,) places among the donors who take so many proposals at most, counted from 1, 0
    for all others; and by place what each takes, at place 0 more than there can be."""
    named, most = problem.most_proposals.T
    place = np.searchsorted(named, problem.offers.donor)
    known = np.isin(problem.offers.donor, named)
    return np.where(known, place + 1, 0), np.concatenate(([np.iinfo(np.int64).max], most))


def too_small(problem: Problem, plan: Plan) -> Flags:
    """(assignments,) whether each is a part that is not worth it."""
    flags: Flags = plan.quantity < smallest_parts(problem, plan.need, plan.offer)
    return flags


def too_many(problem: Problem, plan: Plan) -> Flags:
    """(assignments,) whether the donor of each gets more proposals than they take."""
    donor, most = capped_donors(problem)
    of = donor[plan.offer]
    flags: Flags = np.bincount(of, minlength=len(most))[of] > most[of]
    return flags


def broken_wishes(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The wishes that a plan breaks, in words."""
    rules = {
        "A part is smaller than what is worth bringing.": too_small(problem, plan),
        "A donor gets more proposals than they take.": too_many(problem, plan),
    }
    return tuple(rule for rule, broken in rules.items() if broken.any())


def kept_wishes(problem: Problem, plan: Plan) -> bool:
    """Whether a plan keeps all wishes."""
    return not broken_wishes(problem, plan)


def wished(problem: Problem, relaxed: Plan, plan: Plan) -> tuple[Wished, ...]:
    """What the wishes cost, per category that both sides are there for; nothing where nobody
    wishes anything."""
    if not has_wishes(problem):
        return ()
    asked, given = problem.needs.category, problem.offers.category
    return tuple(
        _wished(problem, relaxed, plan, number) for number in np.intersect1d(asked, given).tolist()
    )


def changed_categories(problem: Problem, relaxed: Plan, plan: Plan) -> Flags:
    """(categories,) whether two plans differ there."""
    category = problem.needs.category
    changed = np.zeros(len(problem.categories), dtype=np.bool_)
    for number in range(len(changed)):
        before, after = (
            np.stack((each.need, each.offer, each.quantity))[:, category[each.need] == number]
            for each in (relaxed, plan)
        )
        changed[number] = not np.array_equal(before, after)
    return changed


def _wished(problem: Problem, relaxed: Plan, plan: Plan, number: int) -> Wished:
    before, after = (weighted_units(problem, each, number) for each in (relaxed, plan))
    value = problem.categories[number].unit_value
    return Wished(
        problem.categories[number].code,
        before * value,
        after * value,
        (before - after) / before if before else 0.0,
        _units(problem, relaxed, number) * value,
        _units(problem, plan, number) * value,
        _trip_km(problem, relaxed, number),
        _trip_km(problem, plan, number),
    )


def weighted_units(problem: Problem, plan: Plan, number: int) -> int:
    """Σ priority · units of one category."""
    here = problem.needs.category[plan.need] == number
    return dot(plan.quantity[here], problem.needs.priority[plan.need[here]])


def _units(problem: Problem, plan: Plan, number: int) -> int:
    return int(plan.quantity[problem.needs.category[plan.need] == number].sum())


def _trip_km(problem: Problem, plan: Plan, number: int) -> float:
    here = problem.needs.category[plan.need] == number
    metres: Floats = distances_m(problem, plan.need[here], plan.offer[here])
    return float(metres.sum()) / 1000
