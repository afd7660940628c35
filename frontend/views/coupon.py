"""A household's coupon on a phone: opened by its digits, it shows what the household gets, and
nobody's name. Several households may share one phone, each by a coupon of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from aid import codes
from aid.actions import complaints, handouts
from aid.actions.redemption import open_coupon
from aid.coupon_errors import CouponRevoked, UnknownCoupon, WrongDigits
from aid.errors import NotFound, Problem
from aid.models import Coupon, Handout
from aid.queries.beside import complained_of_handout
from aid.standing import handout_verbs
from frontend import words
from frontend.acts import posted
from frontend.attempts import spend_on_coupon
from frontend.errors import attempt, private_page
from frontend.forms import Form, typed
from frontend.person import person_of
from people.person import Person
from people.session import forget_coupon, remember_coupon

Answered = tuple[Callable[[Person, int], object], str | Promise]

ANSWERS: dict[str, Answered] = {
    "complete": (
        lambda person, pk: handouts.answer(person, pk, "complete"),
        _("Thank you. This counts as received now."),
    ),
    "part": (
        lambda person, pk: handouts.answer(person, pk, "part"),
        _("Noted: you got a part of it."),
    ),
    "nothing": (
        lambda person, pk: handouts.answer(person, pk, "nothing"),
        _("Noted: you got nothing. Somebody looks into it."),
    ),
    "not_come": (handouts.not_come, _("Noted: it goes to others, and you come next.")),
}


@dataclass(frozen=True)
class Part:
    """What the household gets of one consignment, and the verbs that it may do about it now.
    ``again_at``: when it may complain again, that did so as often as it may in a day."""

    handout: Handout
    verbs: tuple[str, ...]
    again_at: datetime | None

    @property
    def divided(self) -> bool:
        return self.handout.share_of is not None


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def coupons(request: HttpRequest) -> HttpResponse:
    """The coupons that were opened on this phone, and a form to open one more."""
    form = typed(request) if request.method == "POST" else Form()
    if request.method == "POST":
        found = opened(request, form.value("serial"), form)
        if isinstance(found, Coupon):
            return redirect("frontend:coupon", serial=found.serial)
        form = found
    known = Coupon.private.filter(pk__in=person_of(request).coupons)
    context = {
        "coupons": known.select_related("request__region", "line").order_by("pk"),
        "form": form,
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/coupon/list.html", context, status=status)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def coupon(request: HttpRequest, serial: str) -> HttpResponse:
    """One coupon: its digits are asked until it is open here; then what the household gets."""
    tidy = codes.tidy_serial(serial)
    if not tidy:
        raise NotFound()
    form = Form()
    if request.method == "POST":
        found = opened(request, tidy, typed(request))
        if isinstance(found, Coupon):
            return redirect("frontend:coupon", serial=found.serial)
        form = found
    shown = own_coupon(request, tidy)
    if shown is not None:
        return render(request, "frontend/coupon/coupon.html", facts_of(request, shown))
    context = {"serial": tidy, "form": form}
    status = 422 if form.problems else 200
    return render(request, "frontend/coupon/open.html", context, status=status)


def opened(request: HttpRequest, serial: str, form: Form) -> Coupon | Form:
    """The coupon, remembered in this session from now on; or the form with what is wrong."""
    spend_on_coupon(request, "open_coupon", serial)
    try:
        found = open_coupon(serial, form.value("code"))
    except (UnknownCoupon, CouponRevoked, WrongDigits) as error:
        field = "code" if isinstance(error, WrongDigits) else "serial"
        return form.with_problems({field: Problem(error.code, error.message)})
    remember_coupon(request.session, found.pk)
    return found


def own_coupon(request: HttpRequest, serial: str) -> Coupon | None:
    """The coupon, if it is open in this session."""
    known = Coupon.private.filter(pk__in=person_of(request).coupons, serial=serial)
    return known.select_related("request__region", "request__list", "line").first()


def facts_of(request: HttpRequest, shown: Coupon) -> dict[str, object]:
    rows = Handout.private.filter(request=shown.request_id, household=shown.household_id)
    found = rows.with_facts().select_related("consignment__post", "coupon").order_by("-pk")
    return {
        "coupon": shown,
        "parts": [part_of(person_of(request), handout) for handout in found],
        "complaints": words.COMPLAINTS.items(),
    }


def part_of(person: Person, handout: Handout) -> Part:
    now = timezone.now()
    again = complained_of_handout(person, handout, now)
    return Part(handout, handout_verbs(person, handout, now), again)


@posted("../../")
@private_page
def act(request: HttpRequest, serial: str, pk: int, verb: str) -> HttpResponse:
    """The household's answer about one of its parts."""
    shown = own_coupon(request, codes.tidy_serial(serial))
    of_household = Handout.private.filter(
        pk=pk, request=shown.request_id if shown else None, coupon=shown
    )
    if shown is None or not of_household.exists():
        raise NotFound()
    person = person_of(request)
    if verb == "complain":
        complain(request, person, pk)
    elif verb == "answer_payment":
        asked = typed(request).value("asked")
        attempt(
            request,
            lambda: complaints.answer_payment_of_handout(person, pk, asked),
            words.PAYMENT_NOTED.get(asked, ""),
        )
    elif verb in ANSWERS:
        action, done = ANSWERS[verb]
        attempt(request, lambda: action(person, pk), done)
    else:
        raise NotFound()
    return redirect("frontend:coupon", serial=shown.serial)


def complain(request: HttpRequest, person: Person, pk: int) -> None:
    form = typed(request)
    outcome = attempt(
        request,
        lambda: complaints.complain_about_handout(
            person, pk, form.value("kind"), form.value("text")
        ),
        _("Noted. If it is about money, the kecamatan or the city reads it, not the kelurahan."),
    )
    for wrong in outcome.problems.values():
        messages.error(request, str(wrong.message))


@require_POST
@private_page
def close(request: HttpRequest, serial: str) -> HttpResponse:
    """Forgets one coupon on a shared phone; the others stay open."""
    shown = own_coupon(request, codes.tidy_serial(serial))
    if shown is not None:
        forget_coupon(request.session, shown.pk)
        messages.success(request, str(_("Closed. To open it again, use the coupon.")))
    return redirect("frontend:coupons")


urlpatterns: list[URLPattern] = [
    path("kupon/", coupons, name="coupons"),
    path("kupon/<str:serial>/", coupon, name="coupon"),
    path("kupon/<str:serial>/close/", close, name="close_coupon"),
    path("kupon/<str:serial>/<int:pk>/<str:verb>/", act, name="act_on_coupon"),
]
