"""A round may weigh proposals again that nobody answered."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("matching", "0002_dry_runs")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="round",
            name="again",
            field=models.BooleanField(default=False),
        ),
    ]
