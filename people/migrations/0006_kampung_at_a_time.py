"""Cadres."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("geo", "0001_initial"),
        ("people", "0005_sign_in"),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="role_is_known",
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("coordinator", "coordinator"),
                    ("auditor", "auditor"),
                    ("cadre", "cadre"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["coordinator", "auditor", "cadre"])),
                name="role_is_known",
            ),
        ),
    ]
