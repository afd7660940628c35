"""One run of the engine: load, solve, prove, explain, propose.

Runs in a worker or a command, never in a web process; what computes has a process of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import compress
from time import perf_counter
from typing import Any, cast

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from aid import rules
from aid.actions import matches
from aid.actions.taking_back import Standing, take_back
from aid.models import Match
from matching import child, queries
from matching.child import Answer, Task
from matching.columns import Progress
from matching.errors import NotProven
from matching.figures import round_figures
from matching.locks import ORDER, held
from matching.models import Gap, PlannedProposal, Round
from matching.part import part_of
from matching.policies import own_policy
from matching.policy import Policy
from matching.problem import Flags, Ints, Problem
from matching.reasons import UnmetFacts
from matching.roads import roads_of
from matching.standing import weighed
from people.person import SYSTEM

# Rows written by one statement.
BATCH = 2_000
# What a dry run would have proposed is of no use to anybody after so long.
KEPT = timedelta(days=14)


class Cancelled(Exception):
    """Somebody called the round off."""


def run_round(
    kind: str,
    policy: Policy | None = None,
    seed: int | None = None,
    *,
    categories: Sequence[str] = (),
    dry_run: bool = False,
    with_curve: bool = False,
    again: bool = False,
) -> Round:
    """Match everything open now, and write the proposals with their reasons.

    ``kind`` tells what called for it, one of ``models.KINDS``; all look at everything open in
    ``categories``, codes, or in all of them. The seed is the round's number unless given. A dry
    run keeps its proposals with the round instead. ``again`` weighs the proposals of earlier rounds
    that nobody answered: those that the plan keeps stay as they are, the others are taken back.
    What changed while the round was solving is left out of its proposals and counted. Another
    round on one of the categories is waited for. A round that is called off ends "cancelled" and
    wrote nothing. One that fails is kept as such, and the error raised: any of
    ``matching.errors``.
    """
    this = Round.objects.create(
        kind=kind,
        status="waiting",
        dry_run=dry_run,
        with_curve=with_curve,
        again=again,
        categories=list(categories),
        started_at=timezone.now(),
        policy=(policy or own_policy()).as_dict(),
        seed=seed or 0,
    )
    if seed is None:
        this.seed = this.pk
        this.save()
    return run(this)


def run(this: Round) -> Round:
    """Run a round that waits; one that was called off meanwhile ends at once."""
    codes = this.categories or ORDER
    watch = _Watch(this)
    try:
        watch.look()
        with held(codes, watch.look):
            _bury(codes)
            _move(this, "waiting", "running", started_at=timezone.now())
            _run(this, watch)
    except Cancelled:
        _end(this, "cancelled")
    except BaseException:
        _end(this, "failed")
        raise
    else:
        _end(this, "done")
    return this


class _Watch:
    """Tells the round's row how far it is, and hears there when it is called off."""

    def __init__(self, this: Round) -> None:
        self.this = this

    def look(self) -> None:
        """Raises Cancelled when somebody called the round off."""
        if Round.objects.filter(pk=self.this.pk, cancel_asked_at__isnull=False).exists():
            raise Cancelled

    def stage(self, name: str) -> None:
        self.pulse(Progress("", name, 0, 0.0))

    def pulse(self, progress: Progress | None) -> None:
        if progress is not None:
            seconds = (timezone.now() - self.this.started_at).total_seconds()
            self.this.progress = {
                "stage": progress.stage,
                "category": progress.category,
                "seconds": round(seconds, 1),
            }
            Round.objects.filter(pk=self.this.pk).update(progress=self.this.progress)
        self.look()


def _run(this: Round, watch: _Watch) -> None:
    seconds: dict[str, float] = {}
    policy = Policy.from_dict(this.policy)
    codes = this.categories or ORDER
    with _timed(seconds, "load"):
        watch.stage("load")
        loaded = queries.load(policy, this.started_at, this.again)
        problem, wanted = part_of(loaded.problem, codes)
        regions = tuple(np.array(loaded.regions, dtype=object)[wanted])
        standing = loaded.standing[wanted[loaded.problem.kept.need]]
        this.digest = problem.digest()
    with _timed(seconds, "compute"):
        task = Task(
            problem,
            policy,
            this.seed,
            settings.MATCHING_PROCESSES,
            this.with_curve,
            roads=roads_of(problem),
        )
        answer = child.compute_apart(task, watch.pulse)
    if not answer.certificate.optimal:
        proof = answer.certificate
        raise NotProven(" ".join((*proof.breaches, *proof.unproven)))
    gaps = answer.gaps
    too_late = {
        request: facts
        for request, facts in queries.too_late_facts(this.started_at).items()
        if facts["category"] in codes
    }
    with _timed(seconds, "propose"):
        _move(this, "running", "writing")
        fate = weighed(problem, answer.plan)
        proposals = list(compress(_proposals(problem, answer), fate.new))
        ending = _standing(problem, standing, ~fate.stays)
        taken_back = len(ending)
        if this.dry_run:
            _keep_planned(this, problem, answer.plan.need[fate.new], proposals, regions)
            made, skipped = 0, 0
        else:
            taken_back = len(take_back(ending, this.pk))
            wanted_still = _unspent(this, proposals)
            made = len(matches.propose(SYSTEM, wanted_still, this.pk).made)
            skipped = len(proposals) - made + len(ending) - taken_back
            _keep_gaps(this, codes, {**by_request(problem, gaps), **too_late})
    this.curve = [point._asdict() for point in answer.curve]
    this.figures = round_figures(problem, regions, answer) | {
        "planned": len(proposals),
        "proposed": made,
        "skipped": skipped,
        "stay": int(fate.stays.sum()),
        "taken_back": taken_back,
        "waiting": int(fate.waits.sum()),
        "seconds": seconds | {name: round(spent, 3) for name, spent in answer.seconds.items()},
    }


