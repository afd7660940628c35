-- Open offers with something left, pledges to one request aside.
select
    offer.id,
    st_x(offer.place) as east,
    st_y(offer.place) as north,
    st_x(published.point) as shown_east,
    st_y(published.point) as shown_north,
    offer.category,
    offer.quantity - offer.proposed - offer.reserved - offer.delivered - offer.lost as quantity,
    offer.radius,
    offer.target_id as target
from aid_offer as offer
join geo_region as region on region.code = offer.region_id
cross join lateral (
    select st_snaptogrid(st_transform(region.point, 32748), %(published_m)s) as point
) as published
where offer.status = any(%(offer_statuses)s)
  and offer.until > %(now)s
  and offer.for_request_id is null
  and offer.quantity > offer.proposed + offer.reserved + offer.delivered + offer.lost
order by offer.id
