"""Lists of a neighbourhood: opening, writing lines, importing files, and what the offices do."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aid.actions import imports, lines, lines_shown, lists, progress
from aid.actions.entries import Entered
from aid.categories import CATEGORIES
from aid.errors import NotFound
from aid.list_errors import RowsRefused
from aid.models import NeighbourhoodList
from aid.spreadsheets.lines import Line
from frontend import list_pages
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.forms import Form, rt_of, typed
from frontend.person import person_of
from frontend.templatetags.gandeng import number
from frontend.uploads import file_in
from frontend.views import list_acts
from frontend.views.board_page import board_page, may
from frontend.words import place
from geo.errors import UnknownRegion
from geo.models import Region
from people.limits import spend_at

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINE_FIELDS = ("name", "people", "rt", "quantity", "id_number", "phone", "address", "landmark")


@require_GET
@signed_in
def lists_of_region(request: HttpRequest, code: str) -> HttpResponse:
    return region_page(request, code, Form())


def region_page(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """The lists of a region; ``form`` is an opening that was refused. A cadre, who has no
    board, sees the same without the board's head."""
    person = person_of(request)
    region = Region.objects.filter(code=code).select_related("parent__parent__parent").first()
    if region is None:
        raise UnknownRegion(region=code)
    on_board = may(person, "see_board", code)
    if not on_board and not list_pages.may_open(person, region):
        list_pages.refuse(person, code)
    facts = {
        "region": region,
        "cards": list_pages.lists_in(person, code),
        "may_open": list_pages.may_open(person, region),
        "categories": CATEGORIES.values(),
        "slots": list_pages.meal_slots(),
        "form": form,
    }
    status = 422 if form.problems else 200
    if on_board:
        return board_page(request, region, "lists", facts, status)
    return render(request, "frontend/list/cadre.html", facts, status=status)


@posted()
@signed_in
def open_list(request: HttpRequest, code: str) -> HttpResponse:
    form = typed(request)
    spend_at(request, "ask")
    outcome = attempt(
        request,
        lambda: lists.open_list(
            person_of(request),
            code,
            form.value("category"),
            form.value("first_day"),
            portions=form.value("portions") or 1,
            every=form.value("every") or 7,
            slot=form.value("slot"),
            last_rt=form.value("last_rt"),
        ),
        _("The list is open. Add one household after the other, or a file."),
    )
    if outcome.problems:
        return region_page(request, code, form.with_problems(outcome.problems))
    if outcome.value is None:
        return redirect("frontend:board_lists", code)
    return redirect("frontend:list", outcome.value.reference)


@require_GET
@signed_in
def one_list(request: HttpRequest, reference: str) -> HttpResponse:
    return list_page(request, reference)


def list_page(
    request: HttpRequest,
    reference: str,
    line: Form | None = None,
    office: Form | None = None,
    refused: RowsRefused | None = None,
) -> HttpResponse:
    """The page; ``line``, ``office`` or ``refused`` is what could not be done, as typed."""
    person = person_of(request)
    page = list_pages.list_page(person, reference, rt_of(request))
    context = {
        "page": page,
        "found": page.found,
        "region": page.found.region,
        "form": line or Form({"rt": request.GET.get("last_rt", "")}),
        "office": office or Form(),
        "refused": refused,
        "import_key": uuid.uuid4(),
        "on_board": may(person, "see_board", page.found.region_id),
    }
    wrong = bool(line or office or refused)
    return render(request, "frontend/list/list.html", context, status=422 if wrong else 200)


def entered(form: Form) -> Entered:
    fields = {name: form.value(name) for name in LINE_FIELDS}
    return Entered(**fields, vulnerable=form.checked("vulnerable"), agreed=form.checked("agreed"))


