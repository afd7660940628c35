"""What is not settled is found by its status, however much there was before."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0024_queue")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(status__in=["on_the_way", "delivered", "disputed"]),
                fields=["status", "delivered_at"],
                name="match_unsettled",
            ),
        ),
        migrations.AddIndex(
            model_name="handout",
            index=models.Index(
                condition=models.Q(status="disputed"),
                fields=["consignment"],
                name="handout_disputed",
            ),
        ),
    ]
