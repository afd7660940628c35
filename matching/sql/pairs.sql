-- Every pair that may be matched, with its distance. The box of an offer's reach is what the
-- partial index on (category, place) answers; an offer for a region goes anywhere in it.
with open_need as not materialized (
    select id, category, place, region_id, household_id, filed_by_id
    from aid_request
    where status = any(%(need_statuses)s)
      and until > %(now)s
      and needed > listed + proposed + reserved + delivered
),
open_offer as not materialized (
    select id, category, place, radius, target_id, donor_id
    from aid_offer
    where status = any(%(offer_statuses)s)
      and until > %(now)s
      and for_request_id is null
      and quantity > proposed + reserved + delivered + lost
),
within_reach as (
    select need.id as need_id, need.household_id, need.filed_by_id,
           offer.id as offer_id, offer.donor_id, need.place <-> offer.place as distance_m
    from open_offer as offer
    join open_need as need
      on need.category = offer.category
     and need.place && st_expand(offer.place, offer.radius)
     and (need.place <-> offer.place) <= offer.radius
    where offer.target_id is null
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
-- nor is a pair tried again that came to nothing or still waits for an answer.
  and not exists (
      select
      from aid_match as standing
      where standing.request_id = within_reach.need_id
        and standing.offer_id = within_reach.offer_id
        and standing.status = any(%(spent)s)
  )
limit %(limit)s
