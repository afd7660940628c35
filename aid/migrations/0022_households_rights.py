"""What a household said of being asked to pay, and that it corrected or erased its request."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0021_revocation")]

    operations: ClassVar = [
        migrations.AddField("match", "asked_to_pay", models.BooleanField(blank=True, null=True)),
        migrations.AddField("handout", "asked_to_pay", models.BooleanField(blank=True, null=True)),
        migrations.AddField("request", "corrected_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("request", "erased_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("household", "erased_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "request",
            models.Index(
                condition=models.Q(erased_at=None), fields=["closed_at"], name="request_to_forget"
            ),
        ),
    ]
