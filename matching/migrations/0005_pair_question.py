"""Why a request and an offer were not put together."""

from typing import ClassVar

import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("matching", "0004_sent_by")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PairQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("request_id", models.BigIntegerField()),
                ("offer_id", models.BigIntegerField()),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("facts", models.JSONField(blank=True, default=dict)),
            ],
            options={"default_manager_name": "private"},
            managers=[("private", django.db.models.manager.Manager())],
        ),
        migrations.AddConstraint(
            model_name="pairquestion",
            constraint=models.UniqueConstraint(
                fields=("request_id", "offer_id"), name="one_question_per_pair"
            ),
        ),
        migrations.AddIndex(
            model_name="pairquestion",
            index=models.Index(fields=["asked_at"], name="question_asked_at"),
        ),
    ]
