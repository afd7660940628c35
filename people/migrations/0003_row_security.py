"""Private details are shown, changed and deleted only where a transaction named them.

The owner, who makes backups and changes keys, is not bound by this.
"""

from typing import ClassVar

from django.db import migrations

LOCK = """
alter table people_privatedetails enable row level security;
create policy kept on people_privatedetails for insert with check (true);
create policy opened on people_privatedetails using (
    id = any ((
        select string_to_array(nullif(current_setting('gandeng.details', true), ''), ',')::uuid[]
    )::uuid[])
);
"""
UNLOCK = """
drop policy opened on people_privatedetails;
drop policy kept on people_privatedetails;
alter table people_privatedetails disable row level security;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0002_limits")]

    operations: ClassVar = [migrations.RunSQL(LOCK, UNLOCK)]
