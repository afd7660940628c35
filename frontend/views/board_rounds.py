"""The engine's rounds on the board: call for one, watch it, call it off, send what it found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aid.categories import CATEGORIES
from aid.errors import Invalid, NotFound, Problem
from frontend import rounds
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page, may
from matching.actions import (
    ask_for_round,
    cancel_round,
    office_of,
    send_proposals,
    why_not_sent,
)
from matching.models import Round
from matching.told import told, told_curve

PERCENT = frozenset(map(str, range(101)))


@require_GET
@signed_in
def rounds_tab(request: HttpRequest, code: str) -> HttpResponse:
    """The newest rounds, and the form that calls for one."""
    return listing(request, code, Form())


def listing(request: HttpRequest, code: str, form: Form, status: int = 200) -> HttpResponse:
    region = board_of(request, code)
    found = rounds.newest()
    facts = {
        "rounds": [(each, rounds.progress(each), rounds.KINDS[each.kind]) for each in found],
        "running": any(not each.is_finished for each in found),
        "categories": CATEGORIES.values(),
        "ticked": request.POST.getlist("categories"),
        "form": form,
        "may_run": may(person_of(request), "run_round", code),
    }
    return board_page(request, region, "rounds", facts, status)


@require_GET
@signed_in
def one_round(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A round: how far it is, what it achieved, how that is proven, and what it would propose."""
    person, region, this = person_of(request), board_of(request, code), round_of(number)
    page = request.GET.get("page", "")
    at = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1
    sent = rounds.fates(person, this, code)
    done = this.status == "done"
    why_not = why_not_sent(this)
    facts: dict[str, object] = {
        "round": this,
        "kind": rounds.KINDS[this.kind],
        "progress": rounds.progress(this),
        "has_news": rounds.has_news(this, sent),
        "fates": [(count, *rounds.FATES[fate]) for fate, count in sorted(sent.items())],
        "left": sent.get("planned", 0),
        "planned": rounds.planned_page(person, this, code, max(at, 1)),
        "may_cancel": this.can_be_cancelled
        and this.is_of(office_of(person, code))
        and may(person, "cancel_round", code),
        "may_send": why_not is None and may(person, "send_proposals", code),
        "why_not_sent": why_not.text if done and why_not and this.dry_run else "",
    }
    figures = told(this.figures)
    if done and figures:
        facts |= {
            "figures": figures,
            "causes": rounds.causes(figures),
            "curve": told_curve(this.curve),
            "proof": rounds.proof_rows(figures),
            "gap": rounds.widest_gap(figures),
            "wishes": figures["wishes"],
            "wish_rows": rounds.wish_rows(figures),
            "wished_less": 100 * (figures["wished_less"] or 0),
            "beside": rounds.beside(this),
        }
    return board_page(request, region, "round", facts)


@posted()
@signed_in
def run(request: HttpRequest, code: str) -> HttpResponse:
    """Call for a round, or try one."""
    form = typed(request)
    dry = form.value("how") != "run"

    def ask() -> Round:
        return ask_for_round(
            person_of(request),
            code,
            categories=request.POST.getlist("categories"),
            dry_run=dry,
            with_curve=dry and form.checked("with_curve"),
            again=form.checked("again"),
            policy=policy_in(form) if dry else None,
        )

    outcome = attempt(request, ask)
    if outcome.value is None:
        return listing(request, code, form.with_problems(outcome.problems), 422)
    return redirect("frontend:board_round", code, outcome.value.pk)


def policy_in(form: Form) -> dict[str, int]:
    """What is to be weighed otherwise than usual. Raises Invalid."""
    given_up, inertia = form.value("given_up"), form.value("inertia")
    problems = {}
    if given_up and given_up not in PERCENT:
        problems["given_up"] = Problem("bad_number", _("A whole number from 0 to 100."))
    if inertia and not (inertia.isascii() and inertia.isdigit() and len(inertia) <= 6):
        problems["inertia"] = Problem("bad_number", _("Whole metres, at most 999,999."))
    if problems:
        raise Invalid(problems)
    chosen = {"fairness_given_up_percent": given_up, "inertia_m": inertia}
    return {name: int(value) for name, value in chosen.items() if value}


@posted()
@signed_in
def cancel(request: HttpRequest, code: str, number: int) -> HttpResponse:
    attempt(
        request,
        lambda: cancel_round(person_of(request), code, number),
        _("Called off. Nothing was written."),
    )
    return redirect("frontend:board_round", code, number)


@posted()
@signed_in
def send(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send the ticked proposals, or all in this region."""
    ids = None
    if request.POST.get("which") != "all":
        ticked = request.POST.getlist("proposal")
        ids = [int(each) for each in ticked if each.isascii() and each.isdigit() and len(each) < 19]
    outcome = attempt(request, lambda: send_proposals(person_of(request), code, number, ids))
    if outcome.done:
        count = outcome.value or 0
        text = ngettext(
            "%(count)s proposal goes to its donor.",
            "%(count)s proposals go to their donors.",
            count,
        )
        if count:
            messages.success(request, text % {"count": count})
        else:
            messages.error(request, _("Nothing was ticked. Tick first what you want to send."))
    return redirect("frontend:board_round", code, number)


def round_of(number: int) -> Round:
    found: Round | None = Round.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise NotFound()
    return found


urlpatterns = [
    path("board/<str:code>/rounds/", rounds_tab, name="board_rounds"),
    path("board/<str:code>/rounds/run/", run, name="run_round"),
    path("board/<str:code>/rounds/<int:number>/", one_round, name="board_round"),
    path("board/<str:code>/rounds/<int:number>/cancel/", cancel, name="cancel_round"),
    path("board/<str:code>/rounds/<int:number>/send/", send, name="send_proposals"),
]
