-- A city of %(size)s open requests and as many open offers, with a past: a tenth of the households
-- got the same category lately, a tenth of the requests had a proposal that lapsed, and some
-- blocked a donor or filed themselves. Drawn by the hash of a number, so that it is always the same.
create function pg_temp.draw(number bigint, purpose text) returns float8
    language sql immutable as
    $$ select (hashtextextended(purpose, number) & 1048575) / 1048576.0 $$;

create temporary table kelurahan as
select row_number() over (order by code) - 1 as number, code, st_transform(point, 32748) as centre
from geo_region
where level = 'kelurahan' and not starts_with(code, '31.01');

create temporary table spot as
select number, code,
       st_snaptogrid(st_translate(centre, 4000 * pg_temp.draw(n, 'east') - 2000,
                                  4000 * pg_temp.draw(n, 'north') - 2000), 100) as place,
       n
from generate_series(1, 2 * %(size)s) as n
join kelurahan on kelurahan.number = floor(
    pg_temp.draw(n, 'kelurahan') * (select count(*) from kelurahan)
);

create temporary table kind as
select *
from (values ('sembako', 0, 0.25, 1), ('meal', 0.25, 0.45, 1), ('cash', 0.45, 0.6, 10000),
             ('hygiene', 0.6, 0.75, 1), ('baby', 0.75, 0.9, 1), ('thr', 0.9, 1, 1))
    as kind (category, first, past, step);

create temporary table account as
select number, gen_random_uuid() as details from generate_series(1, %(size)s / 4) as number;

insert into people_privatedetails (id, sealed) select details, '' from account;

insert into people_user (login_fingerprint, details_id, language, is_active, is_organisation,
    is_demo, verified_at, joined_at, password)
select 'bench-' || number, details, 'id', true, false, false,
       case when pg_temp.draw(number, 'known') < 0.8 then now() end, now(), ''
from account;

create temporary table donor as
select row_number() over (order by id) as number, id from people_user
where starts_with(login_fingerprint, 'bench-');

create temporary table home as
select n as number, gen_random_uuid() as id, gen_random_uuid() as details, code, place
from spot where n <= %(size)s;

insert into people_privatedetails (id, sealed) select details, '' from home;

insert into aid_household (id, kind, region_id, resident_id, details_id, phone_fingerprint,
    id_fingerprint, name_fingerprint, people, vulnerable, place, created_at)
select home.id, 'household', code,
       case when home.number %% 5 = 0 then donor.id end,
       details, '', '', '', 4, pg_temp.draw(home.number, 'vulnerable') < 0.3, place, now()
from home
join donor on donor.number = 1 + home.number %% (%(size)s / 4);

create temporary table asking as
select home.*, category, step,
       step * (1 + floor(10 * pg_temp.draw(home.number, 'needed'))) as needed,
       donor.id as helper
from home
join kind on pg_temp.draw(home.number, 'category') >= first
         and pg_temp.draw(home.number, 'category') < past
join donor on donor.number = 1 + home.number * 3 %% (%(size)s / 4);

create temporary table giving as
select spot.n as number, code, place, category, step,
       step * (1 + floor(9 * pg_temp.draw(n, 'given'))) as quantity,
       donor.id as donor,
       row_number() over (partition by category order by n) as turn
from spot
join kind on pg_temp.draw(n, 'category') >= first and pg_temp.draw(n, 'category') < past
join donor on donor.number = 1 + n * 7 %% (%(size)s / 4)
where n > %(size)s;

-- A tenth of the households asked before.
insert into aid_request (reference, household_id, region_id, category, status, needed, listed,
    proposed, reserved, delivered, confirmed, inside, urgency, note, filed_by_id, for_someone_else,
    until, submitted_at, verified_at, refusal, place, slot, put_first, no_local_id, not_through_rw)
select prefix || lpad(number::text, 8, '0'), id, code, category, status, needed, 0, 0, 0,
       case status when 'fulfilled' then needed else 0 end, 0, 0,
       floor(3 * pg_temp.draw(number, 'urgency')), '',
       case when number %% 7 = 0 then helper end, false,
       now() + interval '10 days',
       now() - interval '12 days' * pg_temp.draw(number, 'waiting'),
       now(), '', place, '', number %% 100 = 0, false, false
from asking
join (values ('R-', 'verified', 0), ('P-', 'fulfilled', 9)) as story (prefix, status, least)
    on number %% 10 >= least;

insert into aid_offer (reference, donor_id, region_id, target_id, category, status, quantity,
    proposed, reserved, delivered, lost, radius, handover, note, until, published_at, place,
    contents)
select 'O-' || lpad(number::text, 8, '0'), donor, code,
       case when number %% 50 = 0 then code end,
       category, 'open', quantity, 0, 0, 0, 0,
       (array[1000, 2000, 5000, 10000, 20000])[1 + floor(5 * pg_temp.draw(number, 'radius'))],
       'delivery', '', now() + interval '20 days', now(), place, '[]'
from giving;

-- What the tenth got, by offers that ended since.
insert into aid_offer (reference, donor_id, region_id, category, status, quantity, proposed,
    reserved, delivered, lost, radius, handover, note, until, published_at, place, contents)
select 'Q-' || lpad(number::text, 8, '0'), helper, code, category, 'expired', needed, 0, 0, needed,
       0, 1000, 'delivery', '', now() - interval '2 days', now(), place, '[]'
from asking
where number %% 10 = 9;

insert into aid_match (reference, request_id, offer_id, donor_id, quantity, status, origin,
    distance, reason, receipt_salt, wrong_codes, made_at, accepted_at, delivered_at)
select 'D-' || lpad(number::text, 8, '0'), request.id, offer.id, helper, asking.needed,
       'delivered', 'round', 500, '{}', md5(number::text), 0, now(), now(), now()
from asking
join aid_request as request on request.reference = 'P-' || lpad(number::text, 8, '0')
join aid_offer as offer on offer.reference = 'Q-' || lpad(number::text, 8, '0');

-- Another tenth had a proposal that lapsed.
insert into aid_match (reference, request_id, offer_id, donor_id, quantity, status, origin,
    distance, reason, receipt_salt, wrong_codes, made_at, ended_at)
select 'L-' || lpad(asked.number::text, 8, '0'), request.id, offer.id, giving.donor,
       asked.step, 'lapsed', 'round', 500, '{}', md5(asked.number::text), 0, now(), now()
from (
    select *, row_number() over (partition by category order by number) as turn from asking
) as asked
join giving using (category, turn)
join aid_request as request on request.reference = 'R-' || lpad(asked.number::text, 8, '0')
join aid_offer as offer on offer.reference = 'O-' || lpad(giving.number::text, 8, '0')
where asked.number %% 10 = 2;

insert into aid_block (household_id, donor_id, made_at)
select id, helper, now() from asking where number %% 50 = 3;

analyze
