-- What a round knows of a need, as it lies there.
select need.id, need.place, area.point, need.category,
       need.needed - need.listed - need.proposed - need.reserved - need.delivered,
       need.region_id, need.urgency, need.submitted_at, household.vulnerable, need.put_first, need.whole,
       exists (
           select
           from aid_match as arrived
           join aid_request as earlier on earlier.id = arrived.request_id
           where earlier.household_id = need.household_id
             and earlier.category = need.category
             and arrived.status in ('delivered', 'confirmed')
             and arrived.delivered_at >= now() - interval '28 days'
       )
from aid_request as need
join geo_region as area on area.code = left(need.region_id, 13)
left join aid_household as household on household.id = need.household_id
where need.status = 'verified'
  and need.until > now()
  and need.needed > need.listed + need.proposed + need.reserved + need.delivered
