"""Whom a household wants nothing to do with."""

from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, UniqueConstraint

from aid.queries.blocks import BlockQuerySet


class Block(models.Model):
    """The household blocked the donor: nothing pairs the two, and neither reaches the other."""

    household = models.ForeignKey("aid.Household", on_delete=models.CASCADE, related_name="+")
    donor = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    private = BlockQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            UniqueConstraint(fields=["household", "donor"], name="one_block_per_donor"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"
