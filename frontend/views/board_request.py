"""One request as its coordinators see it: facts, history, matches, and a match by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aid import rules
from aid.actions import disclosure, matches, verification, vouching
from aid.errors import NotFound
from aid.models import Match, Offer, Request
from aid.relations import request_relations
from frontend import boards
from frontend.acts import posted
from frontend.causes import why_open
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.history import history_of
from frontend.parts import by_script, told
from frontend.person import person_of
from frontend.request_cards import request_card
from matching.explanation import pair_text
from matching.nearby import offers_near
from matching.questions import ask_why_not, questions_about
from people.limits import spend_at
from people.person import Person
from people.private import with_names


@require_GET
@signed_in
def board_request(request: HttpRequest, reference: str) -> HttpResponse:
    return request_page(request, reference, Form())


def request_page(
    request: HttpRequest, reference: str, form: Form, **context: object
) -> HttpResponse:
    """The page; ``form`` holds a match by hand that was refused. A fixed number of statements."""
    person = person_of(request)
    found = seen(request, reference)
    card = request_card(person, found)
    may_match = "match" in card.verbs and found.open > 0
    near = offers_near(person, found, timezone.now()) if may_match else None
    questions = answers_about(person, found)
    made = boards.with_places(Match.private.visible_to(person).filter(request=found))
    facts = {
        "card": card,
        "region": found.region,
        "here": reverse("frontend:board_request", args=[reference]),
        "history": history_of(found, person),
        "matches": [
            boards.match_card(person, match)
            for match in with_names(made.order_by("-made_at"), lambda match: match.donor)
        ],
        "why_open": why_open(found),
        "questions": questions,
        "waits": any(not answer for _, answer in questions),
        "may_match": may_match,
        "near": near,
        "offers": boards.offers_beside(person, found, near.ids) if near else [],
        "missing_vouches": vouching.missing_vouches(found) if found.no_local_id else 0,
        "form": form,
        **context,
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/board/request.html", facts, status=status)


def answers_about(person: Person, found: Request) -> list[tuple[Offer, str]]:
    """What was asked of offers that were not put together with the request: each with the answer
    in the reader's words, empty while it is computed. Two statements."""
    language = get_language() or "id"
    return [
        (offer, pair_text(asked.facts, language) if asked.answered_at else "")
        for asked, offer in questions_about(person, found)
    ]


def seen(request: HttpRequest, reference: str) -> Request:
    """The request, when the person holds an office that reaches it."""
    person = person_of(request)
    found = Request.private.visible_to(person).select_related("household", "region__parent__parent")
    here: Request | None = found.filter(reference=reference).first()
    offices = {rules.Who.COORDINATOR, rules.Who.AUDITOR}
    if here is None or not offices & request_relations(person, here):
        raise NotFound()
    return here


@posted()
@signed_in
def show_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Name, phone and address, in the answer itself and nowhere else: each look is recorded."""
    seen(request, reference)
    outcome = attempt(request, lambda: disclosure.contact_for_office(person_of(request), reference))
    if by_script(request):
        if outcome.value is None:
            return told(request, done=False)
        return render(request, "frontend/board/contact.html", {"contact": outcome.value})
    if outcome.value is None:
        return redirect("frontend:board_request", reference)
    return request_page(request, reference, Form(), contact=outcome.value)


@posted()
@signed_in
def issue_link(request: HttpRequest, reference: str) -> HttpResponse:
    """A slip with link and code for the household, shown this once."""
    seen(request, reference)
    outcome = attempt(request, lambda: verification.hand_over_link(person_of(request), reference))
    if outcome.value is None:
        return redirect("frontend:board_request", reference)
    url = request.build_absolute_uri(reverse("frontend:open_link", args=[outcome.value.token]))
    context = {"asked": outcome.value.request, "url": url, "code": outcome.value.code}
    return render(request, "frontend/board/slip.html", context)


@posted()
@signed_in
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Match the request with an offer by hand; the donor still has to accept."""
    form = typed(request)
    outcome = attempt(
        request,
        lambda: matches.propose_by_hand(
            person_of(request), reference, form.value("offer"), form.value("quantity")
        ),
        _("Proposed. The donor answers next."),
    )
    if outcome.problems:
        return request_page(request, reference, form.with_problems(outcome.problems))
    return redirect("frontend:board_request", reference)


@posted()
@signed_in
def why_not(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why an offer was not put together with the request."""
    spend_at(request, "ask_why_not")
    offer = typed(request).value("offer")
    attempt(request, lambda: ask_why_not(person_of(request), reference, offer))
    return redirect(f"{reverse('frontend:board_request', args=[reference])}#why-not")


urlpatterns = [
    path("board/requests/<str:reference>/", board_request, name="board_request"),
    path("board/requests/<str:reference>/contact/", show_contact, name="board_contact"),
    path("board/requests/<str:reference>/link/", issue_link, name="issue_link"),
    path("board/requests/<str:reference>/match/", propose, name="propose_match"),
    path("board/requests/<str:reference>/why-not/", why_not, name="why_not"),
]
