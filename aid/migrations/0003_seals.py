"""Seals, which whoever isn't their owner may insert and read, nothing else."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Length

# As for events in 0002: default privileges gave more when the table came.
FORBID = """
do $$
declare
    other name;
begin
    for other in
        select distinct grantee::text::name from information_schema.role_table_grants
        where table_schema = current_schema() and table_name = 'aid_seal'
          and grantee not in (current_user, 'PUBLIC')
    loop
        execute format('revoke update, delete, truncate on aid_seal from %I', other);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0002_events_append_only")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["transaction", "id"], name="event_order"),
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("transaction", models.BigIntegerField(help_text="The event's.")),
                (
                    "form",
                    models.SmallIntegerField(help_text="Which columns the hash covers, and how."),
                ),
                ("at", models.DateTimeField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={"default_manager_name": "log"},
            managers=[("log", models.Manager())],
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="seal_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__gte", 1)), name="seal_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.lookups.Exact(Length("hash"), 32), name="seal_hash"
            ),
        ),
        migrations.RunSQL(FORBID, migrations.RunSQL.noop),
    ]
