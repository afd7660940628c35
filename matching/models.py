"""Rounds, and why nobody was found."""

from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q

KINDS = ("arrival", "full")
STATUSES = ("running", "done", "failed")


class Round(models.Model):
    """One run of the engine, with all that it takes to run it again and to judge it.

    ``policy`` is a Policy as JSON, ``digest`` the problem's; with ``seed`` they give the same
    plan again. ``figures`` as in ``matching.figures``, empty until the round is done. Matches
    point here by their ``round_id``.
    """

    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="running")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    seed = models.BigIntegerField()
    policy = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=KINDS), name="round_kind"),
            CheckConstraint(condition=Q(status__in=STATUSES), name="round_status"),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class Gap(models.Model):
    """Why the newest round left a request unmet in part or whole: ``matching.facts.UnmetFacts``.

    A request that the newest round saw and met has none.
    """

    request_id = models.BigIntegerField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField()

    private: ClassVar[models.Manager["Gap"]] = models.Manager()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"gap of request {self.request_id}"
