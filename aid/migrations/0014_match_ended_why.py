"""Why a proposal ended that a round took back."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0013_nearest_offers")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="match",
            name="ended_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_why__in", ("", "weighed_again"))),
                name="match_ended_why",
            ),
        ),
    ]
