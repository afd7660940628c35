"""Which entry of an offline phone redeemed a coupon."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0006_kampung_at_a_time")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="coupon",
            name="entry",
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
    ]
