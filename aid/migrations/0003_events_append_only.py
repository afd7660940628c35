"""The application's role inserts and reads events, nothing else."""

from typing import ClassVar

from django.db import migrations

ROLE = "gandeng_app"
FORBID = f"""
do $$ begin
    if exists (select from pg_roles where rolname = '{ROLE}')
       and current_user <> '{ROLE}' then
        revoke update, delete, truncate on aid_event from {ROLE};
        grant select, insert on aid_event to {ROLE};
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0002_initial")]

    operations: ClassVar = [migrations.RunSQL(FORBID, migrations.RunSQL.noop)]
