"""What household and donor write to each other, without either knowing the other's number."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Index

from aid.queries.messages import MessageQuerySet
from people.fields import SealedInRowField


class Message(models.Model):
    """A text from one side of a match to the other.

    Row-level security: rows are there only for whom ``aid.opened`` opened their match.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey("aid.Match", on_delete=models.PROTECT, related_name="+")
    from_household = models.BooleanField()
    text = SealedInRowField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    private = MessageQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["match", "written_at"], name="message_match"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
