"""Messages, photos, blocks, and an agreed place of hand-over.

Messages and photos have row-level security: without the application having named their match in
the same transaction (``aid.opened``) there are none. The owner, who dumps and migrates, sees all.
"""

import uuid
from typing import ClassVar

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import people.fields

LOCK = """
alter table {table} enable row level security;
create policy of_named_matches on {table} using (
    match_id = any (
        (select string_to_array(nullif(current_setting('gandeng.matches', true), ''), ','))::bigint[]
    )
);
"""
UNLOCK = """
drop policy of_named_matches on {table};
alter table {table} disable row level security;
"""


def locked(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(LOCK.format(table=table), UNLOCK.format(table=table))


def to_user(on_delete: object, **options: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=on_delete, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aid", "0004_neighbourhood_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("donor", to_user(django.db.models.deletion.CASCADE)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="aid.household",
                    ),
                ),
            ],
            managers=[("private", django.db.models.manager.Manager())],
            options={
                "default_manager_name": "private",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "donor"), name="one_block_per_donor"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_household", models.BooleanField()),
                ("text", people.fields.SealedInRowField()),
                ("written_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="aid.match",
                    ),
                ),
            ],
            managers=[("private", django.db.models.manager.Manager())],
            options={
                "default_manager_name": "private",
                "indexes": [models.Index(fields=["match", "written_at"], name="message_match")],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("side", models.CharField(max_length=10)),
                ("added_at", models.DateTimeField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("jpeg", people.fields.SealedInRowField()),
                ("added_by", to_user(django.db.models.deletion.SET_NULL, blank=True, null=True)),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="aid.match",
                    ),
                ),
            ],
            managers=[("private", django.db.models.manager.Manager())],
            options={
                "default_manager_name": "private",
                "indexes": [models.Index(fields=["match", "added_at"], name="photo_match")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("household", "donor", "office"))),
                        name="photo_side",
                    )
                ],
            },
        ),
        locked("aid_message"),
        locked("aid_photo"),
        migrations.AddField("match", "handover_place", people.fields.SealedInRowField(null=True)),
        migrations.AddField(
            "complaint",
            "message",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.message",
            ),
        ),
        migrations.RemoveConstraint("complaint", "complaint_kind"),
        migrations.AddConstraint(
            "complaint",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "asked_to_pay",
                            "never_came",
                            "not_as_described",
                            "harassment",
                            "not_safe",
                        ),
                    )
                ),
                name="complaint_kind",
            ),
        ),
    ]
