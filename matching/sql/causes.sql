-- What the newest round left unmet and is open still, by region, category and cause.
select
    left(need.region_id, %(code_length)s) as region,
    need.category,
    gap.facts ->> 'code' as cause,
    count(*) as requests,
    sum(least(
        (gap.facts ->> 'missing')::bigint,
        need.needed - need.listed - need.proposed - need.reserved - need.delivered
    )) as missing
from matching_gap as gap
join aid_request as need on need.id = gap.request_id
where (need.region_id = %(region)s or starts_with(need.region_id, %(below)s))
  and need.status = any(%(need_statuses)s)
  and need.until > %(now)s
  and need.needed > need.listed + need.proposed + need.reserved + need.delivered
group by 1, 2, 3
order by 1, 2, 3
