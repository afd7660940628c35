"""About when a donor expects to be there who is running late."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0022_households_rights")]

    operations: ClassVar = [
        migrations.AddField(
            model_name=name,
            name="expected_at",
            field=models.DateTimeField(blank=True, null=True),
        )
        for name in ("match", "consignment")
    ]