def _standing(problem: Problem, ids: Ints, wanted: Flags) -> list[Standing]:
    """Those of the proposals that stand, by match id, that are wanted."""
    kept = problem.kept
    rows = ids, problem.needs.id[kept.need], problem.offers.id[kept.offer]
    columns = (column[wanted].tolist() for column in rows)
    return [Standing(*row) for row in zip(*columns, strict=True)]


def _proposals(problem: Problem, answer: Answer) -> Iterator[matches.Proposal]:
    for assignment, reason in zip(answer.plan.assignments(problem), answer.reasons, strict=True):
        yield matches.Proposal(
            request_id=int(problem.needs.id[assignment.need]),
            offer_id=int(problem.offers.id[assignment.offer]),
            quantity=assignment.quantity,
            distance=round(assignment.distance_m),
            reason=cast(dict[str, Any], reason),
        )


def _unspent(this: Round, proposals: list[matches.Proposal]) -> list[matches.Proposal]:
    """Those whose pair did not come to nothing while the round was solving."""
    ended = Match.private.filter(ended_at__gte=this.started_at, status__in=queries.SPENT)
    ended = ended.exclude(ended_why=rules.WEIGHED_AGAIN)
    spent = set(ended.values_list("request_id", "offer_id"))
    return [each for each in proposals if (each.request_id, each.offer_id) not in spent]


@transaction.atomic
def _keep_planned(
    this: Round,
    problem: Problem,
    needs: Ints,
    proposals: Sequence[matches.Proposal],
    regions: Sequence[str],
) -> None:
    """``needs``: the rows of the proposals' needs, ``regions`` the region codes of all."""
    old = Round.objects.filter(dry_run=True, started_at__lt=this.started_at - KEPT)
    PlannedProposal.private.filter(round__in=old).delete()
    codes = [category.code for category in problem.categories]
    category = problem.needs.category
    PlannedProposal.private.bulk_create(
        (
            PlannedProposal(
                round=this,
                request_id=proposal.request_id,
                offer_id=proposal.offer_id,
                region_code=regions[need],
                category=codes[category[need]],
                quantity=proposal.quantity,
                distance=proposal.distance or 0,
                reason=proposal.reason,
            )
            for need, proposal in zip(needs.tolist(), proposals, strict=True)
        ),
        batch_size=BATCH,
    )


@transaction.atomic
def _keep_gaps(this: Round, codes: Sequence[str], gaps: dict[int, UnmetFacts]) -> None:
    Gap.private.filter(facts__category__in=codes).delete()
    Gap.private.filter(pk__in=gaps).delete()
    Gap.private.bulk_create(
        (Gap(request_id=request, round=this, facts=facts) for request, facts in gaps.items()),
        batch_size=BATCH,
    )


def by_request(problem: Problem, gaps: dict[int, UnmetFacts]) -> dict[int, UnmetFacts]:
    return {int(problem.needs.id[need]): facts for need, facts in gaps.items()}


def bury(this: Round) -> None:
    """End a round that began, once no process runs it any more."""
    codes = this.categories or ORDER
    with held(codes, lambda: None):
        _bury(codes)


def _bury(codes: Sequence[str]) -> None:
    """Rounds that still run on categories whose locks we hold died with their process."""
    for other in Round.objects.filter(status__in=("running", "writing")):
        if set(codes) & set(other.categories or ORDER):
            Round.objects.filter(pk=other.pk).update(status="failed", finished_at=timezone.now())


def _move(this: Round, come_from: str, to: str, **fields: Any) -> None:
    """To the next status, unless somebody called the round off: raises Cancelled."""
    row = Round.objects.filter(pk=this.pk, status=come_from, cancel_asked_at=None)
    if not row.update(status=to, **fields):
        raise Cancelled
    for name, value in {"status": to, **fields}.items():
        setattr(this, name, value)


def _end(this: Round, status: str) -> None:
    this.status = status
    this.finished_at = timezone.now()
    this.save(update_fields=["status", "finished_at", "digest", "progress", "curve", "figures"])


@contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    seconds[phase] = round(perf_counter() - begun, 3)
