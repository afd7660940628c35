"""Where need is open is answered from sums and a few steps of an index, many requests or few."""

from typing import ClassVar

from django.contrib.gis.db.models.functions import SnapToGrid
from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Left

# A function, since its plan is made once a session. Kelurahan in the order of ``codes``, those
# alone where somebody waits, of ``of_category`` if it isn't empty; of each its sums by category
# and, where something is open, the most urgent answer and since when somebody waits.
FUNCTION = """
create function aid_areas_in_need(
    codes text[], of_category text, at timestamptz, ahead timestamptz, most integer
) returns table (code text, categories json)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
    return query
    select area.code, found.categories
    from (
        select listed.code, listed.place
        from unnest(codes) with ordinality as listed (code, place)
        order by listed.place
        offset 0
    ) as area
    cross join lateral (
        select json_agg(json_build_array(
                   sums.category, sums.asked, sums.promised, sums.on_the_way, sums.delivered,
                   sums.confirmed, sums.open, urgent.urgency, extract(epoch from urgent.since)
               ) order by sums.category) as categories,
               bool_or(urgent.urgency is not null and of_category in ('', sums.category)) as waits
        from (
            select tally.category,
                   sum(case when tally.serve_from > ahead then tally.asked_later
                       else tally.asked end)::bigint as asked,
                   sum(case when tally.serve_from > ahead then 0
                       else tally.open end)::bigint as open,
                   sum(tally.promised)::bigint as promised,
                   sum(tally.on_the_way)::bigint as on_the_way,
                   sum(tally.delivered)::bigint as delivered,
                   sum(tally.confirmed)::bigint as confirmed
            from aid_tally as tally
            where tally.kelurahan = area.code
            group by tally.category
        ) as sums
        left join lateral (
            select min(level.urgency) as urgency, min(longest.submitted_at) as since
            from (values (0), (1), (2)) as level (urgency)
            cross join lateral (
                select request.submitted_at
                from aid_request as request
                where left(request.region_id, 13) = area.code
                  and request.category = sums.category
                  and request.urgency = level.urgency
                  and request.status = 'verified'
                  and request.needed > request.listed + request.reserved + request.delivered
                  and request.until > at
                  and (request.serve_from is null or request.serve_from <= ahead)
                order by request.submitted_at
                limit 1
            ) as longest
        ) as urgent on sums.open > 0
    ) as found
    where found.waits
    order by area.place
    limit most;
end $$;
"""
KELURAHAN = Left("region_id", 13)
DROP = "drop function aid_areas_in_need(text[], text, timestamptz, timestamptz, integer)"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0019_tallies")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                KELURAHAN,
                "category",
                "urgency",
                "submitted_at",
                name="request_open_need",
                condition=Q(("status", "verified")),
            ),  # fmt: skip
        ),
        *(
            migrations.AddIndex(model_name="request", index=index)
            for index in (
                models.Index(
                    KELURAHAN,
                    "urgency",
                    "id",
                    name="request_near",
                    condition=Q(("status", "verified")),
                ),  # fmt: skip
                models.Index(
                    fields=["urgency", "id"],
                    name="request_urgent",
                    condition=Q(("status", "verified")),
                ),  # fmt: skip
                models.Index(KELURAHAN, "id", name="request_kelurahan"),
                GistIndex(SnapToGrid("place", 500), name="request_published_place"),
            )
        ),
        migrations.RunSQL(FUNCTION, DROP),
    ]
