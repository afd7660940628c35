"""One round's computing, in a process of its own: solve, explain, try other degrees of fairness.

The solver holds the interpreter and the processor, so whoever calls it from a worker would neither
hear of a cancellation nor answer anybody else meanwhile. What is sent there and back is frozen.
"""

import contextlib
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any, NamedTuple

from matching.certificate import Certificate
from matching.columns import Progress, Tell
from matching.errors import MatchingError, NotSolved, RoadsUnknown
from matching.plan import Outcome, Plan
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons import MatchFacts, PairFacts, UnmetFacts
from matching.solver import Solution, silent, solve
from matching.travel import Osrm
from matching.wished_facts import facts_of, pair_facts
from matching.wishes import Wished

log = logging.getLogger(__name__)

# So often the calling process hears how far it is, and can say that it is enough.
PULSE_SECONDS = 0.5
# How long a process may take to start and import the engine, or to end after its answer.
END_SECONDS = 10.0

# Points of percent of coverage that the curve tries to give up.
CURVE = (0, 5, 10, 20, 100)

EXPLAIN, TRADE = "explain", "curve"

# By what ways were weighed: straight lines, roads, or straight lines because nobody who knows the
# roads answered.
STRAIGHT, ROAD, ROADS_UNKNOWN = "straight", "road", "roads_unknown"


class Point(NamedTuple):
    """What a degree of fairness costs and gives, over all categories together.

    given_up_percent: as in `Policy`. trip_km: Σ km, one way per assignment; shown_km: the same
    between published points. least_covered, worst_tenth: the lowest of the categories that both
    sides are there for. matched: rupiah worth.
    """

    given_up_percent: int
    trip_km: float
    shown_km: float
    least_covered: float
    worst_tenth: float
    matched: int


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is computed. with_curve: the trade of fairness against distance too. pair: rows of a
    need and an offer, to be told why they were not put together. roads: who knows them."""

    problem: Problem
    policy: Policy
    seed: int
    processes: int = 1
    with_curve: bool = False
    pair: tuple[int, int] | None = None
    roads: Osrm | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A solution, whose certificate comes without its prices; the reasons of its assignments in
    their order; the facts of unmet needs by row; what wishes cost, where there are any; the curve,
    empty, and the facts of the pair, None, unless asked for; by what ways were weighed."""

    plan: Plan
    certificate: Certificate
    outcomes: tuple[Outcome, ...]
    wished: tuple[Wished, ...]
    reasons: list[MatchFacts]
    gaps: dict[int, UnmetFacts]
    curve: tuple[Point, ...]
    pair: PairFacts | None
    ways: str
    seconds: dict[str, float]


Pulse = Callable[[Progress | None], None]
Compute = Callable[[Task, Pulse], Answer]


def compute(task: Task, tell: Tell = silent) -> Answer:
    """The answer, in this process. Where nobody who knows the roads answers, ways are weighed as
    straight lines. Raises what else `solve` raises."""
    if task.roads is None:
        return _computed(task, tell, STRAIGHT)
    try:
        return _computed(task, tell, ROAD)
    except RoadsUnknown as error:
        log.warning("Roads are unknown, ways are weighed as straight lines: %s", error.detail)
        return _computed(replace(task, roads=None), tell, ROADS_UNKNOWN)


def _computed(task: Task, tell: Tell, ways: str) -> Answer:
    problem, policy = task.problem, task.policy
    solution = _solved(task, policy, tell)
    begun = perf_counter()
    tell(Progress("", EXPLAIN, 0, 0.0))
    reasons, gaps = facts_of(problem, policy, solution)
    explained = perf_counter()
    curve = curve_of(task, solution, tell) if task.with_curve else ()
    return Answer(
        plan=solution.plan,
        certificate=replace(solution.certificate, prices=()),
        outcomes=solution.outcomes,
        wished=solution.wished,
        reasons=reasons,
        gaps=gaps,
        curve=curve,
        ways=ways,
        pair=None if task.pair is None else pair_facts(problem, policy, solution, task.pair),
        seconds=solution.seconds | {EXPLAIN: explained - begun, TRADE: perf_counter() - explained},
    )


