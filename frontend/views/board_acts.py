"""The board's buttons: each does exactly one action and returns to its page."""

from collections.abc import Mapping
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from aid.actions import (
    complaints,
    confirmation,
    deliveries,
    disclosure,
    places,
    posts,
)
from aid.actions.verify_seen import refuse_seen, verify_seen
from aid.errors import Problem
from frontend.acts import Act, perform, posted
from frontend.errors import attempt, signed_in
from frontend.forms import typed
from frontend.parts import by_script, told
from frontend.person import person_of
from frontend.views.board_page import back

REQUEST_ACTS: dict[str, Act] = {
    "verify": Act(
        verify_seen,
        _("Checked. Matching looks for aid now; nothing is promised yet."),
        fields=("seen",),
    ),
    "refuse": Act(
        refuse_seen, _("Refused. The household reads your reason."), fields=("reason", "seen")
    ),
}

MATCH_ACTS: dict[str, Act] = {
    "receive": Act(
        deliveries.receive,
        _("Noted as handed over. It counts as received once the household says so."),
        fields=("quantity",),
    ),
    "agree_contact": Act(
        # The button's own words: the household agrees.
        partial(disclosure.agree_contact, household_agreed=True),
        _("The donor may see the address now."),
    ),
    "take_back_contact": Act(
        disclosure.take_back_contact, _("The address is closed to the donor again.")
    ),
    "agree_place": Act(
        places.agree_place, _("Donor and household see now where they meet."), fields=("place",)
    ),
    "name_collector": Act(
        posts.name_collector, _("The donor sees now who comes."), fields=("collector",)
    ),
    "did_not_come": Act(
        deliveries.did_not_come, _("Noted. The request goes first when it is offered on.")
    ),
    "settle_arrived": Act(partial(confirmation.settle, arrived=True), _("Settled: it arrived.")),
    "settle_lost": Act(
        partial(confirmation.settle, arrived=False),
        _("Settled: it never came. The need is open again."),
    ),
    "cancel": Act(deliveries.cancel, _("Cancelled. The need is open again.")),
    "lose": Act(deliveries.lose, _("Noted as lost. The need is open again.")),
}


@posted()
@signed_in
def act_on_request(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    outcome = perform(request, REQUEST_ACTS, verb, reference, typed(request))
    tell(request, outcome.problems)
    if by_script(request):
        return told(request, done=outcome.done)
    return back(request, "frontend:board_request", reference)


@posted("frontend:board")
@signed_in
def act_on_match(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    tell(request, perform(request, MATCH_ACTS, verb, reference, typed(request)).problems)
    return back(request, "frontend:board")


@posted("frontend:board")
@signed_in
def close_complaint(request: HttpRequest, number: int) -> HttpResponse:
    answer = typed(request).value("answer")
    outcome = attempt(
        request,
        lambda: complaints.close_complaint(person_of(request), number, answer),
        _("Answered and closed."),
    )
    tell(request, outcome.problems)
    return back(request, "frontend:board")


def tell(request: HttpRequest, problems: Mapping[str, Problem]) -> None:
    """What was wrong with the one field of a button, as page messages."""
    for problem in problems.values():
        messages.error(request, str(problem.message))


urlpatterns = [
    path("board/requests/<str:reference>/<str:verb>/", act_on_request, name="act_on_request"),
    path("board/match/<str:reference>/<str:verb>/", act_on_match, name="act_on_match"),
    path("board/complaint/<int:number>/close/", close_complaint, name="close_complaint"),
]
