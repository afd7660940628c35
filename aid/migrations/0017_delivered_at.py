"""What was handed over says when, also after it was split."""

from typing import ClassVar

from django.db import migrations, models

# The split left the date with the other part alone.
DATE_THE_SPLIT = """
update aid_match set delivered_at = coalesce(started_at, accepted_at, made_at)
where status in ('delivered', 'disputed') and delivered_at is null
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0016_wishes")]

    operations: ClassVar = [
        migrations.RunSQL(DATE_THE_SPLIT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["delivered", "disputed"]), _negated=True),
                    ("delivered_at__isnull", False),
                    _connector="OR",
                ),
                name="match_delivered_at",
            ),
        ),
    ]
