"""The queue of requests to check is read in its order, a page at a time."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0021_revocation")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("status", "submitted")),
                fields=["urgency", "submitted_at", "id"],
                name="request_to_check",
            ),
        ),
    ]
