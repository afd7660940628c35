"""Rounds that are tried before anything is sent, and what a round weighs again."""

from typing import Any

from django.utils import timezone

from aid.models import Match
from matching.models import Round
from matching.policies import own_policy
from matching.rounds import run_round
from tests import factories


def a_dry_run(**fields: Any) -> Round:
    """A round that nobody in particular called for; done unless said."""
    made = {
        "kind": "full", "status": "done", "dry_run": True, "seed": 1,
        "started_at": timezone.now(), "policy": own_policy().as_dict(),
    }  # fmt: skip
    return Round.objects.create(**made | fields)


def taken_back() -> Match:
    """The proposal for the open request that a round took back when an offer 2 km nearer came."""
    far = factories.published()
    run_round("full")
    far.place.x += 2000
    far.save(update_fields=["place"])
    factories.published()
    run_round("full", again=True)
    (ended,) = Match.private.filter(offer=far)
    return ended
