from typing import ClassVar

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

CATEGORIES = ["sembako", "meal", "lebaran", "thr", "cash", "hygiene", "baby"]
NUMBERS = ("requests", "asked", "promised", "on_the_way", "delivered", "confirmed", "unmet")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aid", "0003_seals"),
        ("geo", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "add_neighbourhood")),
                fields=["actor_id", "region_code"],
                name="event_added_neighbourhood",
            ),
        ),
        migrations.CreateModel(
            name="NeighbourhoodFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=12)),
                ("counted_at", models.DateTimeField()),
                ("shown", models.BooleanField(default=False)),
                *((name, models.PositiveIntegerField(null=True)) for name in NUMBERS),
                ("urgency", models.PositiveSmallIntegerField(null=True)),
                ("waiting", models.CharField(blank=True, max_length=10)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.region",
                    ),
                ),
            ],
            options={"default_manager_name": "private"},
            managers=[("private", django.db.models.manager.Manager())],
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodfigure",
            constraint=models.UniqueConstraint(
                fields=("region", "category"), name="neighbourhood_figure_once_per_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("category__in", CATEGORIES)),
                name="neighbourhood_figure_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(requests__gte=5, shown=True)
                | models.Q(
                    asked=None,
                    confirmed=None,
                    delivered=None,
                    on_the_way=None,
                    promised=None,
                    requests=None,
                    shown=False,
                    unmet=None,
                    urgency=None,
                ),
                name="neighbourhood_figure_shown_or_empty",
            ),
        ),
    ]
