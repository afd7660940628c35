"""Requests that look alike and were found to be of two households."""

from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, F, Q, UniqueConstraint


class KeptApart(models.Model):
    """An office looked at both requests and kept both, so that nobody is asked again. ``one`` is
    the elder of the two."""

    one = models.ForeignKey(
        "aid.Request", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    other = models.ForeignKey("aid.Request", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    private = models.Manager["KeptApart"]()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            UniqueConstraint(fields=["one", "other"], name="kept_apart_once"),
            CheckConstraint(condition=Q(one__lt=F("other")), name="kept_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"kept apart {self.pk}"
