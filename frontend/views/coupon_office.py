"""The kelurahan's counter: coupons are printed for a list, for a household without a phone, and
in place of a lost one."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aid.actions import coupon_sheets
from aid.actions.coupon_sheets import Printing
from aid.actions.coupons import issue_coupons, issue_for_request, reissue
from aid.coupon_errors import CouponRevoked, CouponUsed, NoSuchPortion, UnknownCoupon
from aid.documents.values import PER_PAGE
from aid.errors import AidError, NotAllowed, NotFound, Problem, WrongState, problem
from aid.models import Coupon, NeighbourhoodList, Request
from aid.queries.coupons import tried
from aid.reference import tidy_reference
from aid.rules import ListStatus, RequestStatus
from frontend.acts import posted
from frontend.errors import signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.site import address
from people.limits import spend_at

Found = Sequence[Coupon]
TRIED_SHOWN = 50

# The same for what isn't there and for what is none of the person's business.
UNKNOWN: dict[str, str | Promise] = {
    "list": _("There is no list of this number. Please look at it again."),
    "request": _("There is no request of this number. Please look at it again."),
    "serial": UnknownCoupon.text,
}
UNCHECKED: dict[str, str | Promise] = {
    "list": _("This list must be checked first. Then its coupons can be printed."),
    "request": _("This request must be checked first. Then its coupon can be printed."),
}


@require_GET
@signed_in
def counter(request: HttpRequest) -> HttpResponse:
    """The forms; ``list`` and ``portion`` of the address are filled in."""
    refuse_others(request)
    form = Form({name: request.GET.get(name, "") for name in ("list", "portion")})
    return counter_page(request, form)


def refuse_others(request: HttpRequest) -> None:
    """Raise NotAllowed for people without an office, whatever they name."""
    if not person_of(request).is_coordinator:
        raise NotAllowed()


def counter_page(request: HttpRequest, form: Form) -> HttpResponse:
    """The forms, as typed where one was refused, and the coupons that somebody tried with wrong
    digits."""
    context = {
        "form": form,
        "per_page": PER_PAGE,
        "chosen": per_page_in(form),
        "tried": tried(person_of(request))[:TRIED_SHOWN],
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/coupon/counter.html", context, status=status)


@posted()
@signed_in
def print_list(request: HttpRequest) -> HttpResponse:
    """The sheet of one portion of a list."""
    spend_at(request, "print_coupons")
    form = typed(request)
    portion = number_in(form.value("portion"))

    def coupons() -> Found:
        return issue_coupons(person_of(request), form.value("list"), portion).coupons

    return sheet_of(request, "list", coupons, per_page_in(form))


@posted()
@signed_in
def print_request(request: HttpRequest) -> HttpResponse:
    """The coupon of what one household asked by itself."""
    spend_at(request, "print_coupon")
    reference = typed(request).value("request")
    return sheet_of(request, "request", lambda: [issue_for_request(person_of(request), reference)])


@posted()
@signed_in
def replace(request: HttpRequest) -> HttpResponse:
    """A new coupon in place of a lost one."""
    spend_at(request, "print_coupon")
    serial = typed(request).value("serial")
    return sheet_of(request, "serial", lambda: [reissue(person_of(request), serial)])


def sheet_of(
    request: HttpRequest, field: str, coupons: Callable[[], Found], per_page: int = 4
) -> HttpResponse:
    """The coupons as PDF, or the forms again with what was wrong with ``field``."""
    refuse_others(request)
    form = typed(request)
    if not form.value(field).strip():
        return counter_page(request, form.with_problems({field: problem("required")}))
    page = address(request, reverse("frontend:coupons"))
    try:
        pdf = drawn(coupons(), Printing(page, page, per_page))
    except NoSuchPortion as error:
        wrong = {"portion": Problem(error.code, error.message)}
        return counter_page(request, form.with_problems(wrong))
    except (NotFound, WrongState, CouponRevoked, CouponUsed) as error:
        wrong = {field: Problem(error.code, why(error, field, form.value(field)))}
        return counter_page(request, form.with_problems(wrong))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="kupon.pdf"'
    return response


def drawn(coupons: Found, printing: Printing) -> bytes:
    if not coupons:
        raise NoSuchPortion()
    return coupon_sheets.drawn(coupons[0].request, coupons, printing)


def why(error: AidError, field: str, number: str) -> str | Promise:
    """What to say of ``number`` at ``field``."""
    if isinstance(error, NotFound):
        return UNKNOWN[field]
    # Only who may print it at another status is told that it is the status.
    if isinstance(error, WrongState) and waits_for_check(field, tidy_reference(number)):
        return UNCHECKED[field]
    return error.message


def waits_for_check(field: str, reference: str) -> bool:
    if field == "request":
        unchecked = Request.private.filter(status=RequestStatus.SUBMITTED)
        return unchecked.filter(reference=reference).exists()
    drafts = NeighbourhoodList.private.filter(status__in=(ListStatus.DRAFT, ListStatus.COMPILED))
    return field == "list" and drafts.filter(reference=reference).exists()


def per_page_in(form: Form) -> int:
    """How many coupons a page holds, as chosen on the form."""
    chosen = number_in(form.value("per_page"))
    return chosen if chosen in PER_PAGE else coupon_sheets.PER_PAGE


def number_in(text: str) -> int:
    """A small whole number; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


urlpatterns = [
    path("coupons/", counter, name="coupon_counter"),
    path("coupons/print/", print_list, name="print_coupons"),
    path("coupons/request/", print_request, name="print_request_coupon"),
    path("coupons/replace/", replace, name="replace_coupon"),
]
