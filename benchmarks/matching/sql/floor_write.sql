-- The proposals of the temporary table `plan`, with their events and counters.
with made as (
    insert into aid_match (reference, request_id, offer_id, donor_id, quantity, status, origin,
        round_id, distance, reason, receipt_salt, wrong_codes, made_at)
    select reference, request_id, offer_id, donor_id, quantity, 'proposed', 'round', 1, distance,
           reason, salt, 0, now()
    from plan
    returning id, request_id, offer_id, quantity
)
insert into aid_event (at, kind, request_id, offer_id, match_id, region_code, facts)
select now(), 'propose', request_id, offer_id, made.id, request.region_id,
       jsonb_build_object('quantity', quantity, 'round', 1)
from made
join aid_request as request on request.id = request_id;

update aid_request set proposed = proposed + entered.units
from (select request_id, sum(quantity) as units from plan group by 1) as entered
where id = request_id;

update aid_offer set proposed = proposed + entered.units
from (select offer_id, sum(quantity) as units from plan group by 1) as entered
where id = offer_id
