"""Who wrote lines of a list is found at once."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0011_event_made_links")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["actor_id", "region_code"],
                name="event_wrote_lines",
                condition=models.Q(("kind__in", ["list_line", "list_line_removed", "list_import"])),
            ),
        ),
    ]
