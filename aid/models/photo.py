"""Photos of goods."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Index, Q

from aid.queries.photos import PhotoQuerySet
from people.fields import SealedInRowField

SIDES = ("household", "donor", "office")


class Photo(models.Model):
    """A JPEG that belongs to a match, written anew by ``aid.photos``.

    ``added_by`` is None for a household without an account. Row-level security: rows are there
    only for whom ``aid.opened`` opened their match.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey("aid.Match", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10)
    added_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    jpeg = SealedInRowField()

    private = PhotoQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [Index(fields=["match", "added_at"], name="photo_match")]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(side__in=SIDES), name="photo_side"),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"