def curve_of(task: Task, solved: Solution, tell: Tell = silent) -> tuple[Point, ...]:
    """One point per degree of fairness; the one that the policy asks for is `solved`."""
    points = []
    for step, given_up in enumerate(CURVE):
        tell(Progress("", TRADE, step, 0.0))
        policy = replace(task.policy, fairness=True, fairness_given_up_percent=given_up)
        solution = solved
        if policy != task.policy:
            solution = _solved(task, policy, tell)
        points.append(_point(given_up, task.problem, solution.outcomes))
    return tuple(points)


def _solved(task: Task, policy: Policy, tell: Tell) -> Solution:
    return solve(
        task.problem,
        policy,
        seed=task.seed,
        processes=task.processes,
        tell=tell,
        travel=task.roads,
    )


def _point(given_up: int, problem: Problem, outcomes: tuple[Outcome, ...]) -> Point:
    both = [outcome for outcome in outcomes if outcome.needs and outcome.offers]
    worth = {category.code: category.unit_value for category in problem.categories}
    return Point(
        given_up,
        round(sum(outcome.trip_km for outcome in both), 3),
        round(sum(outcome.shown_km for outcome in both), 3),
        min((outcome.least_covered for outcome in both), default=1.0),
        min((outcome.worst_tenth for outcome in both), default=1.0),
        sum(outcome.matched * worth[outcome.category] for outcome in both),
    )


def compute_apart(task: Task, pulse: Pulse) -> Answer:
    """The answer, from a fresh process.

    ``pulse`` is called here every half second or so, with the latest progress if there is any;
    what it raises ends the other process at once. Raises what `solve` raises, and NotSolved when
    the process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), name="gandeng-matching")
    process.start()
    theirs.close()
    try:
        return _listen(ours, task, pulse)
    except (EOFError, ConnectionError) as lost:
        process.join(END_SECONDS)
        raise NotSolved(f"The process ended with {process.exitcode}.") from lost
    finally:
        ours.close()
        _end(process)


def _listen(ours: Connection, task: Task, pulse: Pulse) -> Answer:
    latest: Progress | None = None
    due = perf_counter()
    while True:
        if ours.poll(max(0.0, due - perf_counter())):
            kind, content = ours.recv()
            if kind == "answer":
                answer: Answer = content
                return answer
            if kind == "error":
                error, detail = content
                raise error(detail)
            if kind == "ready":
                # Not before: sending waits for a reader, and nobody would hear a cancellation.
                ours.send(task)
            else:
                latest = content
        if perf_counter() >= due:
            pulse(latest)
            due = perf_counter() + PULSE_SECONDS


def _end(process: Any) -> None:
    """Ends the process with whatever it started itself."""
    if process.pid is not None and process.is_alive():
        process.join(0.1)
        # Its group has its number once it has begun; before that there is the process alone.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    process.join(END_SECONDS)


def _serve(theirs: Connection) -> None:
    """The other process. When whoever asked is gone, telling it fails, and that ends it."""
    os.setsid()
    theirs.send(("ready", None))
    task: Task = theirs.recv()
    try:
        answer = compute(task, _seldom(lambda progress: theirs.send(("progress", progress))))
    except MatchingError as error:
        theirs.send(("error", (type(error), error.detail)))
    else:
        theirs.send(("answer", answer))
    theirs.close()


def _seldom(tell: Tell) -> Tell:
    last = [-PULSE_SECONDS]

    def told(progress: Progress) -> None:
        if perf_counter() - last[0] >= PULSE_SECONDS / 2:
            last[0] = perf_counter()
            tell(progress)

    return told
