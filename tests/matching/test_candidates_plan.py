"""The candidates of a large city are found by the index on places."""

import psycopg
from django.db import connection
from django.utils import timezone

from matching.policy import Policy
from matching.queries import SQL, parameters_of
from tests import factories
from tests.database import Copy

MANY = """
insert into aid_request (reference, household_id, region_id, category, status, needed, listed,
    proposed, reserved, delivered, confirmed, inside, urgency, note, for_someone_else, until,
    submitted_at, refusal, place, slot, put_first, no_local_id, not_through_rw)
select 'R-' || number, null, region_id, category, status, needed, 0, 0, 0, 0, 0, 0, urgency, '',
    false, until, submitted_at, '', st_translate(place, number %% 60 * 100, number / 60 * 100),
    '', false, false, false
from aid_request cross join generate_series(1, 3000) as number where id = %(request)s;
insert into aid_offer (reference, donor_id, region_id, category, status, quantity, proposed,
    reserved, delivered, lost, radius, handover, note, until, published_at, place, contents)
select 'O-' || number, donor_id, region_id, category, status, quantity, 0, 0, 0, 0, 1000,
    handover, '', until, published_at, st_translate(place, number * 10, 0), '[]'
from aid_offer cross join generate_series(1, 500) as number where id = %(offer)s;
"""


def test_reach_of_offers_is_answered_by_the_index(committed_db: Copy) -> None:
    ids = {"request": factories.verified().pk, "offer": factories.published().pk}
    statement = (SQL / "pairs.sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute(MANY, ids)
        with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
            owner.execute("analyze aid_request, aid_offer")
        cursor.execute(f"explain {statement}", parameters_of(Policy(), timezone.now()))
        plan = [row[0].strip() for row in cursor.fetchall()]
    scan = next(row for row, line in enumerate(plan) if "using request_open_place" in line)
    assert "place && st_expand" in plan[scan + 1]
    assert plan[scan + 1].startswith("Index Cond:")
