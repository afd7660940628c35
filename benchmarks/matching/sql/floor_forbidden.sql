-- Who must not meet: one pass for each reason.
select need.id, offer.id
from aid_request as need
join aid_offer as offer
    on offer.category = need.category and offer.donor_id = need.filed_by_id
where need.status = 'verified' and offer.status = 'open'
union all
select need.id, offer.id
from aid_household as household
join aid_request as need on need.household_id = household.id
join aid_offer as offer
    on offer.category = need.category and offer.donor_id = household.resident_id
where need.status = 'verified' and offer.status = 'open'
union all
select need.id, offer.id
from aid_block as block
join aid_request as need on need.household_id = block.household_id
join aid_offer as offer
    on offer.category = need.category and offer.donor_id = block.donor_id
where need.status = 'verified' and offer.status = 'open'
union all
select request_id, offer_id
from aid_match
where status in ('proposed', 'declined', 'lapsed', 'cancelled', 'lost')
