"""Doors of consignments and hand-outs: whose they are."""

from collections.abc import Iterator
from typing import Any

from api import consignments as api_consignments
from frontend.views import consignments as pages
from tests.factories import RW_901
from tests.privacy.answers import Outcome, account, anyone, led, no_method, rule, signed_in, told_as
from tests.privacy.table import Line

JOURNEY: dict[str, Any] = {"day": "2100-01-01", "slot": "afternoon", "vehicle": "car"}
BODIES: dict[str, dict[str, Any]] = {
    "reschedule": JOURNEY,
    "running_late": {"about": "half_hour"},
    "arrive": {"counted": "1", "receiver": "Penerima", "witness": "Saksi"},
    "give": {"handouts": []},
    "divide": {"reason": "Kurang"},
    "move_on": {"note": "Tidak diambil"},
}


def consignments() -> Iterator[Line]:
    yield from consignment_pages()
    yield from consignment_api()


def consignment_pages() -> Iterator[Line]:
    one = "consignments/<str:reference>/"
    yield Line("consignments/", get=account)
    # Nothing waits for a schedule there, whoever asks.
    none = signed_in(told_as(anyone, Outcome.IN))
    yield Line("consignments/plan/", get=none, post=none)
    yield Line(one, "consignment", get=signed_in(rule("see")), every=True)
    for name, verb in (("waybill", "print_waybill"), ("handover-note", "print_handover_note")):
        seen = told_as(signed_in(rule(verb)), Outcome.NOT_NOW)
        yield Line(f"{one}{name}/", "consignment", get=seen)
    seen = signed_in(rule("hand_out"))
    yield Line(f"{one}handouts/", "consignment", get=told_as(seen, Outcome.NOT_NOW), post=seen)
    for verb in pages.DONE:
        yield Line(
            f"{one}<str:verb>/",
            "consignment",
            get=led,
            post=signed_in(rule(verb)),
            body=BODIES.get(verb, {}),
            fill={"verb": verb},
        )
    for verb in pages.HANDOUT_ACTS:
        yield Line(
            "handouts/<int:number>/<str:verb>/",
            "handout",
            get=led,
            post=signed_in(rule(verb)),
            fill={"verb": verb},
        )
    yield Line(
        "requests/<str:reference>/received/<int:number>/",
        "handout",
        get=no_method,
        post=rule("confirm"),
        body={"said": "complete"},
    )
    yield Line("board/<str:code>/consignments/", "region", get=signed_in(rule("see_board")))


def consignment_api() -> Iterator[Line]:
    one = "api/v1/consignments/<reference:reference>/"
    statement = {"region": RW_901, "category": "thr", "statement": True}
    yield Line("api/v1/consignments/", get=anyone, post=account, body=JOURNEY | statement)
    yield Line(one, "consignment", get=rule("see"), every=True)
    for verb in api_consignments.VERBS:
        name = verb.name.replace("-", "_")
        done = {"give": "hand_out"}.get(name, name)
        yield Line(f"{one}{verb.name}/", "consignment", post=rule(done), body=BODIES.get(name, {}))
    yield Line(f"{one}waybill/", "consignment", get=rule("print_waybill"))
    yield Line(f"{one}handover-note/", "consignment", get=rule("print_handover_note"))
    yield Line(f"{one}handouts/", "consignment", get=rule("hand_out"))
    yield Line("api/v1/handouts/<int:pk>/", "handout", get=rule("see"), every=True)
    for name, act, body in (
        ("answer", "confirm", {"said": "complete"}),
        ("settle", "settle_arrived", {"arrived": True}),
        ("not-come", "not_come", {}),
        ("come-after-all", "come_after_all", {}),
        ("complain", "complain", {"kind": "asked_to_pay"}),
        ("answer-payment", "answer_payment", {"asked": False}),
    ):
        yield Line(f"api/v1/handouts/<int:pk>/{name}/", "handout", post=rule(act), body=body)
