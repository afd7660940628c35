"""What cannot be divided: a need that is of use all at once, a part worth a trip, and how many
proposals a donor takes."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0015_match_of_round")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="request",
            name="whole",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="offer",
            name="least",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="offer",
            name="most_open",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("least__gte", 1)),
                name="offer_least_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_open", None),
                    models.Q(("most_open__gte", 1), ("most_open__lte", 99)),
                    _connector="OR",
                ),
                name="offer_most_open",
            ),
        ),
    ]
