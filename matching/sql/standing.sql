-- Proposals of open requests that wait for an answer, and which of them a round may take back: those
-- that a round made before this one began.
select
    standing.id,
    standing.request_id as need,
    standing.offer_id as offer,
    standing.quantity,
    standing.origin = 'round' and standing.consignment_id is null and standing.made_at <= %(now)s
        as weighed
from aid_match as standing
join aid_request as request on request.id = standing.request_id
where standing.status = 'proposed'
  and request.status = any(%(need_statuses)s)
order by standing.id
