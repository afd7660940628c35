-- %(offers)s open offers, of donors of whom the city knows four in five, in seven categories from a
-- quarter down to a twentieth, around the points of the kelurahan. They go 1 to 20 km, evenly by
-- the logarithm, times %(scale)s. Drawn by the hash of a number, so that it is always the same.
create function pg_temp.draw(number bigint, purpose text) returns float8
    language sql immutable as
    $$ select ((hashtextextended(purpose, number) & 1048575) + 0.5) / 1048576.0 $$;

-- Of a normal distribution, 700 m wide.
create function pg_temp.off(number bigint, purpose text) returns float8
    language sql immutable as
    $$ select 700 * sqrt(-2 * ln(pg_temp.draw(number, purpose)))
                  * cos(2 * pi() * pg_temp.draw(number, purpose || ' angle')) $$;

-- Every row refers to what is there: checking a million times takes minutes.
do $$
declare
    each record;
begin
    for each in select conname from pg_constraint
                where conrelid = 'aid_offer'::regclass and contype = 'f'
    loop
        execute format('alter table aid_offer drop constraint %%I', each.conname);
    end loop;
end $$;

create temporary table kelurahan as
select row_number() over (order by code) - 1 as number, code, st_transform(point, 32748) as centre
from geo_region
where level = 'kelurahan' and not starts_with(code, '31.01');

create temporary table kind as
select *
from (values ('sembako', 0, 0.25), ('meal', 0.25, 0.45), ('cash', 0.45, 0.6),
             ('hygiene', 0.6, 0.75), ('baby', 0.75, 0.87), ('thr', 0.87, 0.95),
             ('lebaran', 0.95, 1)) as kind (category, first, past);

create temporary table account as
select number, gen_random_uuid() as details from generate_series(1, %(offers)s / 5) as number;

insert into people_privatedetails (id, sealed) select details, '' from account;

insert into people_user (login_fingerprint, details_id, language, is_active, is_organisation,
    is_demo, verified_at, joined_at, password)
select 'bench-' || number, details, 'id', true, false, false,
       case when pg_temp.draw(number, 'known') < 0.8 then now() end, now(), ''
from account;

create temporary table donor as
select row_number() over (order by id) - 1 as number, id from people_user
where starts_with(login_fingerprint, 'bench-');
create unique index on donor (number);
analyze donor;

insert into aid_offer (reference, donor_id, region_id, category, contents, status, quantity,
    proposed, reserved, delivered, lost, radius, handover, note, until, published_at, place)
select 'B' || n, donor.id, kelurahan.code, kind.category, '[]', 'open', 10,
       0, 0, 0, 0, ceil(%(scale)s * 1000 * 20 ^ pg_temp.draw(n, 'radius')), 'delivery', '',
       now() + interval '30 days', now(),
       st_snaptogrid(
           st_translate(centre, pg_temp.off(n, 'east'), pg_temp.off(n, 'north')), 100)
from generate_series(1, %(offers)s) as n
join kelurahan on kelurahan.number = floor(
    pg_temp.draw(n, 'kelurahan') * (select count(*) from kelurahan)
)
join kind on pg_temp.draw(n, 'kind') >= first and pg_temp.draw(n, 'kind') < past
join donor on donor.number = floor(pg_temp.draw(n, 'donor') * (%(offers)s / 5));

analyze aid_offer;
analyze people_user;
