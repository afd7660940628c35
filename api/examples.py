"""An example of each operation: what is sent, and what is answered when all is well."""

from dataclasses import dataclass
from typing import Any

from api.described import answer_of
from api.example_things import (
    ADDED, ARRIVED, ASKED, COMPLAINED, CONFIRMED, CONSIGNMENT, CONTACT, CURSOR, DELIVERED, DRAFT,
    FIGURES, GAP, GIVEN, HANDED_OUT, KAPUK, KELURAHAN, LINE, LINK, LIST, LIST_DETAIL, LISTED, MATCH,
    MATCHED, NEIGHBOURHOOD_ASKED, OFFER, PHOTO, PLACE, PLANNED, POSKO, POSKO_DETAIL, REGION,
    REQUEST, ROUND, ROUND_ASKED, ROUND_DETAIL, RW, RW_012, SITE, STARTED, TOKEN, UUID, WHY_NOT,
    page, REASON,
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """``answer`` by media type where that is not JSON. None where nothing is answered, or nothing
    that can be read."""

    answer: Any = None
    body: Any = None
    by_type: bool = False


LATEST = {"cursor": "8f3c1a.51207", "changed": True}
NOBODY_TOLD = dict.fromkeys(
    ("requests", "proposed", "promised", "on_the_way", "delivered", "confirmed")
)
FIGURE = {**NOBODY_TOLD, "requests": 45, "asked": 160, "promised": 80, "unmet": 80}
OPEN_NEED = {"category": "sembako", "quantity": 60, "urgency": 0, "waiting": "days"}
IN_NEED = {"region": KAPUK, "place": PLACE, "served": 0.5, "needs": [OPEN_NEED]}
TO_PLEDGE = {
    "reference": REQUEST, "region": KAPUK, "place": PLACE, "category": "sembako", "quantity": 4,
    "urgency": 1, "institution": False, "slot": "", "whole": False,
}  # fmt: skip
UNKNOWN = {
    "reference": REQUEST, "region": RW_012, "category": "sembako",
    "asked_at": ASKED["submitted_at"], "vouched": False,
}  # fmt: skip
FEATURE = {
    "type": "Feature",
    "geometry": {
        "type": "MultiPolygon",
        "coordinates": [[[[106.72, -6.16], [106.75, -6.16], [106.75, -6.12], [106.72, -6.16]]]],
    },
}
COLUMN = {
    "column": "asked", "tag": "#inneed+asked+units", "meaning_id": "Diminta", "meaning_en": "Asked",
    "number": True, "unit_id": "satuan kategori", "unit_en": "the category's unit",
    "rounding_id": "kelurahan: kelipatan lima", "rounding_en": "kelurahan: multiples of five",
    "source_id": "Gandeng", "source_en": "Gandeng",
}  # fmt: skip
DATASET = {
    "name": "needs", "title_id": "Kebutuhan dan yang sudah sampai",
    "title_en": "Needs, and what arrived",
    "meaning_id": "Satu baris per wilayah dan kategori: diminta, disanggupi, diantar, diterima.",
    "meaning_en": "One line per region and category: asked, promised, on the way, received.",
    "levels": ["kelurahan", "kecamatan"], "files": ["/api/v1/open-data/needs.csv"],
    "columns": [COLUMN],
}  # fmt: skip
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Gandeng//ID\r\nEND:VCALENDAR\r\n"
ENTRY = {
    "name": "Siti Contoh", "people": 5, "rt": 3, "vulnerable": True, "address": "Gang Contoh 5",
    "landmark": "dekat pos RW", "agreed": True,
}  # fmt: skip
JOURNEY = {"day": "2026-12-05", "slot": "morning", "vehicle": "pickup"}
JOURNEY_CHANGED = {**JOURNEY, "slot": "afternoon", "deliverer": "Sopir Contoh"}

EXAMPLES: dict[str, Example] = {
    "categories_list": Example([{
        "code": "sembako", "name": {"id": "Paket sembako", "en": "Staple food package"},
        "unit": {"id": "paket", "en": "packages"}, "value": 200000, "step": 1, "most": 500,
        "per_person": False, "lasts_days": 14,
    }]),
    "changes_board": Example(LATEST),
    "changes_mine": Example(LATEST),
    "changes_public": Example(LATEST),
    "changes_request": Example({**LATEST, "changed": False}),
    "complaints_list": Example(page(COMPLAINED)),
    "complaints_close": Example(
        {**COMPLAINED, "status": "closed", "answer": "Beras menyusul besok.",
         "closed_at": "2026-12-02T09:00:00+07:00"},
        {"answer": "Beras menyusul besok."},
    ),
    "consignments_list": Example(page(PLANNED)),
    "consignments_plan": Example(
        PLANNED,
        {**JOURNEY, "region": RW, "category": "sembako", "quantity": 40,
         "contents": ["rice", "oil"], "statement": True},
    ),
    "consignments_detail": Example(PLANNED),
    "consignments_arrive": Example(
        ARRIVED, {"counted": 40, "receiver": "Ketua Contoh", "witness": "Saksi Contoh"}
    ),
    "consignments_cancel": Example({**PLANNED, "status": "cancelled", "left": 0, "moved_on": 40,
                                    "ended_at": "2026-12-02T10:00:00+07:00", "allowed": ["see"]}),
    "consignments_close": Example({**ARRIVED, "status": "closed", "left": 0, "given": 40,
                                   "ended_at": "2026-12-06T10:00:00+07:00", "allowed": ["see"]}),
    "consignments_confirm_slot": Example(
        {**PLANNED, "slot_confirmed_at": "2026-12-03T19:20:00+07:00"}
    ),
    "consignments_divide": Example(
        {**ARRIVED, "divided_among": 52}, {"reason": "Datang 40 paket untuk 52 keluarga."}
    ),
    "consignments_finish": Example({**ARRIVED, "status": "distributed", "left": 3, "given": 37,
                                    "distributed_at": "2026-12-05T12:10:00+07:00"}),
    "consignments_give": Example({**ARRIVED, "left": 38, "given": 2}, {"handouts": [907, 908]}),
    "consignments_handouts": Example(page(HANDED_OUT)),
    "consignments_handover_note": Example(),
    "consignments_lose": Example({**PLANNED, "status": "lost", "left": 0, "lost": 40,
                                  "ended_at": "2026-12-05T10:00:00+07:00", "allowed": ["see"]}),
    "consignments_move_on": Example(
        {**ARRIVED, "left": 37, "moved_on": 3}, {"quantity": 3, "note": "Tiga keluarga pindah."}
    ),
    "consignments_reschedule": Example({**PLANNED, "slot": "afternoon"}, JOURNEY_CHANGED),
    "consignments_start": Example({**PLANNED, "status": "on_the_way",
                                   "started_at": "2026-12-05T07:50:00+07:00"}),
    "consignments_waybill": Example(),
    "figures_detail": Example({
        **KAPUK, "exact": False, "figures": {"sembako": FIGURE},
        "within": [{**RW_012, "exact": False, "figures": {"sembako": FIGURE}}],
    }),
    "figures_causes": Example([{"region": RW, "category": "sembako", "cause": "no_offer",
                                "requests": 6, "missing": 9, "worth": 1800000}]),
    "follow": Example({"opened_as": "resident", "request": ASKED}, LINK),
    "handouts_detail": Example(HANDED_OUT),
    "handouts_answer": Example(body={"said": "complete"}),
    "handouts_come_after_all": Example(),
    "handouts_complain": Example(body={"kind": "not_as_described", "text": "Berasnya tidak ada."}),
    "handouts_not_come": Example(),
    "handouts_settle": Example(body={"arrived": True}),
    "history_head": Example({"position": 51207, "hash": "9f2c" * 16,
                             "at": "2026-12-01T04:30:00Z"}),
    "lists_list": Example(page(LISTED)),
    "lists_open": Example(
        DRAFT,
        {"region": RW, "category": "sembako", "first_day": "2026-12-05", "portions": 2,
         "every": 7, "last_rt": 9},
    ),
    "lists_detail": Example(LIST_DETAIL),
    "lists_close": Example({**LIST_DETAIL, "status": "closed",
                            "closed_at": "2026-12-20T09:00:00+07:00", "allowed": ["see"]}),
    "lists_compile": Example(
        {**DRAFT, "status": "compiled", "met_on": "2026-11-28",
         "compiled_at": "2026-11-29T20:10:00+07:00"},
        {"note": "40 keluarga terdampak banjir, dipilih bersama.", "met_on": "2026-11-28"},
    ),
    "lists_copy": Example({**DRAFT, "first_day": "2026-12-19"}, {"first_day": "2026-12-19"}),
    "lists_import": Example({"new": 38, "changed": 1, "unchanged": 1},
                            {"file": "daftar.xlsx", "agreed": True, "key": UUID}),
    "lists_import_progress": Example({"done": 25, "of": 40}),
    "lists_last_rt": Example(DRAFT, {"last_rt": 9}),
    "lists_lines": Example(page(LINE)),
    "lists_write_line": Example(LINE, ENTRY),
    "lists_line": Example(LINE),
    "lists_change_line": Example({**LINE, "people": 6}, {**ENTRY, "people": 6}),
    "lists_remove_line": Example(),
    "lists_send_back": Example({**DRAFT, "sent_back": "RT 4 belum ada."},
                               {"reason": "RT 4 belum ada."}),
    "lists_verify": Example(LIST_DETAIL),
    "matches_list": Example({**page(MATCHED), "next": f"{SITE}/matches/?cursor={CURSOR}"}),
    "matches_detail": Example(MATCHED),
    "matches_accept": Example(MATCHED),
    "matches_agree_contact": Example({**MATCHED, "contact_agreed": True},
                                     {"household_agreed": True}),
    "matches_agree_place": Example(MATCHED, {"place": "Pos RW 012"}),
    "matches_block_donor": Example(MATCHED),
    "matches_cancel": Example({**MATCHED, "status": "cancelled",
                               "ended_at": "2026-12-01T14:00:00+07:00", "allowed": ["see"]}),
    "matches_collection": Example({"post": 31, "collector": "Tetangga Contoh",
                                   "custodian": "Pak Contoh, 0812 0000 0000",
                                   "opens": "08:00:00", "closes": "17:00:00"}),
    "matches_complain": Example(DELIVERED,
                                {"kind": "not_as_described", "text": "Berasnya tidak ada."}),
    "matches_confirm": Example(CONFIRMED),
    "matches_contact": Example(CONTACT),
    "matches_decline": Example({**MATCHED, "status": "declined", "accepted_at": None,
                                "ended_at": "2026-12-01T11:41:09+07:00", "allowed": ["see"]}),
    "matches_deliver": Example(DELIVERED, {"quantity": 4}),
    "matches_did_not_come": Example({**MATCHED, "status": "cancelled",
                                     "ended_at": "2026-12-03T09:00:00+07:00",
                                     "allowed": ["see"]}),
    "matches_dispute": Example({**DELIVERED, "status": "disputed"}),
    "matches_enter_code": Example(CONFIRMED, {"code": "402817"}),
    "matches_lose": Example({**STARTED, "status": "lost",
                             "ended_at": "2026-12-01T15:30:00+07:00", "allowed": ["see"]}),
    "matches_messages": Example([{"id": UUID, "own": False, "text": "Saya di rumah sampai sore.",
                                  "written_at": "2026-12-01T14:20:00+07:00", "read": True}]),
    "matches_name_collector": Example(MATCHED, {"name": "Tetangga Contoh"}),
    "matches_photos": Example([PHOTO]),
    "matches_add_photo": Example([PHOTO], {"photo": "serah-terima.jpg"}),
    "matches_photo": Example(),
    "matches_remove_photo": Example([]),
    "matches_place": Example({"place": "Pos RW 012"}),
    "matches_receipt_code": Example({"code": "402817"}),
    "matches_receive": Example(DELIVERED, {"quantity": 4}),
    "matches_settle": Example(CONFIRMED, {"arrived": True}),
    "matches_start": Example(STARTED),
    "matches_take_back_contact": Example(MATCHED),
    "matches_unblock_donor": Example(MATCHED),
    "matches_write_message": Example(MATCHED, {"text": "Saya datang pukul tiga."}),
    "matches_export_csv": Example({
        "text/csv": f"reference,status,request,offer\n{MATCH},accepted,{REQUEST},{OFFER}\n"
    }, by_type=True),
    "matches_export_xlsx": Example(),
    "me": Example({
        "name": "Staf Contoh", "login": "staf@contoh.example", "verified": True, "roles": [],
        "organisations": [{"id": 210, "name": "Yayasan Contoh"}], "giving_for": 210,
        "opened": [], "token": None,
    }),
    "me_deliveries": Example({"text/calendar": CALENDAR}, by_type=True),
    "me_giving_for": Example(body={"organisation": 210}),
    "me_tokens": Example([TOKEN]),
    "me_tokens_make": Example(
        {**TOKEN, "secret": "gandeng_" + "x" * 43},
        {"organisation": 210, "name": "Stock of the warehouse", "scopes": ["read", "offers"],
         "days": 90},
    ),
    "me_tokens_revoke": Example({**TOKEN, "revoked_at": "2026-12-02T09:00:00+07:00"}),
    "need_list": Example([IN_NEED]),
    "need_later_portions": Example([{"region": RW_012, "category": "sembako",
                                     "day": "2026-12-12", "quantity": 20}]),
    "need_neighbourhoods": Example([{**IN_NEED, "region": RW_012}]),
    "need_requests": Example(page(TO_PLEDGE)),
    "neighbourhoods_add": Example(
        ADDED,
        {"kelurahan": KELURAHAN, "rw_number": 12, "households": 310, **PLACE},
    ),
    "requests_submit_for_neighbourhood": Example(
        NEIGHBOURHOOD_ASKED,
        {"category": "sembako", "quantity": 40, "urgency": 1, "note": "Banjir sejak Senin malam."},
    ),
    "neighbourhoods_verify": Example({**ADDED, "is_verified": True}),
    "offers_list": Example(page(GIVEN)),
    "offers_publish": Example(
        {**GIVEN, "reserved": 0, "available": 20},
        {"category": "sembako", "quantity": 20, "region": KELURAHAN, "radius": 5, "least": 2,
         "most_open": 3, "handover": "delivery", "contents": ["rice", "oil", "sugar"],
         "note": "Bisa diantar sore hari.", "until": "2026-12-07"},
    ),
    "offers_detail": Example(GIVEN),
    "offers_withdraw": Example({**GIVEN, "status": "withdrawn", "available": 0,
                                "closed_at": "2026-12-02T09:00:00+07:00", "allowed": ["see"]}),
    "open_data_file": Example({
        "text/csv": "level,category,asked,unmet\n#meta+level,#item+code,#inneed+asked+units,"
        "#inneed+unmet+units\nkelurahan,sembako,160,80\n",
        "application/geo+json": {"type": "FeatureCollection", "features": [
            {**FEATURE, "id": KELURAHAN, "properties": {"category": "sembako", "asked": 160}}
        ]},
    }, by_type=True),
    "open_data_dictionary": Example({
        "licence": "CC BY 4.0", "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "datasets": [DATASET],
    }),
    "posts_list": Example([POSKO]),
    "posts_open": Example(
        POSKO_DETAIL,
        {"region": RW, "name": "Posko Contoh", "custodian": "Pak Contoh, 0812 0000 0000",
         "kind": "posko", "landmark": "lapangan bola", "lane": "motorbike", "opens": "08:00",
         "closes": "17:00", **PLACE},
    ),
    "posts_retrieve": Example({**POSKO_DETAIL, "custodian": None}),
    "posts_close": Example({**POSKO_DETAIL, "closed_at": "2026-12-20T17:00:00+07:00"}),
    "regions_list": Example(page(REGION)),
    "regions_detail": Example(REGION),
    "regions_children": Example(page({**ADDED, "is_verified": True})),
    "pledge_to_neighbourhood": Example([{**MATCHED, "origin": "pledge", "reason": None}],
                                       {"category": "sembako", "quantity": 4}),
    "regions_at": Example(REGION),
    "regions_boundaries": Example({"application/geo+json": {
        "type": "FeatureCollection",
        "features": [{**FEATURE, "properties": {"code": "31.73", "name": "Jakarta Barat",
                                                "level": "city", "approximate": False}}],
    }}, by_type=True),
    "requests_list": Example(page(ASKED)),
    "requests_submit": Example(
        {"request": {**ASKED, "status": "submitted", "reserved": 0, "open": 4,
                     "verified_at": None}, "link": LINK},
        {"category": "sembako", "quantity": 4, "region": KELURAHAN, "urgency": 1, "people": 5,
         "vulnerable": True, "name": "Siti Contoh", "phone": "0812 0000 0000",
         "address": "Gang Contoh 5", "landmark": "dekat pos RW", "note": "Ada bayi enam bulan.",
         **PLACE, "consent": True, "messages_consent": False},
    ),
    "requests_detail": Example(ASKED),
    "requests_around": Example({"category": "sembako", "offers": 15, "nearest_km": 1.5}),
    "requests_contact": Example(CONTACT),
    "requests_gap": Example(GAP),
    "requests_issue_link": Example(LINK),
    "requests_match": Example({**MATCHED, "status": "proposed", "origin": "coordinator",
                               "accepted_at": None, "reason": REASON},
                              {"offer": OFFER, "quantity": 4}),
    "requests_offers": Example({"offers": [{"reference": OFFER, "available": 16, "km": 1.5}],
                                "others": 2, "others_km": 6.0, "is_all": True}),
    "pledge_to_request": Example({**MATCHED, "origin": "pledge", "reason": None}, {"quantity": 4}),
    "requests_refuse": Example({**ASKED, "status": "refused", "reserved": 0,
                                "refusal": "Sudah dibantu RW.", "verified_at": None,
                                "closed_at": "2026-12-01T10:30:05+07:00", "allowed": ["see"]},
                               {"reason": "Sudah dibantu RW."}),
    "requests_say_enough": Example({**ASKED, "status": "enough", "delivered": 3, "reserved": 0,
                                    "closed_at": "2026-12-03T08:00:00+07:00",
                                    "allowed": ["see"]}),
    "requests_verify": Example(ASKED),
    "requests_unknown": Example(UNKNOWN),
    "requests_vouch": Example({**UNKNOWN, "vouched": True}),
    "requests_why_not_list": Example([WHY_NOT]),
    "requests_why_not": Example({**WHY_NOT, "answered_at": None, "id": "", "en": "", "facts": {}},
                                {"offer": OFFER}),
    "requests_withdraw": Example({**ASKED, "status": "withdrawn", "reserved": 0,
                                  "closed_at": "2026-12-02T08:00:00+07:00", "allowed": ["see"]}),
    "requests_export_csv": Example({
        "text/csv": f"reference,status,category,needed\n{REQUEST},verified,sembako,4\n"
    }, by_type=True),
    "requests_export_xlsx": Example(),
    "rounds_list": Example(page(ROUND)),
    "rounds_run": Example(ROUND_ASKED, {"region": "31.73", "categories": ["sembako"],
                                        "dry_run": True, "policy": {"inertia_m": 2000}}),
    "rounds_detail": Example(ROUND_DETAIL),
    "rounds_compare": Example({"other": 87, "same": 280, "changed": 9, "only_this": 9,
                               "only_other": 2, "figures": FIGURES, "other_figures": FIGURES}),
    "rounds_cancel": Example(body={"region": "31.73"}),
    "rounds_proposals": Example(page({"id": 5120, "request": REQUEST, "region": KELURAHAN,
                                      "category": "sembako", "quantity": 4,
                                      "reason": REASON["id"], "fate": "planned"})),
    "rounds_send": Example({"sending": 1}, {"region": "31.73", "proposals": [5120]}),
}  # fmt: skip

# What stands in an address, by the noun before it; else by its own name.
IN_ADDRESS: dict[str, Any] = {
    "requests": REQUEST, "offers": OFFER, "matches": MATCH, "lists": LIST,
    "consignments": CONSIGNMENT, "rounds": 88, "against": 87, "handouts": 907, "complaints": 12,
    "posts": 31, "tokens": 5, "lines": 7, "photos": UUID, "import": UUID,
    "regions": KELURAHAN, "figures": KELURAHAN, "public": KELURAHAN, "board": KELURAHAN,
    "neighbourhoods": RW, "open-data": "needs.csv",
}  # fmt: skip


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """``result`` with the example of each operation that has one."""
    for address, ways in result["paths"].items():
        for operation in ways.values():
            example = EXAMPLES.get(operation["operationId"], Example())
            show(operation.get("requestBody", {}).get("content", {}), example.body)
            answers = answer_of(operation).get("content", {})
            for kind, content in answers.items():
                show({kind: content}, (example.answer or {}).get(kind) if example.by_type
                     else example.answer)  # fmt: skip
            fill(address, operation)
    return result


def show(contents: dict[str, Any], value: Any) -> None:
    if value is not None:
        for content in contents.values():
            content["example"] = value


def fill(address: str, operation: dict[str, Any]) -> None:
    parts = address.strip("/").split("/")
    nouns = {part[1:-1]: noun for noun, part in zip(parts, parts[1:], strict=False)
             if part.startswith("{")}  # fmt: skip
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["example"] = IN_ADDRESS[nouns[parameter["name"]]]
