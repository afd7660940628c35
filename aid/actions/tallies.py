"""Putting together the rows in which triggers wrote down what changed."""

from django.db import connection

from aid.models.tally import SUMS

KEY = "kelurahan, category, serve_from"
# Whoever adds a row meanwhile is not waited for, and of two who fold the second finds nothing.
FOLD = f"""
with scattered as (
    select {KEY} from aid_tally group by {KEY} having count(*) > 1
),
gone as (
    delete from aid_tally as tally using scattered
    where (tally.kelurahan, tally.category) = (scattered.kelurahan, scattered.category)
      and tally.serve_from is not distinct from scattered.serve_from
    returning tally.*
)
insert into aid_tally ({KEY}, {", ".join(SUMS)})
select {KEY}, {", ".join(f"sum({name})" for name in SUMS)}
from gone
group by {KEY}
"""  # noqa: S608 # this module's own names # nosec B608


def fold() -> None:
    """Let every sum lie in one row again; sums stay what they are."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
