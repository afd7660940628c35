"""What the examples show: one household, one donor and a kampung of Kapuk, whom there aren't."""

from typing import Any

KELURAHAN, RW = "31.73.01.1005", "31.73.01.1005.012"
REQUEST, OFFER, MATCH = "R-7K3M9QXA", "F-2D8WQ4TN", "M-5HX0R7KC"
LIST, CONSIGNMENT, PROPOSED = "L-9B4TZE2V", "K-3NP6YJ8M", "R-0ZC8V1MD"
UUID = "3f0c6f6e-5d0b-4f0e-9a53-0d2c1b7a4e11"
CURSOR = "WyJuZXdlc3QiLGZhbHNlLDQxMl0"
SITE = "https://gandeng.example/api/v1"
KAPUK = {"code": KELURAHAN, "name": "Kapuk", "level": "kelurahan"}
RW_012 = {"code": RW, "name": "RW 012", "level": "rw"}
PLACE = {"latitude": -6.142184, "longitude": 106.739217}
REASON: dict[str, Any] = {
    "id": "Terdekat yang cukup: ± 1,5 km; mendesak: makanan hanya cukup untuk hari ini.",
    "en": "Nearest that suffices: about 1.5 km; urgent: food for today only.",
    "facts": {
        "code": "match",
        "category": "sembako",
        "quantity": 4,
        "asked": 4,
        "km": 1.5,
        "nearest": True,
        "reserved": False,
        "urgency": 1,
        "waiting_days": 0,
    },
}
GAP: dict[str, Any] = {
    "id": "Belum ada tawaran paket sembako.",
    "en": "Nobody offers this yet: staple food package.",
    "facts": {"code": "no_offer", "category": "sembako", "missing": 4, "asked": 4, "offers": 0},
}
ASKED: dict[str, Any] = {
    "reference": REQUEST,
    "status": "verified",
    "category": "sembako",
    "is_neighbourhood": False,
    "region": KAPUK,
    "urgency": 1,
    "needed": 4,
    "listed": 0,
    "proposed": 0,
    "reserved": 4,
    "delivered": 0,
    "confirmed": 0,
    "open": 0,
    "people": 5,
    "vulnerable": True,
    "kind": "household",
    "slot": "",
    "no_local_id": False,
    "not_through_rw": False,
    "whole": False,
    "for_someone_else": False,
    "note": "Ada bayi enam bulan.",
    "refusal": "",
    "until": "2026-12-15T00:00:00+07:00",
    "submitted_at": "2026-12-01T08:12:44+07:00",
    "verified_at": "2026-12-01T10:30:05+07:00",
    "closed_at": None,
    "allowed": ["see", "see_contact", "withdraw", "say_enough"],
}
NEIGHBOURHOOD_ASKED = {
    **ASKED,
    "reference": PROPOSED,
    "status": "submitted",
    "is_neighbourhood": True,
    "region": RW_012,
    "needed": 40,
    "reserved": 0,
    "open": 40,
    "people": None,
    "vulnerable": None,
    "kind": None,
    "note": "Banjir sejak Senin malam.",
    "verified_at": None,
    "allowed": ["see", "withdraw"],
}
LINK = {"token": "kQ3mT8vXbN2rYw5zLc7HdA", "code": "402817"}  # nosec B105
GIVEN: dict[str, Any] = {
    "reference": OFFER,
    "status": "open",
    "category": "sembako",
    "quantity": 20,
    "proposed": 0,
    "reserved": 4,
    "delivered": 0,
    "lost": 0,
    "available": 16,
    "region": KAPUK,
    "target": None,
    "place": PLACE,
    "radius_km": 5.0,
    "least": 2,
    "most_open": 3,
    "handover": "delivery",
    "post": None,
    "contents": ["rice", "oil", "sugar"],
    "note": "Bisa diantar sore hari.",
    "until": "2026-12-08T00:00:00+07:00",
    "published_at": "2026-12-01T07:40:00+07:00",
    "closed_at": None,
    "allowed": ["publish_again", "see", "withdraw"],
}
MATCHED: dict[str, Any] = {
    "reference": MATCH,
    "status": "accepted",
    "request": REQUEST,
    "offer": OFFER,
    "donor": "Donatur Contoh",
    "category": "sembako",
    "quantity": 4,
    "urgency": 1,
    "region": KAPUK,
    "place": PLACE,
    "origin": "round",
    "reason": REASON,
    "contact_agreed": False,
    "codes_left": 5,
    "made_at": "2026-12-01T11:23:00+07:00",
    "accepted_at": "2026-12-01T11:41:09+07:00",
    "started_at": None,
    "expected_at": None,
    "delivered_at": None,
    "confirmed_at": None,
    "ended_at": None,
    "ended_why": "",
    "allowed": ["see", "see_contact", "write_message", "see_messages", "start", "cancel"],
}
STARTED = {**MATCHED, "status": "on_the_way", "started_at": "2026-12-01T15:05:00+07:00"}
DELIVERED = {**STARTED, "status": "delivered", "delivered_at": "2026-12-01T15:48:30+07:00"}
CONFIRMED = {**DELIVERED, "status": "confirmed", "confirmed_at": "2026-12-01T16:02:11+07:00"}
COMPLAINED: dict[str, Any] = {
    "id": 12,
    "status": "open",
    "kind": "not_as_described",
    "text": "Berasnya tidak ada.",
    "message": "",
    "match": MATCH,
    "request": REQUEST,
    "made_at": "2026-12-01T18:00:00+07:00",
    "answer": "",
    "closed_at": None,
}
REGION: dict[str, Any] = {
    **KAPUK,
    "parent": "31.73.01",
    "point": PLACE,
    "area_km2": 5.63,
    "households": 41250,
    "population": 166400,
    "rw_number": None,
    "is_verified": True,
}
ADDED = {
    **RW_012,
    "parent": KELURAHAN,
    "point": PLACE,
    "area_km2": None,
    "households": 310,
    "population": None,
    "rw_number": 12,
    "is_verified": False,
}
CONTACT = {
    "name": "Siti Contoh",
    "phone": "+6281200000000",
    "address": "Gang Contoh 5",
    "landmark": "dekat pos RW",
    "account": "",
    "point": PLACE,
}
PHOTO = {
    "id": UUID,
    "side": "donor",
    "added_at": "2026-12-01T15:47:00+07:00",
    "width": 1280,
    "height": 960,
    "removable": True,
}
WHY_NOT = {
    "offer": OFFER,
    "asked_at": "2026-12-01T13:00:00+07:00",
    "answered_at": "2026-12-01T13:00:06+07:00",
    "id": "Tawaran ini tidak menjangkau tempat ini. Jaraknya ± 7,5 km, "
    "tetapi hanya menjangkau 5 km.",
    "en": "This offer doesn't reach this place. It is about 7.5 km away and goes 5 km only.",
    "facts": {"code": "out_of_reach", "km": 7.5, "radius_km": 5.0},
}
FEATURE = {
    "type": "Feature",
    "geometry": {
        "type": "MultiPolygon",
        "coordinates": [[[[106.72, -6.16], [106.75, -6.16], [106.75, -6.12], [106.72, -6.16]]]],
    },
}


def page(*rows: Any) -> dict[str, Any]:
    """The only page of a list."""
    return {"next": None, "previous": None, "results": list(rows)}
