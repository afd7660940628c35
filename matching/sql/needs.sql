-- Verified requests with something open, or something proposed where that is weighed again.
with area as materialized (
    select code, st_snaptogrid(st_transform(point, 32748), %(published_m)s) as point
    from geo_region
    where length(code) <= %(kelurahan_length)s
),
received as (
    select distinct earlier.household_id, earlier.category
    from aid_match as arrived
    join aid_request as earlier on earlier.id = arrived.request_id
    where arrived.status = any(%(received)s)
      and arrived.delivered_at >= %(received_since)s
      and earlier.household_id is not null
)
select
    need.id,
    st_x(need.place) as east,
    st_y(need.place) as north,
    st_x(area.point) as shown_east,
    st_y(area.point) as shown_north,
    array_position(%(categories)s::text[], need.category::text) - 1 as category,
    need.needed - need.listed - need.proposed - need.reserved - need.delivered as quantity,
    rpad(need.region_id, %(code_length)s) as region,
    need.urgency,
    need.submitted_at,
    coalesce(household.vulnerable, false) as vulnerable,
    received.household_id is not null as received,
    need.put_first,
    need.whole
from aid_request as need
-- Words measure from the kelurahan, also where the household is known by its RW.
join area on area.code = left(need.region_id, %(kelurahan_length)s)
left join aid_household as household on household.id = need.household_id
left join received
    on received.household_id = need.household_id and received.category = need.category
where need.status = any(%(need_statuses)s)
  and need.until > %(now)s
  -- A meal that can't be there any more is proposed to nobody.
  and (need.slot = '' or need.until > %(arrives_from)s)
  and (need.serve_from is null or need.serve_from <= %(portions_until)s)
  and need.needed > need.listed + need.reserved + need.delivered
                    + case when %(again)s then 0 else need.proposed end
order by need.id
