"""Which coordinator sends a proposal of a dry run."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("matching", "0003_round_again")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="plannedproposal",
            name="sent_by",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
