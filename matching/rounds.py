"""One run of the engine: load, solve, prove, explain, propose.

Runs in a worker or a command, never in a web process: the solver holds the interpreter.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone

from aid.actions import matches
from matching import queries
from matching.certificate import certify
from matching.errors import NotProven
from matching.facts import MatchFacts, UnmetFacts, reason_facts, unmet_facts
from matching.figures import round_figures
from matching.models import Gap, Round
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Problem
from matching.solver import solve
from people.person import SYSTEM

# Names the lock under which rounds run one at a time.
LOCK = 0x676E6467


def run_round(kind: str, policy: Policy | None = None, seed: int | None = None) -> Round:
    """Match everything open now, and write the proposals with their reasons.

    ``kind`` tells what called for it ("arrival" or "full"); both look at everything open. The
    seed is the round's number unless given. What changed while the round was solving is left
    out of its proposals and counted. Another round that runs already is waited for. A round that
    fails is kept as such, and the error raised: any of ``matching.errors``.
    """
    policy = policy or Policy()
    with _alone():
        this = Round.objects.create(
            kind=kind, started_at=timezone.now(), policy=policy.as_dict(), seed=seed or 0
        )
        if seed is None:
            this.seed = this.pk
        try:
            _run(this, policy)
            this.status = "done"
        except BaseException:
            this.status = "failed"
            raise
        finally:
            this.finished_at = timezone.now()
            this.save()
    return this


def _run(this: Round, policy: Policy) -> None:
    seconds: dict[str, float] = {}
    with _timed(seconds, "load"):
        loaded = queries.load(policy, this.started_at)
        problem = loaded.problem
        this.digest = problem.digest()
    with _timed(seconds, "solve"):
        plan = solve(problem, policy, this.seed)
    with _timed(seconds, "prove"):
        certificate = certify(problem, policy, plan)
    if not certificate.optimal:
        raise NotProven(" ".join((*certificate.breaches, *certificate.unproven)))
    with _timed(seconds, "explain"):
        reasons = reason_facts(problem, plan, certificate)
        gaps = unmet_facts(problem, plan, certificate)
        too_late = queries.too_late_facts(this.started_at)
    with _timed(seconds, "propose"):
        proposed = _propose(this, problem, plan, reasons)
        _keep_gaps(this, {**by_request(problem, gaps), **too_late})
    this.figures = round_figures(problem, loaded.regions, plan, certificate, gaps) | {
        "proposed": len(proposed.made),
        "skipped": proposed.skipped,
        "seconds": seconds,
    }


def _propose(
    this: Round, problem: Problem, plan: Plan, reasons: list[MatchFacts]
) -> matches.Proposed:
    proposals = [
        matches.Proposal(
            request_id=int(problem.needs.id[assignment.need]),
            offer_id=int(problem.offers.id[assignment.offer]),
            quantity=assignment.quantity,
            distance=round(assignment.distance_m),
            reason=cast(dict[str, Any], reason),
        )
        for assignment, reason in zip(plan.assignments(problem), reasons, strict=True)
    ]
    return matches.propose(SYSTEM, proposals, this.pk)


@transaction.atomic
def _keep_gaps(this: Round, gaps: dict[int, UnmetFacts]) -> None:
    Gap.private.all().delete()
    Gap.private.bulk_create(
        Gap(request_id=request_id, round=this, facts=facts) for request_id, facts in gaps.items()
    )


def by_request(problem: Problem, gaps: dict[int, UnmetFacts]) -> dict[int, UnmetFacts]:
    return {int(problem.needs.id[need]): facts for need, facts in gaps.items()}


@contextmanager
def _alone() -> Iterator[None]:
    """Holds the lock of rounds; a round that still says "running" then died with its process."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])
    try:
        Round.objects.filter(status="running").update(status="failed")
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    seconds[phase] = round(perf_counter() - begun, 3)
