"""Why not that one: the engine's answer to a question of a coordinator.

What the settings' policy makes of everything open in the category and of the proposals that nobody
answered, computed like a round and writing nothing else.
"""

from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from aid.models import Request
from matching import child, queries
from matching.child import Task
from matching.models import PairQuestion
from matching.part import part_of
from matching.policies import own_policy
from matching.problem import NONE
from matching.reasons import PairFacts
from matching.roads import roads_of
from matching.standing import positions


def answer(question_id: int) -> None:
    """Answer a question, unless it is answered or was asked anew. Raises what `child` raises."""
    asked = PairQuestion.private.filter(pk=question_id, answered_at=None).first()
    if asked is None:
        return
    facts = facts_of(asked.request_id, asked.offer_id)
    PairQuestion.private.filter(pk=question_id, answered_at=None).update(
        facts=facts, answered_at=timezone.now()
    )


def facts_of(request_id: int, offer_id: int) -> dict[str, Any]:
    """PairFacts of a request and an offer, by id."""
    policy = own_policy()
    category = Request.private.values_list("category", flat=True).get(pk=request_id)
    loaded = queries.load(policy, timezone.now(), again=True)
    # Offers of another category stay out, and are told by what they are.
    problem, _ = part_of(loaded.problem, [category])
    need = int(positions(loaded.problem.needs.id, np.array([request_id]))[0])
    offer = int(positions(loaded.problem.offers.id, np.array([offer_id]))[0])
    if NONE in (need, offer):
        return dict(PairFacts(code="not_open"))
    if loaded.problem.offers.category[offer] != loaded.problem.needs.category[need]:
        return dict(PairFacts(code="other_category"))
    pair = (
        int(positions(problem.needs.id, np.array([request_id]))[0]),
        int(positions(problem.offers.id, np.array([offer_id]))[0]),
    )
    processes, roads = settings.MATCHING_PROCESSES, roads_of(problem)
    task = Task(problem, policy, 0, processes, pair=pair, roads=roads)
    found = child.compute_apart(task, lambda _: None).pair
    assert found is not None
    return dict(found)
