import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_organisation",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "staff",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "organisation"), name="staff_once"),
                    models.CheckConstraint(
                        condition=models.Q(("user", models.F("organisation")), _negated=True),
                        name="staff_of_another",
                    ),
                ],
            },
        ),
    ]
