"""The chain that makes a change of what happened visible."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length

from aid.history import Head
from aid.queries.history import SealQuerySet


class Seal(models.Model):
    """One event's place in the history, sealed together with everything before it.

    The application's database role may insert and read seals, nothing else. Positions have no
    gaps. A seal refers to its event by number alone, so that it outlives the event.
    """

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    transaction = models.BigIntegerField(help_text="The event's.")
    form = models.SmallIntegerField(help_text="Which columns the hash covers, and how.")
    at = models.DateTimeField()
    hash = models.BinaryField(max_length=32)

    log = SealQuerySet.as_manager()

    class Meta:
        default_manager_name = "log"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="seal_position", condition=models.Q(position__gte=1)),
            models.CheckConstraint(name="seal_form", condition=models.Q(form__gte=1)),
            models.CheckConstraint(
                name="seal_hash",
                condition=models.lookups.Exact(Length("hash"), 32),
            ),
        ]

    def __str__(self) -> str:
        return str(self.head)

    @property
    def head(self) -> Head:
        return Head(self.position, bytes(self.hash))

    @property
    def place(self) -> tuple[int, int]:
        """Where the event stands among all: its transaction, then its id."""
        return self.transaction, self.event_id
