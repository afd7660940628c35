"""Donors read open need in an order that tells nobody's time of asking: by urgency, then by the random
reference."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Left

VERIFIED = models.Q(status="verified")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0027_overdue")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="request", name="request_near"),
        migrations.RemoveIndex(model_name="request", name="request_urgent"),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                Left("region_id", 13),
                "urgency",
                "reference",
                condition=VERIFIED,
                name="request_near_by_urgency",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=VERIFIED,
                fields=["urgency", "reference"],
                name="request_by_urgency",
            ),
        ),
    ]
