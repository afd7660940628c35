"""Donors read open need in an order that tells nobody's time of asking: by urgency, then by the random
reference."""

from typing import ClassVar

from django.db import migrations

NEAR = """
create index request_near_by_reference on aid_request (left(region_id, 13), urgency, reference)
where status = 'verified'
"""
URGENT = """
create index request_urgent_by_reference on aid_request (urgency, reference)
where status = 'verified'
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("aid", "0024_queue"),
        ("api", "0002_answers_are_kept_by_people"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(NEAR, "drop index request_near_by_reference"),
        migrations.RunSQL(URGENT, "drop index request_urgent_by_reference"),
    ]
