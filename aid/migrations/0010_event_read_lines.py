"""Who read the names of a list lately is found at once."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0009_event_printed_coupons")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["actor_id", "at"],
                name="event_read_lines",
                condition=models.Q(("kind", "list_see_lines")),
            ),
        ),
    ]
