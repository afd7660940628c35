"""Whoever isn't the owner of the events may insert and read them, nothing else."""

from typing import ClassVar

from django.db import migrations

# Default privileges gave the application's role, whatever its name, more when the table came.
FORBID = """
do $$
declare
    other name;
begin
    for other in
        select distinct grantee::text::name from information_schema.role_table_grants
        where table_schema = current_schema() and table_name = 'aid_event'
          and grantee not in (current_user, 'PUBLIC')
    loop
        execute format('revoke update, delete, truncate on aid_event from %I', other);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(FORBID, migrations.RunSQL.noop)]
