"""Donors who limit how many proposals wait for them are found without reading their offers."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0017_delivered_at")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("most_open__isnull", False)),
                fields=["donor"],
                name="offer_capped_donor",
            ),
        ),
    ]
