-- Open offers with something left, or something proposed where that is weighed again; pledges to one
-- request aside. The reach of a donor whom the city doesn't know is no exact one: it must not tell
-- where in its kelurahan a household lives.
with area as materialized (
    select code, st_snaptogrid(st_transform(point, 32748), %(published_m)s) as point
    from geo_region
)
select
    offer.id,
    st_x(offer.place) as east,
    st_y(offer.place) as north,
    st_x(area.point) as shown_east,
    st_y(area.point) as shown_north,
    array_position(%(categories)s::text[], offer.category::text) - 1 as category,
    offer.quantity - offer.proposed - offer.reserved - offer.delivered - offer.lost as quantity,
    offer.radius,
    rpad(coalesce(offer.target_id, ''), %(code_length)s) as target,
    donor.verified_at is not null as known,
    offer.least,
    offer.donor_id as donor
from aid_offer as offer
join people_user as donor on donor.id = offer.donor_id
join area on area.code = offer.region_id
where offer.status = any(%(offer_statuses)s)
  and offer.until > %(now)s
  and offer.for_request_id is null
  and offer.quantity > offer.reserved + offer.delivered + offer.lost
                       + case when %(again)s then 0 else offer.proposed end
order by offer.id
