"""Who holds which role in a region and below it: giving roles, taking them back, contacts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aid.actions import disclosure
from aid.actions import offices as actions
from aid.actions.access import require
from aid.actions.offices import Wanted
from aid.errors import NotFound
from aid.relations import region_relations
from frontend import officers
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page, may
from geo.models import Region
from people.limits import spend_at
from people.private import Details
from people.queries import counted_by_role, roles_within


@require_GET
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    return people_page(request, people_board(request, code), Form())


def people_board(request: HttpRequest, code: str) -> Region:
    """The region, with the person allowed to see who holds its roles."""
    region = board_of(request, code)
    require("region", "see_people", None, region_relations(person_of(request), code))
    return region


def require_role(region: Region, pk: int) -> None:
    """Raises NotFound where no such role is held in the region or below."""
    if not roles_within(region.pk).filter(pk=pk).exists():
        raise NotFound()


def people_page(
    request: HttpRequest,
    region: Region,
    form: Form,
    *,
    alone: int | None = None,
    contact: Details | None = None,
) -> HttpResponse:
    """The page; ``form`` is that of giving, ``alone`` the one role that it shows, and ``contact``
    how to reach its holder."""
    person = person_of(request)
    choice = officers.choice_of(request.GET.dict())
    give, counts = officers.to_give(person, region), counted_by_role(region.pk)
    facts = {
        "choice": choice,
        "page": (
            officers.page(person, region, choice)
            if alone is None
            else officers.one(person, region, alone)
        ),
        "alone": alone,
        "contact": contact,
        "reaches": may(person, "see_contact_of_office", region.pk),
        "roles": [(role, name, counts.get(role, 0)) for role, name in officers.ROLES.items()],
        "vacant": officers.vacant(region),
        "give_in": [each for each, _roles in give],
        "give_as": [
            (role, name, officers.MEANINGS[role])
            for role, name in officers.ROLES.items()
            if any(role in roles for _region, roles in give)
        ],
        "form": form,
    }
    return board_page(request, region, "people", facts, 422 if form.problems else 200)


@posted()
@signed_in
def give(request: HttpRequest, code: str) -> HttpResponse:
    region, form = people_board(request, code), typed(request)
    spend_at(request, "give_role")
    wanted = Wanted(form.value("login"), form.value("role"), form.value("region"))
    outcome = attempt(
        request,
        lambda: actions.give(person_of(request), wanted),
        _("Given. It counts from their next click on."),
    )
    if outcome.value is None:
        return people_page(request, region, form.with_problems(outcome.problems))
    return redirect("frontend:board_people", code)


@posted("../../")
@signed_in
def take(request: HttpRequest, code: str, number: int) -> HttpResponse:
    region, form = people_board(request, code), typed(request)
    require_role(region, number)
    outcome = attempt(
        request,
        lambda: actions.take(person_of(request), number, knowing=form.checked("knowing")),
    )
    if outcome.value is None:
        return people_page(request, region, Form(), alone=number)
    if outcome.value.user_id == person_of(request).user_id:
        messages.success(request, _("You have given up this role."))
        return redirect("frontend:board")
    messages.success(request, _("Taken back. It is over from their next click on."))
    return redirect("frontend:board_people", code)


@posted("../../")
@signed_in
def contact(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How to reach somebody, in the answer itself and nowhere else: each look is recorded."""
    region = people_board(request, code)
    require_role(region, number)
    spend_at(request, "see_contact_of_office")
    held, details = disclosure.contact_of_office(person_of(request), number)
    return people_page(request, region, Form(), alone=held.pk, contact=details)


ONE = "board/<str:code>/people/<int:number>/"
urlpatterns = [
    path("board/<str:code>/people/", show, name="board_people"),
    path("board/<str:code>/people/give/", give, name="give_role"),
    path(f"{ONE}take/", take, name="take_role"),
    path(f"{ONE}contact/", contact, name="office_contact"),
]
