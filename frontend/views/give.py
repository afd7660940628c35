"""Giving: where to begin, and publishing an offer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from aid.actions import offers
from aid.actions.offers import Given
from aid.categories import CATEGORIES
from aid.contents import CONTENTS
from aid.errors import NotFound
from aid.models import Match, Offer, Post
from aid.queries.areas import with_areas
from aid.queries.surplus import supply_at
from aid.rules import OfferStatus
from aid.standing import offer_verbs
from frontend.acts import posted
from frontend.errors import attempt, page, signed_in
from frontend.forms import Form, typed
from frontend.giving import donor_is_full, no_room
from frontend.near import offered_from
from frontend.person import person_of
from frontend.places import Where, where
from frontend.views import need
from people.limits import spend_at
from people.session import give_for

NOWHERE = Where()
MOST_POSTS = 200
RADII_KM = (1, 2, 3, 5, 8, 12, 20)
WHAT_IT_IS: dict[str, str | Promise] = {
    "sembako": gettext_lazy("one household, one week"),
    "meal": gettext_lazy("one person, one day, morning to night"),
    "lebaran": gettext_lazy("one household, once"),
    "thr": gettext_lazy("per person; a household often Rp200,000"),
    "cash": gettext_lazy("in steps of Rp10,000"),
    "hygiene": gettext_lazy("one household, one month"),
    "baby": gettext_lazy("one child; no formula milk"),
}
# Pages on which one chooses as whom one gives, and returns to.
CHOSEN_ON = ("frontend:given", "frontend:consignments")
FIRST_VALUES = {"radius": "5", "handover": "delivery"}


@require_GET
@page
def start(request: HttpRequest) -> HttpResponse:
    costs = [(CATEGORIES[code], what) for code, what in WHAT_IT_IS.items()]
    return render(request, "frontend/give/start.html", {"costs": costs})


@posted("frontend:give")
@signed_in
def give_as(request: HttpRequest) -> HttpResponse:
    """From now on, give in the name of an organisation that one works for, or in one's own."""
    organisations = person_of(request).organisations
    chosen = next((pk for pk in organisations if str(pk) == request.POST.get("as")), None)
    give_for(request.session, chosen)
    asked = request.POST.get("next")
    back = [name for name in CHOSEN_ON if asked == reverse(name)]
    return redirect(*(back or ["frontend:give"]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_form(request: HttpRequest) -> HttpResponse:
    """Publish an offer; what was typed stays when something is wrong."""
    if request.method != "POST":
        return offer_page(request, Form(FIRST_VALUES))
    form = typed(request)
    place = where(form)
    given = given_in(request, form, place)
    spend_at(request, "publish_offer")
    outcome = attempt(request, lambda: offers.publish(person_of(request), given))
    if outcome.value is None:
        wrong = {name: each for name, each in outcome.problems.items() if name != "region"}
        unplaced = {} if form.value("post") else dict(place.problems)
        return offer_page(request, form.with_problems({**wrong, **unplaced}), place)
    return redirect("frontend:offer", outcome.value.reference)


def given_in(request: HttpRequest, form: Form, place: Where) -> Given:
    """What the form offers; with a place in doubt it names none, and nothing is published."""
    return Given(
        category=form.value("category"),
        quantity=form.value("quantity"),
        region="" if place.problems else place.region_code,
        radius=form.value("radius"),
        least=form.value("least"),
        most_open=form.value("most_open"),
        handover=form.value("handover"),
        note=form.value("note"),
        until=form.value("until"),
        post=form.value("post"),
        contents=request.POST.getlist(f"contents-{form.value('category')}"),
    )


def offer_page(request: HttpRequest, form: Form, place: Where = NOWHERE) -> HttpResponse:
    person = person_of(request)
    around = place.region_code or offered_from(person)
    context = {
        "form": form,
        "full": request.method != "POST" and donor_is_full(person),
        "supply": supply_at(around, timezone.now()),
        "categories": CATEGORIES.values(),
        "radii": RADII_KM,
        "choices": place.choices,
        "posts": Post.private.standing().select_related("region__parent")[:MOST_POSTS],
        "contents": CONTENTS.items(),
        "ticked": {code: request.POST.getlist(f"contents-{code}") for code in CONTENTS},
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/give/offer_form.html", context, status=status)


@require_GET
@signed_in
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """One's own offer: what happens next, and what became of it."""
    person = person_of(request)
    own = Offer.private.own(person).select_related("region__parent__parent", "for_request", "post")
    found: Offer | None = own.filter(reference=reference).first()
    if found is None:
        raise NotFound()
    verbs = offer_verbs(person, found, timezone.now())
    context = {
        "offer": found,
        "verbs": verbs,
        "over": found.status != OfferStatus.OPEN or not found.available,
        "full": no_room(person, found.donor_id) if "publish_again" in verbs else False,
        "matches": with_areas(person, Match.private.of_donor(person).filter(offer=found)),
    }
    return render(request, "frontend/give/offer.html", context)


@posted()
@signed_in
def publish_again(request: HttpRequest, reference: str) -> HttpResponse:
    """One tap; the new offer tells what happens next."""
    spend_at(request, "publish_offer")
    outcome = attempt(
        request,
        lambda: offers.publish_again(person_of(request), reference),
        _("Offered again. Is something different this time? Withdraw it and fill in the form."),
    )
    made = outcome.value
    return redirect("frontend:offer", reference if made is None else made.reference)


@posted()
@signed_in
def withdraw_offer(request: HttpRequest, reference: str) -> HttpResponse:
    attempt(
        request,
        lambda: offers.withdraw(person_of(request), reference),
        _("The offer is withdrawn. What you promised already still counts."),
    )
    return redirect("frontend:offer", reference)


urlpatterns = [
    path("give/", start, name="give"),
    path("give/as/", give_as, name="give_as"),
    path("give/offer/", offer_form, name="give_offer"),
    path("give/offers/<str:reference>/", offer, name="offer"),
    path("give/offers/<str:reference>/again/", publish_again, name="publish_again"),
    path("give/offers/<str:reference>/withdraw/", withdraw_offer, name="withdraw_offer"),
    *need.urlpatterns,
]
