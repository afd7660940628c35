"""What happened: history and audit log in one."""

from typing import ClassVar

from django.db import models
from django.db.models import Func

from aid.queries.events import PRINTING, READING, WRITING, EventQuerySet


class Event(models.Model):
    """One thing that happened; ids and facts, nothing personal.

    The application's database role may insert and read events, nothing else. ``transaction``
    orders events for readers that catch up: an event of a transaction still running elsewhere
    may yet appear before newer ones.
    """

    at = models.DateTimeField()
    transaction = models.BigIntegerField(
        db_default=Func(function="txid_current", output_field=models.BigIntegerField())
    )
    kind = models.CharField(max_length=30)
    actor_id = models.BigIntegerField(null=True)
    request_id = models.BigIntegerField(null=True)
    offer_id = models.BigIntegerField(null=True)
    match_id = models.BigIntegerField(null=True)
    region_code = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)

    log = EventQuerySet.as_manager()

    class Meta:
        default_manager_name = "log"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request_id", "id"], name="event_request"),
            models.Index(fields=["match_id", "id"], name="event_match"),
            models.Index(
                fields=["actor_id", "region_code"],
                name="event_added_neighbourhood",
                condition=models.Q(kind="add_neighbourhood"),
            ),
            models.Index(
                fields=["request_id", "actor_id"],
                name="event_printed_coupons",
                condition=models.Q(kind__in=list(PRINTING)),
            ),
            models.Index(
                fields=["actor_id", "at"],
                name="event_read_lines",
                condition=models.Q(kind=READING),
            ),
            models.Index(
                fields=["actor_id", "region_code"],
                name="event_wrote_lines",
                condition=models.Q(kind__in=list(WRITING)),
            ),
            models.Index(fields=["transaction", "id"], name="event_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