@posted()
@signed_in
def add_line(request: HttpRequest, reference: str) -> HttpResponse:
    """One household more; the form comes again at once, with the same RT."""
    form = typed(request)
    spend_at(request, "write_line")
    outcome = attempt(
        request,
        lambda: lines.write_line(person_of(request), reference, entered(form)),
    )
    if outcome.problems:
        return list_page(request, reference, line=form.with_problems(outcome.problems))
    if outcome.value is not None:
        messages.success(request, _("Noted: %(name)s.") % {"name": form.value("name").strip()})
    answer = redirect("frontend:list", reference)
    answer["Location"] += f"?last_rt={outcome.value.rt if outcome.value else ''}#add"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one_line(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One line to be changed."""
    person = person_of(request)
    found = lines_shown.list_of(person, reference)
    if not lines_shown.readable_lines(person, found).filter(number=number).exists():
        raise NotFound()
    form: Form | None = None
    if request.method == "POST":
        spend_at(request, "write_line")
        form = typed(request)
        changed = entered(form)
        outcome = attempt(
            request,
            lambda: lines.change_line(person, reference, number, changed),
            _("Changed."),
        )
        if not outcome.problems:
            return redirect("frontend:list", reference)
        form = form.with_problems(outcome.problems)
    # Read after it was refused, if it was: reading is recorded.
    shown = lines_shown.line_shown(person, found, number)
    form = form or as_kept(shown)
    context = {"found": found, "region": found.region, "line": shown, "form": form}
    status = 422 if form.problems else 200
    return render(request, "frontend/list/line.html", context, status=status)


def as_kept(shown: lines_shown.LineShown) -> Form:
    kept = {name: str(getattr(shown, name, "") or "") for name in LINE_FIELDS}
    return Form({**kept, "vulnerable": "on" if shown.vulnerable else ""})


@posted()
@signed_in
def remove_line(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    spend_at(request, "remove_line")
    attempt(
        request,
        lambda: lines.remove_line(person_of(request), reference, number),
        _("Taken off the list."),
    )
    return redirect("frontend:list", reference)


@posted()
@signed_in
def import_file(request: HttpRequest, reference: str) -> HttpResponse:
    """All lines of a file, or a page that tells everything that is wrong in it. A script that
    asks for JSON is told the page that comes next: following it would use up what it tells."""
    form = typed(request)
    spend_at(request, "import_list")
    person = person_of(request)
    data, name = file_in(request, "file")
    told = progress.kept(person, reference, form.value("key"))
    outcome = attempt(
        request,
        lambda: imports.import_list(
            person, reference, data, name, form.checked("agreed"), progress=told
        ),
    )
    if outcome.problems:
        return list_page(request, reference, office=form.with_problems(outcome.problems))
    if isinstance(outcome.refusal, RowsRefused):
        return list_page(request, reference, refused=outcome.refusal)
    if outcome.value is not None:
        taken = _("Taken over: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
        counts = {what: number(count) for what, count in vars(outcome.value).items()}
        messages.success(request, taken % counts)
    following = redirect("frontend:list", reference)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"next": following.url})
    return following


@require_GET
@signed_in
def import_progress(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """How many rows of the file that one's own page sends under ``key`` are read."""
    person = person_of(request)
    lines_shown.list_of(person, reference)
    return JsonResponse(vars(progress.progress_of(person, reference, key)))


@require_GET
@signed_in
def template(request: HttpRequest, reference: str) -> HttpResponse:
    found = lines_shown.list_of(person_of(request), reference)
    return download(found, filled(found, ()), "contoh")


@require_GET
@signed_in
def export(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole list as a file, for its coordinators."""
    person = person_of(request)
    written = lines_shown.whole_list(person, reference)
    found = lines_shown.list_of(person, reference)
    return download(found, filled(found, written), "daftar")


def filled(found: NeighbourhoodList, lines: Sequence[Line]) -> bytes:
    from aid.spreadsheets.template import template  # noqa: PLC0415 # heavy, and seldom needed

    return template(place(found.region), lines)


def download(found: NeighbourhoodList, data: bytes, word: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{word}-{found.reference}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@posted()
@signed_in
def act_on_list(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Compile, send back, verify, copy forward, close."""
    form = typed(request)
    spend_at(request, "act_on_list")
    outcome = list_acts.perform_on_list(request, verb, reference, form)
    if outcome.problems:
        return list_page(request, reference, office=form.with_problems(outcome.problems))
    made = outcome.value
    other = made.reference if isinstance(made, NeighbourhoodList) else reference
    return redirect("frontend:list", other)


ONE = "board/lists/<str:reference>/"
urlpatterns = [
    path("board/<str:code>/lists/", lists_of_region, name="board_lists"),
    path("board/<str:code>/lists/open/", open_list, name="open_list"),
    path(ONE, one_list, name="list"),
    path(f"{ONE}line/", add_line, name="add_line"),
    path(f"{ONE}lines/<int:number>/", one_line, name="line"),
    path(f"{ONE}lines/<int:number>/remove/", remove_line, name="remove_line"),
    path(f"{ONE}import/", import_file, name="import_list"),
    path(f"{ONE}import/<uuid:key>/", import_progress, name="import_progress"),
    path(f"{ONE}template/", template, name="list_template"),
    path(f"{ONE}export/", export, name="list_export"),
    path(f"{ONE}<str:verb>/", act_on_list, name="act_on_list"),
]
