-- Open requests and open offers of one category that must not be matched with each other.
with open_need as materialized (
    select need.id, need.category, need.filed_by_id, need.household_id, household.resident_id
    from aid_request as need
    left join aid_household as household on household.id = need.household_id
    where need.status = any(%(need_statuses)s)
      and need.until > %(now)s
      and need.needed > need.listed + need.reserved + need.delivered
                        + case when %(again)s then 0 else need.proposed end
),
open_offer as not materialized (
    select id, category, donor_id
    from aid_offer
    where status = any(%(offer_statuses)s)
      and until > %(now)s
      and for_request_id is null
      and quantity > reserved + delivered + lost + case when %(again)s then 0 else proposed end
),
-- Nobody serves what they filed or asked themselves, nor is a household matched with a donor whom
-- it blocked,
barred as (
    select id as need_id, category, filed_by_id as donor_id
    from open_need
    where filed_by_id is not null
    union all
    select id, category, resident_id
    from open_need
    where resident_id is not null
    union all
    select need.id, need.category, block.donor_id
    from aid_block as block
    join open_need as need on need.household_id = block.household_id
)
select barred.need_id as need, offer.id as offer
from barred
join open_offer as offer on offer.category = barred.category and offer.donor_id = barred.donor_id
union all
-- nor is a pair tried again that came to nothing or still waits for an answer; what a round took
-- back came to nothing by no one's word.
select need.id, offer.id
from aid_match as spent
join open_need as need on need.id = spent.request_id
join open_offer as offer on offer.id = spent.offer_id
where spent.status = any(%(spent)s) and spent.ended_why <> %(weighed_again)s
