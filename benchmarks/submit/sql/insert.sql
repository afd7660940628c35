insert into aid_request (reference, region_id, category, status, needed, listed, proposed, reserved,
    delivered, confirmed, inside, urgency, note, for_someone_else, until, submitted_at, refusal,
    place, slot, put_first, no_local_id, not_through_rw)
select %(reference)s, code, 'sembako', 'submitted', 2, 0, 0, 0, 0, 0, 0, 2, '', false,
       now() + interval '10 days', now(), '', st_transform(point, 32748), '', false, false, false
from geo_region
where code = %(region)s
