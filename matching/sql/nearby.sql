-- Open offers that reach a kelurahan by published points alone, nearest first: how far each is.
with area as materialized (
    select code, st_snaptogrid(st_transform(point, 32748), %(published_m)s) as point
    from geo_region
    where level = %(level)s
),
way as materialized (
    select area.code, area.point <-> here.point as metres
    from area
    join area as here on here.code = %(kelurahan)s
)
select way.metres
from way
cross join lateral (
    select
    from aid_offer as offer
    where offer.status = 'open' and offer.for_request_id is null and offer.target_id is null
      and offer.category = %(category)s
      and left(offer.region_id, %(kelurahan_length)s) = way.code
      and offer.radius >= ceil(way.metres)::integer
      and offer.until > %(now)s
      and offer.quantity > offer.proposed + offer.reserved + offer.delivered + offer.lost
    limit %(most)s
) as reaching
order by way.metres
limit %(most)s
