"""Who printed coupons of a request is found at once."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0008_list_last_rt")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["request_id", "actor_id"],
                name="event_printed_coupons",
                condition=models.Q(("kind__in", ["issue_coupons", "reissue_coupon"])),
            ),
        ),
    ]
