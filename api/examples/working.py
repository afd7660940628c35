"""The work around it: lists, consignments, posts, rounds, tokens and figures."""

from api.examples.example import Example
from api.examples.supplies import (
    ARRIVED,
    DRAFT,
    FIGURES,
    HANDED_OUT,
    LINE,
    LIST_DETAIL,
    LISTED,
    PLANNED,
    POSKO,
    POSKO_DETAIL,
    ROUND,
    ROUND_ASKED,
    ROUND_DETAIL,
    TOKEN,
)
from api.examples.things import (
    ADDED,
    COMPLAINED,
    FEATURE,
    KAPUK,
    KELURAHAN,
    PLACE,
    REASON,
    REQUEST,
    RW,
    RW_012,
    UUID,
    page,
)

LATEST = {"cursor": "8f3c1a.51207", "changed": True}
NOBODY_TOLD = dict.fromkeys(
    ("requests", "proposed", "promised", "on_the_way", "delivered", "confirmed")
)
FIGURE = {**NOBODY_TOLD, "requests": 45, "asked": 160, "promised": 80, "unmet": 80}
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
WORKING: dict[str, Example] = {
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
    "consignments_running_late": Example(
        {**PLANNED, "expected_at": "2026-12-05T10:30:00+07:00"}, {"about": "hour"}
    ),
    "consignments_start": Example({**PLANNED, "status": "on_the_way",
                                   "started_at": "2026-12-05T07:50:00+07:00"}),
    "consignments_waybill": Example(),
    "figures_detail": Example({
        **KAPUK, "exact": False, "figures": {"sembako": FIGURE},
        "within": [{**RW_012, "exact": False, "figures": {"sembako": FIGURE}}],
    }),
    "figures_causes": Example([{"region": RW, "category": "sembako", "cause": "no_offer",
                                "requests": 6, "missing": 9, "worth": 1800000}]),
    "handouts_detail": Example(HANDED_OUT),
    "handouts_answer": Example(body={"said": "complete"}),
    "handouts_answer_payment": Example(body={"asked": False}),
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
    "me": Example({
        "name": "Staf Contoh", "login": "staf@contoh.example", "verified": True, "roles": [],
        "organisations": [{"id": 210, "name": "Yayasan Contoh"}], "giving_for": 210,
        "opened": [], "token": None,  # nosec B105
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
    "neighbourhoods_add": Example(
        ADDED,
        {"kelurahan": KELURAHAN, "rw_number": 12, "households": 310, **PLACE},
    ),
    "neighbourhoods_verify": Example({**ADDED, "is_verified": True}),
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
