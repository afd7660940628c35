"""The nearest open offers that reach a place are found by a few steps of an index, many or few."""

from typing import ClassVar

from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Left

REACHES_M = (250, 1000, 4000, 16_000, 100_000)
FOR_ANYBODY = Q(("for_request", None), ("status", "open"), ("target", None))

# Open offers with something left, of nobody who is barred.
USABLE = """offer.status = 'open' and offer.for_request_id is null
        and offer.category = of_category
        and offer.until > at
        and offer.quantity > offer.proposed + offer.reserved + offer.delivered + offer.lost
        and offer.donor_id <> all (barred)"""

# Of one class: in the order of its index, until enough are found; no farther than any could go.
# Whom the city doesn't know is measured from the published point.
OF_CLASS = """(
        select offer.id, offer.place <-> here as metres
        from aid_offer as offer
        where {usable}
        and offer.target_id is null
        and {far}
        and offer.place && st_expand(st_makeline(here, shown), {most_m})
        and least(offer.place <-> here, offer.place <-> shown) <= offer.radius
        and (offer.place <-> case when (
                select donor.verified_at from people_user as donor where donor.id = offer.donor_id
            ) is null then shown else here end) <= offer.radius
        order by offer.place <-> here
        limit most
    )"""
MEANT_FOR_IT = """(
        select offer.id, offer.place <-> here as metres
        from aid_offer as offer
        where {usable}
        and offer.target_id = any (regions)
        order by offer.place <-> here
        limit most
    )"""


def of_class(number: int) -> str:
    far = f"offer.radius <= {REACHES_M[number]}"
    if number:
        far = f"offer.radius > {REACHES_M[number - 1]} and {far}"
    return OF_CLASS.format(usable=USABLE, far=far, most_m=REACHES_M[number])


PARTS = [*map(of_class, range(len(REACHES_M))), MEANT_FOR_IT.format(usable=USABLE)]
QUESTION = f"""
    select reaching.id, reaching.metres
    from ({" union all ".join(PARTS)}) as reaching
    order by reaching.metres, reaching.id
    limit most"""  # noqa: S608 # this module's own text # nosec B608

# A function, since its plan is made once a session: for whatever values, and with no sorting in
# the parts, since the planner believes that a box holds a few offers, where it may hold all of a
# city's.
SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_sort": "off",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
FUNCTION = f"""
create function aid_offers_that_reach(
    of_category text, here geometry, shown geometry, regions text[], barred bigint[],
    at timestamptz, most integer
) returns table (offer_id bigint, metres double precision)
language plpgsql stable
{" ".join(f"set {name} = {value}" for name, value in SETTINGS.items())}
as $$
begin
    return query{QUESTION};
end
$$;
"""
DROP = "drop function aid_offers_that_reach"


def reach_index(number: int) -> GistIndex:
    far = Q(("radius__lte", REACHES_M[number]))
    if number:
        far &= Q(("radius__gt", REACHES_M[number - 1]))
    return GistIndex(
        F("category"),
        F("place"),
        name=f"offer_reach_{REACHES_M[number]}",
        condition=FOR_ANYBODY & far,
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aid", "0012_event_wrote_lines"),
        ("people", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex("offer", "offer_open_place"),
        *(migrations.AddIndex("offer", reach_index(number)) for number in range(len(REACHES_M))),
        migrations.AddIndex(
            "offer",
            models.Index(
                F("category"),
                Left("region_id", 13),
                F("radius"),
                name="offer_reach_of_kelurahan",
                condition=FOR_ANYBODY,
            ),
        ),
        migrations.RunSQL(FUNCTION, DROP),
    ]
