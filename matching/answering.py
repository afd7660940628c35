"""Why not that one: the engine's answer to a question of a coordinator.

What the settings' policy makes of everything open in the category and of the proposals that nobody
answered, computed like a round and writing nothing else.
"""

import logging
from time import perf_counter

import numpy as np
from django.conf import settings
from django.utils import timezone

from aid.models import Match, Offer, Request
from aid.rules import RequestStatus
from matching import child, queries
from matching.child import Pulse, Task
from matching.errors import MatchingError
from matching.models import PairQuestion
from matching.part import part_of
from matching.policies import own_policy
from matching.problem import NONE
from matching.reasons import PairFacts
from matching.roads import roads_of
from matching.standing import positions

log = logging.getLogger(__name__)

# Nobody else's work waits longer for an answer.
PATIENCE_SECONDS = 120.0


class NoAnswer(Exception):
    """It takes too long, or nobody waits any more."""


def answer(question_id: int) -> None:
    """Answer a question, unless it is answered or was asked anew; "failed" when nothing can be
    worked out in time."""
    waiting = PairQuestion.private.filter(pk=question_id, answered_at=None)
    asked = waiting.first()
    if asked is None:
        return
    begun = perf_counter()

    def pulse(_: object) -> None:
        if perf_counter() - begun > PATIENCE_SECONDS or not waiting.exists():
            raise NoAnswer

    try:
        facts = facts_of(asked.request_id, asked.offer_id, pulse)
    except (MatchingError, NoAnswer) as error:
        log.warning("No answer to question %s: %r", question_id, error)
        facts = PairFacts(code="failed")
    waiting.update(facts=facts, answered_at=timezone.now())


def facts_of(request_id: int, offer_id: int, pulse: Pulse) -> PairFacts:
    """Why a request and an offer, by id, are not put together. Raises what ``pulse`` and `child`
    raise."""
    policy = own_policy()
    request, offer = Request.private.get(pk=request_id), Offer.private.get(pk=offer_id)
    if Match.private.filter(request=request, offer=offer).live().exists():
        return PairFacts(code="matched")
    if request.status == RequestStatus.SUBMITTED:
        return PairFacts(code="not_verified")
    loaded = queries.load(policy, timezone.now(), again=True)
    # Offers of another category stay out, and are told by what they are.
    problem, _ = part_of(loaded.problem, [request.category])
    if NONE in (
        positions(loaded.problem.needs.id, np.array([request_id]))[0],
        positions(loaded.problem.offers.id, np.array([offer_id]))[0],
    ):
        return PairFacts(code="not_open")
    if offer.category != request.category:
        return PairFacts(code="other_category")
    pair = (
        int(positions(problem.needs.id, np.array([request_id]))[0]),
        int(positions(problem.offers.id, np.array([offer_id]))[0]),
    )
    processes, roads = settings.MATCHING_PROCESSES, roads_of(problem)
    task = Task(problem, policy, 0, processes, pair=pair, roads=roads)
    found = child.compute_apart(task, pulse).pair
    assert found is not None
    if found["code"] == "matched":
        return PairFacts(code="waits" if request.proposed or offer.proposed else "next")
    return found
