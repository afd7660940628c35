"""Who made a household's link is found with who printed coupons."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0010_event_read_lines")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="event", name="event_printed_coupons"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["request_id", "actor_id"],
                name="event_printed_coupons",
                condition=models.Q(("kind__in", ["issue_coupons", "reissue_coupon", "issue_link"])),
            ),
        ),
    ]
