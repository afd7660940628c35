-- The requests that %(person)s could pledge to, by the distance of their kelurahan.
select found.reference, found.category, found.open, found.urgency, found.slot, found.whole,
       found.kind, found.region, found.name, st_x(found.point), st_y(found.point)
from (
    select given.code, given.metres
    from unnest(%(codes)s::text[], %(metres)s::integer[]) as given (code, metres)
    order by given.metres
) as area
cross join lateral (
    select request.id, request.reference, request.category, request.urgency, request.slot,
           request.whole, household.kind, region.code as region, region.name, region.point,
           request.needed - request.listed - request.reserved - request.delivered as open
    from aid_request as request
    join aid_household as household on household.id = request.household_id
    join geo_region as region on region.code = request.region_id
    where left(request.region_id, 13) = area.code
      and request.status = 'verified'
      and request.until > now()
      and request.needed > request.listed + request.reserved + request.delivered
      and (request.serve_from is null or request.serve_from <= now() + interval '6 days')
      and request.filed_by_id is distinct from %(person)s
      and household.resident_id is distinct from %(person)s
      and not exists (
          select from aid_block as block
          where block.household_id = household.id and block.donor_id = %(person)s
      )
    order by request.urgency, request.reference
    limit %(most)s
) as found
order by area.metres, found.urgency, found.reference
limit %(most)s
