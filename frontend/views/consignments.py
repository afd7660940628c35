"""Consignments: the donor plans and brings, the receiver counts and hands out."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from aid import lanes, rules
from aid.actions import (
    consignments,
    dividing,
    handouts,
    moving_on,
    papers,
    planning,
    running_late,
)
from aid.actions.consignments import Receipt
from aid.actions.planning import Schedule
from aid.contents import CONTENTS
from aid.errors import NotFound
from aid.models import Consignment, Handout
from aid.queries.plannable import Plannable, plannable
from aid.reference import tidy_reference
from aid.rules import ConsignmentStatus
from aid.slots import slot_ends
from frontend.acts import Act, posted
from frontend.consignments import (
    Card,
    answers_to,
    card,
    delays_of,
    handout_cards,
    late,
    slot_times,
    totals,
)
from frontend.errors import attempt, signed_in
from frontend.forms import Form, rt_of, typed
from frontend.giving import givers
from frontend.person import person_of
from frontend.site import address
from frontend.views.board_page import back
from people.limits import spend_at
from people.person import Role

OVER = (ConsignmentStatus.CLOSED, ConsignmentStatus.CANCELLED, ConsignmentStatus.LOST)
SHOWN = 50
FIRST_VALUES = {"slot": "afternoon", "vehicle": "car"}


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What one sends, what waits for a schedule, and what comes where one hands out."""
    person = person_of(request)
    rows = Consignment.private.of_donor(person)
    coming = Consignment.private.visible_to(person).under_way()
    coming = coming.exclude(donor_id__in=person.accounts).order_by("day", "pk")
    sent = [card(person, each) for each in rows.exclude(status__in=OVER)]
    context = {
        "plannable": plannable(person),
        "givers": givers(person),
        "giving_as": person.donor_id,
        "sent": sent,
        "totals": totals(sent),
        "over": [card(person, each) for each in rows.filter(status__in=OVER)[:SHOWN]],
        "coming": [card(person, each) for each in coming[:SHOWN]],
        "hands_out": bool(person.regions(Role.CADRE, Role.COORDINATOR)),
    }
    return render(request, "frontend/consignments/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: HttpRequest) -> HttpResponse:
    """Plan all that goes to one place: one form for one RW."""
    form = typed(request) if request.method == "POST" else Form(asked(request))
    place = chosen(request, form)
    if request.method != "POST":
        return plan_page(
            request,
            place,
            Form({**first_schedule(place.category, place.day, place.slot), **form.values}),
        )
    spend_at(request, "pledge")
    schedule = schedule_in(request, form)
    outcome = attempt(
        request,
        lambda: planning.plan(
            person_of(request),
            place.region.pk,
            place.category,
            schedule,
            institution=place.institution,
        ),
        _("Planned. The receiver sees when it comes, and confirms the time."),
    )
    if outcome.value is None:
        return plan_page(request, place, form.with_problems(outcome.problems))
    return redirect("frontend:consignment", outcome.value.reference)


def first_schedule(category: str, day: date | None, slot: str = "") -> dict[str, str]:
    """What a form begins with: ``day``, on which it is needed, or the first with time enough."""
    chosen = slot or ("noon" if category == "meal" else FIRST_VALUES["slot"])
    today = timezone.localdate()
    first = max(day or today, today)
    over = slot_ends(first, chosen) <= timezone.now()
    begins = first + timedelta(days=1) if over else first
    return {**FIRST_VALUES, "slot": chosen, "day": begins.isoformat()}


def asked(request: HttpRequest) -> dict[str, str]:
    names = ("region", "category", "institution")
    return {name: str(request.GET.get(name, "")) for name in names}


def chosen(request: HttpRequest, form: Form) -> Plannable:
    """What waits there for a schedule, of whomever the person gives for at present. Raises NotFound
    when there is nothing."""
    person = person_of(request)
    wanted = (form.value("region"), form.value("category"), form.value("institution"))
    for each in plannable(person):
        known = (each.region.pk, each.category, each.institution)
        if each.donor_id == person.donor_id and known == wanted:
            return each
    raise NotFound()


def schedule_in(request: HttpRequest, form: Form) -> Schedule:
    return Schedule(
        day=form.value("day"),
        slot=form.value("slot"),
        vehicle=form.value("vehicle"),
        deliverer=form.value("deliverer"),
        post=form.value("post"),
        contents=request.POST.getlist("contents"),
        note=form.value("note"),
        statement=form.value("statement"),
    )


def plan_page(request: HttpRequest, place: Plannable, form: Form) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        **choices_for(request, place.category, place.region.pk),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/consignments/plan.html", context, status=status)


def choices_for(request: HttpRequest, category: str, region_code: str) -> dict[str, object]:
    """What there is to choose in a plan of ``category`` for a region, and what was ticked."""
    return {
        "ticked": request.POST.getlist("contents"),
        "contents": CONTENTS.get(category, {}).items(),
        "slots": slot_times(category),
        "vehicles": lanes.VEHICLE_NAMES.items(),
        "posts": planning.posts_for(region_code),
    }


@require_GET
@signed_in
def consignment(request: HttpRequest, reference: str) -> HttpResponse:
    """One consignment, with the form of ``?open=`` open."""
    return consignment_page(request, reference, Form(), request.GET.get("open", ""))


def consignment_page(
    request: HttpRequest, reference: str, form: Form, verb: str = ""
) -> HttpResponse:
    """One consignment; the form of ``verb`` is open, ``form`` holds what was typed in it and
    refused."""
    shown = card(person_of(request), found(request, reference))
    context = {
        "card": shown,
        "answers": answers_to(shown.consignment),
        "late": late(shown.consignment),
        "form": form if form.problems else Form(as_planned(shown.consignment)),
        "opened": verb,
        "delays": delays_of(shown) if "running_late" in shown.verbs else [],
        "live": live_address(shown),
        "slots": slot_times(shown.consignment.category),
        "vehicles": lanes.VEHICLE_NAMES.items(),
        "posts": planning.posts_for(shown.consignment.region_id),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/consignments/consignment.html", context, status=status)


def as_planned(row: Consignment) -> dict[str, str]:
    """What the form for another time begins with."""
    return {
        "day": row.day.isoformat(),
        "slot": row.slot,
        "vehicle": row.vehicle,
        "post": str(row.post_id or ""),
        "deliverer": row.deliverer if row.status == ConsignmentStatus.PLANNED else "",
    }


def found(request: HttpRequest, reference: str) -> Consignment:
    rows = Consignment.private.visible_to(person_of(request))
    row: Consignment | None = (
        rows.select_related("region__parent__parent").filter(reference=reference).first()
    )
    if row is None:
        raise NotFound()
    return row


def live_address(shown: Card) -> str:
    """Where the page hears of changes: the office's board, or one's own."""
    if rules.Who.COORDINATOR in shown.relations:
        return f"/ws/board/{shown.consignment.region_id}/"
    own = {rules.Who.DONOR, rules.Who.RESIDENT} & shown.relations
    return "/ws/mine/" if own else ""


Doing = Callable[[HttpRequest, str, Form], Callable[[], object]]

# What each button says when it worked; "give" and "plan" have pages of their own.
DONE: dict[str, str | Promise] = {
    "reschedule": _("Noted. The receiver confirms the new time."),
    "confirm_slot": _("Confirmed. The donor sees that somebody will be there."),
    "start": _("Safe travels. The RW sees that you are coming."),
    "running_late": _("Thank you for saying so. The receiver sees about when you come."),
    "arrive": _("Noted: it is at the post, and who gets what is set down."),
    "divide": _("Divided equally. Everybody on the list gets a part."),
    "move_on": _("Offered on. The need here is open again."),
    "finish": _("Noted: all who came have got theirs."),
    "close": _("Closed."),
    "cancel": _("Cancelled. The need is open again."),
    "lose": _("Noted as lost. The need is open again."),
}
PLAIN = {
    "confirm_slot": consignments.confirm_slot,
    "start": consignments.start,
    "finish": consignments.finish,
    "close": consignments.close,
    "cancel": consignments.cancel,
    "lose": consignments.lose,
}


def doing(request: HttpRequest, verb: str, reference: str, form: Form) -> Callable[[], object]:
    """The action behind a button. Raises NotFound for a verb that has none."""
    person = person_of(request)
    if verb in PLAIN:
        return lambda: PLAIN[verb](person, reference)
    known: Mapping[str, Callable[[], object]] = {
        "reschedule": lambda: planning.reschedule(person, reference, schedule_in(request, form)),
        "running_late": lambda: running_late.consignment_is_late(
            person, reference, form.value("about")
        ),
        "arrive": lambda: consignments.arrive(
            person,
            reference,
            Receipt(*(form.value(name) for name in ("counted", "receiver", "witness", "note"))),
        ),
        "divide": lambda: dividing.divide(person, reference, form.value("reason")),
        "move_on": lambda: moving_on.move_on(
            person, reference, form.value("quantity"), form.value("note")
        ),
    }
    if verb not in known:
        raise NotFound()
    return known[verb]


@posted()
@signed_in
def act_on_consignment(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    form = typed(request)
    spend_at(request, "act_on_consignment")
    outcome = attempt(request, doing(request, verb, reference, form), DONE.get(verb, ""))
    if outcome.problems:
        return consignment_page(request, reference, form.with_problems(outcome.problems), verb)
    return back(request, "frontend:consignment", reference)


@require_GET
@signed_in
def waybill(request: HttpRequest, reference: str) -> HttpResponse:
    pdf = papers.print_waybill(person_of(request), reference, page_of(request, reference))
    return paper(pdf, "surat-jalan", reference)


@require_GET
@signed_in
def handover_note(request: HttpRequest, reference: str) -> HttpResponse:
    pdf = papers.print_handover_note(person_of(request), reference, page_of(request, reference))
    return paper(pdf, "bast", reference)


def page_of(request: HttpRequest, reference: str) -> str:
    return address(request, reverse("frontend:consignment", args=[reference]))


def paper(pdf: bytes, kind: str, reference: str) -> HttpResponse:
    """To be kept under its kind and the reference of what it is about, however that was written
    in the address."""
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = f"{kind}-{tidy_reference(reference)}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_out(request: HttpRequest, reference: str) -> HttpResponse:
    """Daftar terima: who gets what, of one RT when the address asks for it; several are ticked
    at once."""
    person = person_of(request)
    if request.method == "POST":
        spend_at(request, "hand_out")
        ids = request.POST.getlist("handout")
        outcome = attempt(
            request,
            lambda: handouts.give(person, reference, ids),
            _("Noted as handed out. It counts as received once the household says so."),
        )
        if outcome.problems:
            messages.error(request, _("Nobody is ticked yet: tick those who have got theirs."))
        return back(request, request.get_full_path())
    here = handouts.require_hand_out(person, reference)
    shown = card(person, found(request, reference))
    context = {
        "card": shown,
        "live": live_address(shown),
        "rt": rt_of(request),
        "rts": Handout.private.filter(consignment=here).rts(),
        "rows": handout_cards(person, here, rt_of(request)),
        "here": request.get_full_path(),
    }
    return render(request, "frontend/consignments/hand_out.html", context)


HANDOUT_ACTS: dict[str, Act] = {
    "not_come": Act(handouts.not_come, _("Noted. It stays at the post for who comes next.")),
    "come_after_all": Act(handouts.come_after_all, _("Noted. It waits for the household again.")),
    "settle_arrived": Act(
        lambda person, pk: handouts.settle(person, pk, arrived=True), _("Settled: it arrived.")
    ),
    "settle_lost": Act(
        lambda person, pk: handouts.settle(person, pk, arrived=False),
        _("Settled: it never came. The need is open again."),
    ),
}


@posted("frontend:consignments")
@signed_in
def act_on_handout(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """A button of the list; back to it."""
    act = HANDOUT_ACTS.get(verb)
    if act is None:
        raise NotFound()
    spend_at(request, "hand_out")
    outcome = attempt(request, lambda: act.do(person_of(request), number), act.done)
    handout = Handout.private.select_related("consignment").filter(pk=number).first()
    if handout is None or outcome.problems:
        raise NotFound()
    return back(request, "frontend:hand_out", handout.consignment.reference)


ONE = "consignments/<str:reference>/"
urlpatterns = [
    path("consignments/", mine, name="consignments"),
    path("consignments/plan/", plan, name="plan_consignment"),
    path(ONE, consignment, name="consignment"),
    path(f"{ONE}waybill/", waybill, name="waybill"),
    path(f"{ONE}handover-note/", handover_note, name="handover_note"),
    path(f"{ONE}handouts/", hand_out, name="hand_out"),
    path(f"{ONE}<str:verb>/", act_on_consignment, name="act_on_consignment"),
    path("handouts/<int:number>/<str:verb>/", act_on_handout, name="act_on_handout"),
]
