"""The kelurahan's counter: coupons are printed for a list, for a household without a phone, and
in place of a lost one."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from aid.actions import coupon_sheets
from aid.actions.coupon_sheets import Printing
from aid.actions.coupons import issue_coupons, issue_for_request, reissue
from aid.coupon_errors import UnknownCoupon
from aid.documents.values import PER_PAGE
from aid.errors import NotAllowed
from aid.models import Coupon
from aid.queries.coupons import tried
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from people.limits import spend_at

Found = Sequence[Coupon]
TRIED_SHOWN = 50


@require_GET
@signed_in
def counter(request: HttpRequest) -> HttpResponse:
    """The forms; ``list`` and ``portion`` of the address are filled in. And the coupons that
    somebody tried with wrong digits."""
    person = person_of(request)
    if not person.is_coordinator:
        raise NotAllowed()
    form = Form({name: request.GET.get(name, "") for name in ("list", "portion")})
    context = {"form": form, "per_page": PER_PAGE, "tried": tried(person)[:TRIED_SHOWN]}
    return render(request, "frontend/coupon/counter.html", context)


@posted()
@signed_in
def print_list(request: HttpRequest) -> HttpResponse:
    """The sheet of one portion of a list."""
    spend_at(request, "print_coupons")
    form = typed(request)
    portion = number_in(form.value("portion"))

    def coupons() -> Found:
        return issue_coupons(person_of(request), form.value("list"), portion).coupons

    return sheet_of(request, coupons, number_in(form.value("per_page")))


@posted()
@signed_in
def print_request(request: HttpRequest) -> HttpResponse:
    """The coupon of what one household asked by itself."""
    spend_at(request, "print_coupon")
    reference = typed(request).value("request")
    return sheet_of(request, lambda: [issue_for_request(person_of(request), reference)])


@posted()
@signed_in
def replace(request: HttpRequest) -> HttpResponse:
    """A new coupon in place of a lost one."""
    spend_at(request, "print_coupon")
    serial = typed(request).value("serial")
    return sheet_of(request, lambda: [reissue(person_of(request), serial)])


def sheet_of(request: HttpRequest, coupons: Callable[[], Found], per_page: int = 4) -> HttpResponse:
    """The coupons as PDF, or back to the forms with what was refused."""
    page = request.build_absolute_uri(reverse("frontend:coupons"))
    printing = Printing(page, page, per_page if per_page in PER_PAGE else coupon_sheets.PER_PAGE)
    outcome = attempt(request, lambda: drawn(coupons(), printing))
    if outcome.value is None:
        return redirect("frontend:coupon_counter")
    response = HttpResponse(outcome.value, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="kupon.pdf"'
    return response


def drawn(coupons: Found, printing: Printing) -> bytes:
    if not coupons:
        raise UnknownCoupon()
    return coupon_sheets.drawn(coupons[0].request, coupons, printing)


def number_in(text: str) -> int:
    """A small whole number; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


urlpatterns = [
    path("coupons/", counter, name="coupon_counter"),
    path("coupons/print/", print_list, name="print_coupons"),
    path("coupons/request/", print_request, name="print_request_coupon"),
    path("coupons/replace/", replace, name="replace_coupon"),
]
