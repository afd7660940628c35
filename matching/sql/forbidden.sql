-- Open requests and open offers of one category that must not be matched with each other.
with open_need as (
    select need.id, need.category, need.filed_by_id, need.household_id, household.resident_id
    from aid_request as need
    left join aid_household as household on household.id = need.household_id
    where need.status = any(%(need_statuses)s)
      and need.until > %(now)s
      and need.needed > need.listed + need.proposed + need.reserved + need.delivered
),
open_offer as (
    select id, category, donor_id
    from aid_offer
    where status = any(%(offer_statuses)s)
      and until > %(now)s
      and for_request_id is null
      and quantity > proposed + reserved + delivered + lost
)
-- Nobody serves what they filed
select need.id as need, offer.id as offer
from open_need as need
join open_offer as offer on offer.category = need.category and offer.donor_id = need.filed_by_id
union all
-- or asked themselves,
select need.id, offer.id
from open_need as need
join open_offer as offer on offer.category = need.category and offer.donor_id = need.resident_id
union all
-- nor is a household matched with a donor whom it blocked,
select need.id, offer.id
from aid_block as block
join open_need as need on need.household_id = block.household_id
join open_offer as offer on offer.category = need.category and offer.donor_id = block.donor_id
union all
-- nor is a pair tried again that came to nothing or still waits for an answer.
select need.id, offer.id
from aid_match as spent
join open_need as need on need.id = spent.request_id
join open_offer as offer on offer.id = spent.offer_id
where spent.status = any(%(spent)s)
