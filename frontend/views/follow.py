"""Following a request: by account, or by secret link and page code."""

from collections.abc import Callable

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aid.actions import (
    blocks,
    complaints,
    confirmation,
    deliveries,
    disclosure,
    handouts,
    known,
    links,
    places,
    posts,
    requests,
    standing_need,
    vouching,
)
from aid.errors import LinkLocked, NotFound, Problem, WrongCode
from aid.models import Request
from aid.rules import RequestStatus, Who
from frontend import following, session_notices, words
from frontend.causes import why_open
from frontend.consignments import parts_of
from frontend.errors import attempt, private_page
from frontend.forms import Form, typed
from frontend.person import person_of
from people.limits import spend_at
from people.person import Person
from people.session import remember_link

Verb = tuple[Callable[[Person, str], object], str | Promise]

ON_REQUEST: dict[str, Verb] = {
    "withdraw": (requests.withdraw, _("The request was taken back.")),
    "still_need": (standing_need.still_need, _("Noted: you still need it.")),
    "take_back_messages": (
        known.take_back_messages,
        _("No messages go to your number any more."),
    ),
    "say_enough": (requests.say_enough, _("Thank you for telling us.")),
}
ON_MATCH: dict[str, Verb] = {
    "confirm": (confirmation.confirm, _("Thank you. This counts as received now.")),
    "settle_arrived": (
        lambda person, reference: confirmation.settle(person, reference, arrived=True),
        _("Thank you. This counts as received now."),
    ),
    "agree_contact": (
        disclosure.agree_contact,
        _("The donor can see your address and number now."),
    ),
    "take_back_contact": (
        disclosure.take_back_contact,
        _("Your address is closed to this donor again."),
    ),
    "did_not_come": (
        deliveries.did_not_come,
        _("Noted. We look for somebody else; your request goes first."),
    ),
    "block_donor": (
        blocks.block_donor,
        _("This donor is blocked. What had not set out is cancelled; nobody tells them why."),
    ),
    "unblock_donor": (blocks.unblock_donor, _("This donor is not blocked any more.")),
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks the page code that goes with a secret link."""
    if not links.link_exists(token):
        raise NotFound()
    form = Form()
    if request.method == "POST":
        spend_at(request, "open_link")
        try:
            opened = links.open_link(token, typed(request).value("code"))
        except (WrongCode, LinkLocked) as error:
            form = Form(problems={"code": Problem(error.code, error.message)})
        else:
            remember_link(request.session, opened.link_id)
            return redirect("frontend:request", reference=opened.reference)
    status = 422 if form.problems else 200
    return render(request, "frontend/follow/open.html", {"form": form}, status=status)


@private_page
@require_GET
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """One request as the household or its helper sees it; offices have the board for it."""
    person = person_of(request)
    found: Request | None = Request.private.visible_to(person).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    relations = following.relations_to(person, found)
    if not relations & {Who.RESIDENT, Who.HELPER}:
        return redirect("frontend:board_request", reference=reference)
    matches = following.matches_of(found)
    events = following.history(found)
    timeline = following.steps(found, matches)
    context = {
        "aid_request": found,
        "resident": Who.RESIDENT in relations,
        "verbs": following.verbs_on(person, found, matches),
        "on_the_way": following.on_the_way(matches),
        "timeline": timeline,
        "phase": following.phase(found, timeline, matches),
        "why_open": why_open(found),
        "vouching": vouching_of(request, found),
        "parts": parts_of(person, found),
        "arrivals": following.arrivals(person, matches, events),
        "looks": following.looks(found, events, matches) if Who.RESIDENT in relations else [],
        "complaints": words.COMPLAINTS.items(),
        "by_link": found.pk in person.opened | person.helping,
    }
    return render(request, "frontend/follow/request.html", context)


def vouching_of(request: HttpRequest, found: Request) -> dict[str, object] | None:
    """The address to pass on to neighbours, and how many vouches are missing; None where nobody
    needs to vouch."""
    if not found.no_local_id or found.status != RequestStatus.SUBMITTED:
        return None
    address = request.build_absolute_uri(reverse("frontend:vouch", args=[found.reference]))
    return {"address": address, "missing": vouching.missing_vouches(found)}


@require_POST
@private_page
def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Does ``verb`` on the request."""
    do(request, ON_REQUEST, verb, reference)
    return redirect("frontend:request", reference=reference)


@require_POST
@private_page
def act_on_match(request: HttpRequest, reference: str, match: str, verb: str) -> HttpResponse:
    """Does ``verb`` on one of the request's matches."""
    if verb == "complain":
        complain(request, match)
    elif verb == "answer_payment":
        answer_payment(request, match)
    elif verb == "agree_place":
        agree_place(request, match)
    elif verb == "name_collector":
        name_collector(request, match)
    else:
        do(request, ON_MATCH, verb, match)
    return redirect("frontend:request", reference=reference)


def do(request: HttpRequest, verbs: dict[str, Verb], verb: str, reference: str) -> None:
    if verb not in verbs:
        raise NotFound()
    action, done = verbs[verb]
    attempt(request, lambda: action(person_of(request), reference), done)


def complain(request: HttpRequest, match: str) -> None:
    form = typed(request)
    outcome = attempt(
        request,
        lambda: complaints.complain(
            person_of(request), match, form.value("kind"), form.value("text")
        ),
        _("Noted. If it is about money, the kecamatan or the city reads it, not the kelurahan."),
    )
    for wrong in outcome.problems.values():
        messages.error(request, str(wrong.message))


def answer_payment(request: HttpRequest, match: str) -> None:
    asked = typed(request).value("asked")
    attempt(
        request,
        lambda: complaints.answer_payment(person_of(request), match, asked),
        words.PAYMENT_NOTED.get(asked, ""),
    )


def agree_place(request: HttpRequest, match: str) -> None:
    outcome = attempt(
        request,
        lambda: places.agree_place(person_of(request), match, typed(request).value("place")),
        _("The donor sees now where you meet."),
    )
    for wrong in outcome.problems.values():
        messages.error(request, str(wrong.message))


def name_collector(request: HttpRequest, match: str) -> None:
    outcome = attempt(
        request,
        lambda: posts.name_collector(person_of(request), match, typed(request).value("collector")),
        _("The donor sees now who comes."),
    )
    for wrong in outcome.problems.values():
        messages.error(request, str(wrong.message))


@private_page
@require_GET
def my_requests(request: HttpRequest) -> HttpResponse:
    """The requests that the account asked or filed, and those opened by link on this device."""
    own = list(Request.private.own(person_of(request))[:50])
    return render(request, "frontend/follow/mine.html", {"requests": following.phases(own)})


@require_POST
@private_page
def close(request: HttpRequest) -> HttpResponse:
    """Forgets, on a shared phone, which requests were opened here, and what forms it keeps."""
    session_notices.end(request.session)
    request.session.flush()
    messages.success(request, str(_("Closed. To open it again, use your link and code.")))
    response = redirect("frontend:home")
    response["Clear-Site-Data"] = '"storage"'
    return response


@private_page
@require_POST
def answer_handout(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The household's word on what lies for it at the post: complete, a part, or nothing; and
    whether it was asked to pay."""
    form = typed(request)
    said, asked = form.value("said"), form.value("asked")
    if asked:
        attempt(
            request,
            lambda: complaints.answer_payment_of_handout(person_of(request), number, asked),
            words.PAYMENT_NOTED.get(asked, ""),
        )
        return redirect("frontend:request", reference=reference)
    attempt(
        request,
        lambda: handouts.answer(person_of(request), number, said),
        _("Thank you for telling us."),
    )
    return redirect("frontend:request", reference=reference)


urlpatterns: list[URLPattern] = [
    path("r/<str:token>/", open_link, name="open_link"),
    path("my/requests/", csp_update({"worker-src": [SELF]})(my_requests), name="my_requests"),
    path("my/requests/close/", close, name="close_requests"),
    path("requests/<str:reference>/", csp_update({"worker-src": [SELF]})(follow), name="request"),
    path("requests/<str:reference>/received/<int:number>/", answer_handout, name="answer_handout"),
    path("requests/<str:reference>/<str:verb>/", act, name="act_on_own"),
    path("requests/<str:reference>/<str:match>/<str:verb>/", act_on_match, name="act_on_own_match"),
]
