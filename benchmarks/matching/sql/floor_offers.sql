select offer.id, offer.place, area.point, offer.category,
       offer.quantity - offer.proposed - offer.reserved - offer.delivered - offer.lost,
       offer.radius, offer.target_id, donor.verified_at, offer.least, offer.donor_id
from aid_offer as offer
join people_user as donor on donor.id = offer.donor_id
join geo_region as area on area.code = offer.region_id
where offer.status = 'open'
  and offer.until > now()
  and offer.for_request_id is null
  and offer.quantity > offer.proposed + offer.reserved + offer.delivered + offer.lost
