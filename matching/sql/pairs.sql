-- Every pair that may be matched, with its distance. The box of an offer's reach is what the
-- partial index on (category, place) answers; an offer for a region goes anywhere in it. An offer
-- of a donor whom the city doesn't know is measured from the published point of the kelurahan: its
-- reach must not tell where in it a household lives.
with open_need as not materialized (
    select id, category, place, region_id, household_id, filed_by_id
    from aid_request
    where status = any(%(need_statuses)s)
      and until > %(now)s
      and needed > listed + proposed + reserved + delivered
),
open_offer as not materialized (
    select offer.id, category, place, radius, target_id, donor_id,
           donor.verified_at is not null as known
    from aid_offer as offer
    join people_user as donor on donor.id = offer.donor_id
    where status = any(%(offer_statuses)s)
      and until > %(now)s
      and for_request_id is null
      and quantity > proposed + reserved + delivered + lost
),
area as (
    select code, st_snaptogrid(st_transform(point, 32748), %(published_m)s) as point
    from geo_region
    where level = 'kelurahan'
),
within_reach as (
    select need.id as need_id, need.household_id, need.filed_by_id,
           offer.id as offer_id, offer.donor_id, need.place <-> offer.place as distance_m
    from open_offer as offer
    join open_need as need
      on need.category = offer.category
     and need.place && st_expand(offer.place, offer.radius)
     and (need.place <-> offer.place) <= offer.radius
    where offer.target_id is null and offer.known
    union all
    select need.id, need.household_id, need.filed_by_id,
           offer.id, offer.donor_id, area.point <-> offer.place
    from open_offer as offer
    join area on (area.point <-> offer.place) <= offer.radius
    join open_need as need
      on need.category = offer.category
     and left(need.region_id, %(kelurahan_length)s) = area.code
    where offer.target_id is null and not offer.known
    union all
    select need.id, need.household_id, need.filed_by_id,
           offer.id, offer.donor_id, need.place <-> offer.place
    from open_offer as offer
    join open_need as need
      on need.category = offer.category
     and (need.region_id = offer.target_id
          or starts_with(need.region_id, offer.target_id || '.'))
    where offer.target_id is not null
)
select need_id, offer_id, distance_m
from within_reach
-- Nobody serves what they asked or filed themselves,
where filed_by_id is distinct from donor_id
  and not exists (
      select
      from aid_household as household
      where household.id = within_reach.household_id
        and household.resident_id = within_reach.donor_id
  )
-- nor is a household matched with a donor whom it blocked,
  and not exists (
      select
      from aid_block as block
      where block.household_id = within_reach.household_id
        and block.donor_id = within_reach.donor_id
  )
-- nor is a pair tried again that came to nothing or still waits for an answer.
  and not exists (
      select
      from aid_match as standing
      where standing.request_id = within_reach.need_id
        and standing.offer_id = within_reach.offer_id
        and standing.status = any(%(spent)s)
  )
limit %(limit)s
