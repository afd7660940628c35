-- The open offers by region, counted and drawn from the offers themselves.
with counted as (
    select left(region_id, %(length)s) as code, category, count(*) as offers
    from aid_offer
    where status = 'open' and for_request_id is null and target_id is null
      and quantity > proposed + reserved + delivered + lost
    group by 1, 2
),
told as (
    select code, jsonb_object_agg(category, offers) || jsonb_build_object('offers', sum(offers))
           as facts
    from counted
    group by code
),
drawn as (
    select region.code, region.name, told.facts,
           st_asmvtgeom(st_transform(region.point, 3857),
                        st_tileenvelope(%(z)s, %(x)s, %(y)s), 4096, 64) as geom
    from told
    join geo_region as region using (code)
    where region.point && st_transform(
        st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326)
)
select st_asmvt(drawn, 'offers', 4096, 'geom') from drawn where geom is not null
