-- A city with %(open)s open requests, a tenth as many fulfilled ones and %(offers)s open offers, in
-- kelurahan of ten RWs each. Drawn by the hash of a number, so that it is always the same.
create function pg_temp.draw(number bigint, purpose text) returns float8
    language sql immutable as
    $$ select (hashtextextended(purpose, number) & 1048575) / 1048576.0 $$;

insert into geo_region (code, parent_id, level, name, point, rw_number, verified_at, households)
select code || '.' || lpad(rw::text, 3, '0'), code, 'rw', 'RW ' || lpad(rw::text, 3, '0'),
       st_translate(point, 0.01 * pg_temp.draw(rw, code) - 0.005,
                    0.01 * pg_temp.draw(rw, code || 'north') - 0.005),
       rw, now(), 400
from geo_region
cross join generate_series(1, 10) as rw
where level = 'kelurahan' and not starts_with(code, '31.01')
on conflict do nothing;

create temporary table area as
select row_number() over (order by code) - 1 as number, code, st_transform(point, 32748) as centre
from geo_region
where (level = 'rw' or level = 'kelurahan') and not starts_with(code, '31.01');

create temporary table kind as
select *
from (values ('sembako', 0, 0.3, 1, 2), ('meal', 0.3, 0.55, 1, 12), ('cash', 0.55, 0.7, 10000, 30),
             ('hygiene', 0.7, 0.85, 1, 3), ('baby', 0.85, 1, 1, 2))
    as kind (category, first, past, step, most);

create temporary table account as
select number, gen_random_uuid() as details
from generate_series(1, greatest(100, %(open)s / 100)) as number;

insert into people_privatedetails (id, sealed) select details, '' from account;

insert into people_user (login_fingerprint, details_id, language, is_active, is_organisation,
    is_demo, verified_at, joined_at, password)
select 'bench-' || number, details, 'id', true, number <= 5, false, now(), now(), '' from account;

create temporary table donor as
select row_number() over (order by id) - 1 as number, id from people_user
where starts_with(login_fingerprint, 'bench-');

create temporary table home as
select n as number, gen_random_uuid() as id, gen_random_uuid() as details, code, category,
       step * (1 + floor(most * pg_temp.draw(n, 'needed'))) as needed, n > %(open)s as past,
       st_snaptogrid(st_translate(centre, 1000 * pg_temp.draw(n, 'east') - 500,
                                  1000 * pg_temp.draw(n, 'north') - 500), 100) as place,
       now() - interval '20 days' * pg_temp.draw(n, 'waiting') as since
from generate_series(1, %(open)s + %(open)s / 10) as n
join area on area.number = floor(pg_temp.draw(n, 'area') * (select count(*) from area))
join kind on pg_temp.draw(n, 'category') >= kind.first and pg_temp.draw(n, 'category') < kind.past;

insert into people_privatedetails (id, sealed) select details, '' from home;

insert into aid_household (id, kind, region_id, resident_id, details_id, phone_fingerprint,
    id_fingerprint, name_fingerprint, people, vulnerable, place, created_at)
select id, 'household', code, null, details, '', '', '', 4,
       pg_temp.draw(number, 'vulnerable') < 0.3, place, now()
from home;

insert into aid_request (reference, household_id, region_id, category, status, needed, listed,
    proposed, reserved, delivered, confirmed, inside, urgency, note, for_someone_else, until,
    submitted_at, verified_at, refusal, place, slot, put_first, no_local_id, not_through_rw)
select 'R-' || lpad(number::text, 8, '0'), id, code, category,
       case when past then 'fulfilled' else 'verified' end, needed, 0, 0, 0,
       case when past then needed else 0 end, case when past then needed else 0 end, 0,
       floor(3 * pg_temp.draw(number, 'urgency')), %(note)s, false, now() + interval '10 days',
       since, since + interval '1 hour', %(refusal)s, place, '', false, false, false
from home
order by since;

insert into aid_offer (reference, donor_id, region_id, category, status, quantity, proposed,
    reserved, delivered, lost, radius, handover, note, until, published_at, place, contents)
select 'O-' || lpad(home.number::text, 8, '0'), donor.id, code, category, 'open', 5 * needed, 0, 0, 0,
       0, (array[1000, 2000, 5000, 10000, 20000])[1 + home.number %% 5], 'delivery', %(offer_note)s,
       now() + interval '20 days', now(), place, '[]'
from home
join donor on donor.number = home.number %% (select count(*) from donor)
where home.number <= %(offers)s;

insert into aid_offer (reference, donor_id, region_id, category, status, quantity, proposed,
    reserved, delivered, lost, radius, handover, note, until, published_at, place, contents)
select 'P-' || lpad(home.number::text, 8, '0'), donor.id, code, category, 'expired', needed, 0, 0,
       needed, 0, 1000, 'delivery', %(offer_note)s, now() - interval '2 days', now(), place, '[]'
from home
join donor on donor.number = home.number %% (select count(*) from donor)
where past;

insert into aid_match (reference, request_id, offer_id, donor_id, quantity, status, origin,
    distance, reason, receipt_salt, wrong_codes, made_at, accepted_at, delivered_at, confirmed_at)
select 'M-' || lpad(home.number::text, 8, '0'), request.id, offer.id, offer.donor_id, home.needed,
       'confirmed', 'round', 500, '{}', md5(home.number::text), 0, since, since, since, now()
from home
join aid_request as request on request.reference = 'R-' || lpad(number::text, 8, '0')
join aid_offer as offer on offer.reference = 'P-' || lpad(number::text, 8, '0')
where past;
