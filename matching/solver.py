"""The engine's door: a problem and a policy in, a proven plan out.

Categories never interact, so each is searched by itself, in as many processes as wished. Wishes
that a flow cannot express are seen to afterwards, over all categories together.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from queue import Empty
from time import perf_counter
from typing import Any

import numpy as np

from matching.certificate import Certificate, broken_rules, certify
from matching.columns import Progress, Solved, Tell, search
from matching.plan import Outcome, Plan, make_plan, outcomes
from matching.policy import Policy
from matching.problem import Ints, Problem
from matching.repair import repaired
from matching.travel import Travel, joined
from matching.wishes import Wished, broken_wishes, has_wishes, wished

POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A plan, its proof and figures.

    relaxed: the best plan that divides as it likes; the certificate's proofs are of this one.
    plan: the same where it keeps all wishes, else the one repaired from it; the certificate's
    breaches are of both. wished: what the wishes cost, by category, nothing where there are none.
    outcomes: of the plan, one per category of the problem. seconds: by stage, summed over
    categories, and "all" by the clock.
    """

    plan: Plan
    relaxed: Plan
    wished: tuple[Wished, ...]
    certificate: Certificate
    outcomes: tuple[Outcome, ...]
    seconds: dict[str, float]


def silent(_: Progress) -> None:
    """Tells nobody."""


def solve(
    problem: Problem,
    policy: Policy,
    *,
    seed: int = 0,
    processes: int = 1,
    tell: Tell = silent,
    travel: Travel | None = None,
) -> Solution:
    """The best plan; the same for the same problem, policy and seed.

    In strict order: no plan meets more priority-weighted need; of those none covers the worst-off
    neighbourhoods better; of those none has shorter ways by more than the policy's gap; of those
    none keeps more of what stands. The certificate says what is proven. The seed decides among
    plans that tie; that is replayable, but not an even lottery.

    tell: called here with the progress, a few times a second at most; what it raises ends all.
    travel: who knows the roads, by which "shorter" is judged then; what is repaired for wishes
    looks at straight lines. Raises OutOfRange when 64 bits do not suffice, NotSolved when a search
    doesn't end, RoadsUnknown when ``travel`` doesn't answer.
    """
    begun = perf_counter()
    jobs = [_Job(problem, policy, category, seed, travel) for category in _with_both_sides(problem)]
    solved = (
        [each.run(tell) for each in jobs]
        if processes <= 1 or len(jobs) <= 1
        else _in_processes(jobs, processes, tell)
    )
    relaxed = _plan(problem, solved)
    seconds = _summed(solved)
    proof_begun = perf_counter()
    tell(Progress("", "proof", 0, proof_begun - begun))
    prices = tuple(price for each in solved for price in each.prices)
    ways = None if travel is None else joined(each.ways for each in solved)
    certificate = certify(problem, policy, relaxed, prices, ways)
    seconds["proof"] = perf_counter() - proof_begun
    plan = relaxed
    if has_wishes(problem):
        repair_begun = perf_counter()
        tell(Progress("", "wishes", 0, repair_begun - begun))
        plan = repaired(problem, policy, relaxed)
        certificate = replace(certificate, breaches=certificate.breaches + _broken(problem, plan))
        seconds["wishes"] = perf_counter() - repair_begun
    by_category = {each.category: sum(each.seconds.values()) for each in solved}
    seconds["all"] = perf_counter() - begun
    return Solution(
        plan=plan,
        relaxed=relaxed,
        wished=wished(problem, relaxed, plan),
        certificate=certificate,
        outcomes=outcomes(problem, plan, by_category),
        seconds=seconds,
    )


def _broken(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The rules and wishes that the repaired plan breaks: none, unless the repair is wrong."""
    return broken_rules(problem, plan) or broken_wishes(problem, plan)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    problem: Problem
    policy: Policy
    category: int
    seed: int
    travel: Travel | None

    def run(self, tell: Tell) -> Solved:
        search_of = self.problem, self.policy, self.category, self.seed
        return search(*search_of, tell=tell, travel=self.travel)


def _with_both_sides(problem: Problem) -> list[int]:
    """Categories that are asked for and offered, those with the most needs first."""
    asked = np.bincount(problem.needs.category, minlength=len(problem.categories))
    given = np.bincount(problem.offers.category, minlength=len(problem.categories))
    both = np.flatnonzero((asked > 0) & (given > 0))
    return [int(number) for number in both[np.argsort(-asked[both], kind="stable")]]


def _in_processes(jobs: Sequence[_Job], processes: int, tell: Tell) -> list[Solved]:
    """Each job in one of some fresh processes; their progress comes through a queue."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        told = manager.Queue()
        pool = ProcessPoolExecutor(processes, context)
        try:
            running = [pool.submit(_run, job, told) for job in jobs]
            for progress in _progress(running, told):
                tell(progress)
            return [each.result() for each in running]
        except BaseException:
            for process in list(pool._processes.values()):
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _run(job: _Job, told: Any) -> Solved:
    return job.run(_at_most_every(POLL_SECONDS, told.put))


def _at_most_every(pause: float, tell: Callable[[Progress], None]) -> Tell:
    last = [-pause]

    def told(progress: Progress) -> None:
        if progress.seconds - last[0] >= pause:
            last[0] = progress.seconds
            tell(progress)

    return told


def _progress(running: Sequence[Future[Solved]], told: Any) -> Iterator[Progress]:
    pending = set(running)
    while pending:
        done, pending = wait(pending, timeout=POLL_SECONDS)
        for each in done:
            each.result()
        while True:
            try:
                yield told.get_nowait()
            except Empty:
                break


def _plan(problem: Problem, solved: Sequence[Solved]) -> Plan:
    nothing = [np.empty(0, dtype=np.int64)]
    step = np.array([category.step for category in problem.categories], dtype=np.int64)
    need: Ints = np.concatenate([each.need for each in solved] or nothing)
    offer: Ints = np.concatenate([each.offer for each in solved] or nothing)
    steps: Ints = np.concatenate([each.steps for each in solved] or nothing)
    return make_plan(problem, need, offer, steps * step[problem.needs.category[need]])


def _summed(solved: Sequence[Solved]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for each in solved:
        for stage, spent in each.seconds.items():
            seconds[stage] = seconds.get(stage, 0.0) + spent
    return seconds
