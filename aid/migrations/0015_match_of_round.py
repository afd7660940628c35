"""The matches of a round are found without reading all of them."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0014_match_ended_why")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("round_id__isnull", False)),
                fields=["round_id"],
                name="match_of_round",
            ),
        ),
    ]
