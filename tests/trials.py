"""Rounds that are tried before anything is sent."""

from typing import Any

from django.utils import timezone

from matching.models import Round
from matching.policy import Policy


def a_dry_run(**fields: Any) -> Round:
    """A round that nobody in particular called for; done unless said."""
    made = {
        "kind": "full", "status": "done", "dry_run": True, "seed": 1,
        "started_at": timezone.now(), "policy": Policy().as_dict(),
    }  # fmt: skip
    return Round.objects.create(**made | fields)
