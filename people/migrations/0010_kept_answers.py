"""Answers to POSTs with a key, for API and pages.

Row security: a transaction sees the answer whose key it named, and may empty it; and it sees what
is old enough to be deleted. The owner, who makes backups and changes keys, is not bound by this.
"""

from typing import ClassVar

import django.db.models.manager
from django.db import migrations, models

import people.fields

LOCK = """
alter table people_keptanswer enable row level security;
create policy kept on people_keptanswer for insert with check (true);
create policy named on people_keptanswer for select using (
    key = current_setting('gandeng.answer', true)
);
create policy emptied on people_keptanswer for update using (
    key = current_setting('gandeng.answer', true)
);
create policy old on people_keptanswer using (made_at < now() - interval '1 day')
    with check (false);
"""
UNLOCK = """
drop policy old on people_keptanswer;
drop policy emptied on people_keptanswer;
drop policy named on people_keptanswer;
drop policy kept on people_keptanswer;
alter table people_keptanswer disable row level security;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0009_calendar_feeds")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("asked", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", people.fields.SealedInRowField()),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={"default_manager_name": "private"},
            managers=[("private", django.db.models.manager.Manager())],
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
