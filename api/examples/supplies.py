"""What the examples show of posts, lists, consignments and the work around them."""

from typing import Any

from api.examples.things import CONSIGNMENT, LIST, PLACE, PROPOSED, RW_012

POST = {
    "id": 31,
    "name": "Posko Contoh",
    "landmark": "lapangan bola",
    "lane": "motorbike",
    "opens": "08:00:00",
    "closes": "17:00:00",
}
POSKO: dict[str, Any] = {
    "id": 31,
    "kind": "posko",
    "name": "Posko Contoh",
    "landmark": "lapangan bola",
    "region": RW_012,
    "place": PLACE,
    "lane": "motorbike",
    "opens": "08:00",
    "closes": "17:00",
    "closed_at": None,
}
POSKO_DETAIL = {
    **POSKO,
    "stock": [{"category": "sembako", "quantity": 20}],
    "custodian": "Pak Contoh, 0812 0000 0000",
}
PLANNED: dict[str, Any] = {
    "reference": CONSIGNMENT,
    "status": "planned",
    "donor": "Yayasan Contoh",
    "region": RW_012,
    "institution": False,
    "post": POST,
    "category": "sembako",
    "planned": 40,
    "counted": None,
    "left": 40,
    "given": 0,
    "confirmed": 0,
    "lost": 0,
    "moved_on": 0,
    "divided_among": None,
    "day": "2026-12-05",
    "slot": "morning",
    "vehicle": "pickup",
    "contents": ["rice", "oil"],
    "slot_confirmed_at": None,
    "made_at": "2026-12-01T12:00:00+07:00",
    "started_at": None,
    "expected_at": None,
    "arrived_at": None,
    "distributed_at": None,
    "ended_at": None,
    "allowed": ["see", "reschedule", "print_waybill", "start", "cancel"],
}
ARRIVED = {
    **PLANNED,
    "status": "at_post",
    "counted": 40,
    "slot_confirmed_at": "2026-12-03T19:20:00+07:00",
    "started_at": "2026-12-05T07:50:00+07:00",
    "arrived_at": "2026-12-05T08:35:00+07:00",
    "allowed": ["see", "print_handover_note", "divide", "hand_out", "move_on", "finish"],
}
HANDED_OUT: dict[str, Any] = {
    "id": 907,
    "status": "given",
    "consignment": CONSIGNMENT,
    "category": "sembako",
    "quantity": 1,
    "share_of": None,
    "shared_by": None,
    "line": 7,
    "rt": 3,
    "answer": "",
    "given_at": "2026-12-05T09:02:00+07:00",
    "confirmed_at": None,
    "allowed": ["see", "confirm", "dispute", "complain"],
}
LISTED: dict[str, Any] = {
    "reference": LIST,
    "status": "verified",
    "region": RW_012,
    "category": "sembako",
    "first_day": "2026-12-05",
    "portions": 2,
    "every": 7,
    "slot": "",
    "last_rt": 9,
    "met_on": "2026-11-28",
    "sent_back": "",
    "opened_at": "2026-11-26T19:00:00+07:00",
    "compiled_at": "2026-11-29T20:10:00+07:00",
    "verified_at": "2026-11-30T09:00:00+07:00",
    "closed_at": None,
    "allowed": ["see", "see_lines", "copy", "close"],
}
SERVED = {
    "portion": 1,
    "request": PROPOSED,
    "serve_from": "2026-12-05T00:00:00+07:00",
    "until": "2026-12-12T00:00:00+07:00",
    "needed": 40,
    "open": 0,
    "reserved": 40,
    "delivered": 0,
    "confirmed": 0,
}
TOTALS = {"households": 40, "people": 163, "units": 40, "vulnerable": 11}
LIST_DETAIL = {**LISTED, "totals": TOTALS, "served": [SERVED]}
DRAFT = {
    **LIST_DETAIL,
    "status": "draft",
    "met_on": None,
    "compiled_at": None,
    "verified_at": None,
    "served": [],
    "allowed": ["see", "see_lines", "write_line", "compile", "close"],
}
LINE = {
    "number": 7,
    "name": "Siti Contoh",
    "people": 5,
    "rt": 3,
    "quantity": 1,
    "vulnerable": True,
    "phone": "+6281200000000",
    "address": "Gang Contoh 5",
    "landmark": "dekat pos RW",
    "has_id": False,
    "asked_alone": False,
}
FIGURES: dict[str, Any] = {
    "categories": [
        {
            "category": "sembako",
            "needs": 310,
            "offers": 84,
            "asked": 1204,
            "given": 760,
            "matched": 748,
            "least_covered": 0.61,
            "worst_tenth": 0.58,
            "trip_km": 212.5,
        }
    ],
    "gaps": {"as_urgent": 96, "out_of_reach": 12},
    "proof": {"optimal": True, "breaches": [], "unproven": [], "categories": []},
    "planned": 298,
    "proposed": 298,
}
ROUND: dict[str, Any] = {
    "id": 88,
    "kind": "full",
    "status": "done",
    "dry_run": False,
    "again": False,
    "categories": ["sembako"],
    "started_at": "2026-12-01T11:23:00+07:00",
    "finished_at": "2026-12-01T11:23:04+07:00",
    "figures": FIGURES,
}
ROUND_DETAIL = {
    **ROUND,
    "progress": {"stage": "done", "category": "sembako", "seconds": 4.1},
    "curve": [],
    "seed": 4711,
    "policy": {"inertia_m": 1000},
}
ROUND_ASKED = {**ROUND_DETAIL, "status": "waiting", "finished_at": None, "figures": {},
               "progress": {}}  # fmt: skip
TOKEN: dict[str, Any] = {
    "id": 5,
    "organisation": 210,
    "name": "Stock of the warehouse",
    "scopes": ["read", "offers"],
    "made_by": "Staf Contoh",
    "made_at": "2026-12-01T09:00:00+07:00",
    "expires_at": "2027-03-01T09:00:00+07:00",
    "last_used_at": None,
    "revoked_at": None,
}
