-- Donors who take so many unanswered proposals at once, by their own wish or the policy's, and how
-- many more now; below 0 where more wait than they take.
with capped as (
    select donor_id, least(min(most_open), nullif(%(proposals_per_donor)s, 0)) as most
    from aid_offer
    where status = any(%(offer_statuses)s)
      and until > %(now)s
      and (most_open is not null or %(proposals_per_donor)s > 0)
    group by donor_id
)
select capped.donor_id as donor, (capped.most - count(waiting.id))::integer as room
from capped
left join aid_match as waiting on waiting.donor_id = capped.donor_id and waiting.status = 'proposed'
group by capped.donor_id, capped.most
order by capped.donor_id
