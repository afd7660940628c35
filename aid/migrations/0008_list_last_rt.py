"""The number of the RW's last RT, where a list says it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0007_coupon_entry")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="neighbourhoodlist",
            name="last_rt",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_rt", None),
                    models.Q(("last_rt__gte", 1), ("last_rt__lte", 999)),
                    _connector="OR",
                ),
                name="list_last_rt",
            ),
        ),
    ]
