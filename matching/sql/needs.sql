-- Verified requests with something open.
select
    need.id,
    st_x(need.place) as east,
    st_y(need.place) as north,
    st_x(published.point) as shown_east,
    st_y(published.point) as shown_north,
    need.category,
    need.needed - need.listed - need.proposed - need.reserved - need.delivered as quantity,
    need.region_id as region,
    need.urgency,
    need.submitted_at,
    coalesce(household.vulnerable, false) as vulnerable,
    exists (
        select
        from aid_match as arrived
        join aid_request as earlier on earlier.id = arrived.request_id
        where earlier.household_id = need.household_id
          and earlier.category = need.category
          and arrived.status = any(%(received)s)
          and arrived.delivered_at >= %(received_since)s
    ) as received,
    need.put_first
from aid_request as need
-- Words measure from the kelurahan, also where the household is known by its RW.
join geo_region as area on area.code = left(need.region_id, %(kelurahan_length)s)
left join aid_household as household on household.id = need.household_id
cross join lateral (
    select st_snaptogrid(st_transform(area.point, 32748), %(published_m)s) as point
) as published
where need.status = any(%(need_statuses)s)
  and need.until > %(now)s
  -- A meal that can't be there any more is proposed to nobody.
  and (need.slot = '' or need.until > %(arrives_from)s)
  and (need.serve_from is null or need.serve_from <= %(portions_until)s)
  and need.needed > need.listed + need.proposed + need.reserved + need.delivered
order by need.id
