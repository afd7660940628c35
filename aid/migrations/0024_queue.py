"""The queue of requests to check is read in its order, a page at a time; and requests that look
alike, but were found to be of two households, are remembered."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0023_running_late")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("status", "submitted")),
                fields=["urgency", "submitted_at", "id"],
                name="request_to_check",
            ),
        ),
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="aid.request",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="aid.request",
                    ),
                ),
            ],
            options={
                "default_manager_name": "private",
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="kept_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="kept_apart_in_order",
                    ),
                ],
            },
            managers=[("private", models.Manager())],
        ),
    ]
