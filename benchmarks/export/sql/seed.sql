-- Requests of %(size)s households all over the city, with a past: most were served, some wait.
create function pg_temp.draw(number bigint, purpose text) returns float8
    language sql immutable as
    $$ select (hashtextextended(purpose, number) & 1048575) / 1048576.0 $$;

create temporary table home as
select n as number, gen_random_uuid() as id, gen_random_uuid() as details, kelurahan.code, place
from generate_series(1, %(size)s) as n
join (
    select row_number() over (order by code) - 1 as number, code,
           st_snaptogrid(st_transform(point, 32748), 100) as place
    from geo_region where level = 'kelurahan'
) as kelurahan on kelurahan.number = n %% 267;

insert into people_privatedetails (id, sealed) select details, '' from home;

insert into aid_household (id, kind, region_id, details_id, phone_fingerprint, id_fingerprint,
    name_fingerprint, people, vulnerable, place, created_at)
select id, 'household', code, details, '', '', '', 1 + number %% 7, number %% 3 = 0, place, now()
from home;

insert into aid_request (reference, household_id, region_id, category, status, needed, listed,
    proposed, reserved, delivered, confirmed, inside, urgency, note, for_someone_else, until,
    submitted_at, verified_at, closed_at, refusal, place, slot, put_first, no_local_id,
    not_through_rw)
select 'R-' || lpad(number::text, 8, '0'), id, code,
       (array['sembako', 'meal', 'hygiene', 'baby'])[1 + number %% 4],
       case when number %% 5 = 0 then 'verified' else 'fulfilled' end,
       4, 0, 0, 0, case when number %% 5 = 0 then 0 else 4 end,
       case when number %% 5 = 0 then 0 else 3 end, 0, number %% 3, '', number %% 9 = 0,
       now() + interval '10 days', now() - interval '90 days' * pg_temp.draw(number, 'asked'),
       now() - interval '1 day' * pg_temp.draw(number, 'checked'),
       case when number %% 5 = 0 then null else now() end, '', place, '', false, false, false
from home;

analyze
