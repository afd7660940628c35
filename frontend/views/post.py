"""Handing out at the post by coupon, on one phone, also without network for a day.

The page loads a pack (aid.actions.packs) while there is network, keeps what was handed out on the
phone, and sends it in batches. docs/explanation/coupons.md says what a pack gives away.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from aid import coupon_errors, errors, rules
from aid.actions import packs, redemption
from aid.actions.access import refusal, refuse_printers
from aid.actions.reconciliation import MOST_ENTRIES, PhoneEntry, reconcile
from aid.errors import NotFound
from aid.models import Consignment, HandoutConflict
from aid.relations import consignment_relations
from aid.rules import ConsignmentStatus, Verdict, Who
from frontend.acts import posted
from frontend.attempts import spend_on_coupon
from frontend.errors import attempt, signed_in
from frontend.forms import typed
from frontend.person import person_of
from people.limits import spend_at

CONFLICTS_SHOWN = 500
# How far a phone's clock may be off and still be believed.
MOST_OFF = timedelta(days=60)
# Why an entry of a phone could not be counted.
CONFLICTS = {
    error.code: error.text
    for error in (
        coupon_errors.UnknownCoupon,
        coupon_errors.CouponRevoked,
        coupon_errors.CouponUsed,
        coupon_errors.NotInConsignment,
        coupon_errors.NoGoodsHere,
        coupon_errors.WrongDigits,
        coupon_errors.TooManyWrongDigits,
        errors.WrongState,
        errors.NotAllowed,
    )
}


@require_GET
def worker(_: HttpRequest) -> HttpResponse:
    """The service worker, from here because it serves the pages below its own address alone."""
    found = finders.find("gandeng/worker.js")
    if found is None:
        raise Http404
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript")


@require_GET
@signed_in
def post(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that hands out, for whoever may there, also before the goods come and after.

    It names nobody, since the phone keeps a copy. Whoever printed the coupons is told so here."""
    consignment = consignment_of(request, reference)
    refuse_printers(person_of(request), consignment)
    context = {"consignment": consignment, "conflicts": CONFLICTS, "most": MOST_ENTRIES}
    response = render(request, "frontend/post/post.html", context)
    response.uses_camera = True  # type: ignore[attr-defined]
    return response


def consignment_of(request: HttpRequest, reference: str) -> Consignment:
    """For those who hand it out, whether they can now or not."""
    person = person_of(request)
    found = Consignment.private.visible_to(person).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    status = ConsignmentStatus(found.status)
    relations = consignment_relations(person, found)
    verdict = rules.verdict("consignment", "hand_out", status, relations)
    if verdict is Verdict.NOT_ALLOWED:
        raise refusal("consignment", status, relations)
    return found


@require_GET
@signed_in
def pack(request: HttpRequest, reference: str) -> HttpResponse:
    """The pack as JSON, the fields as in ``aid.actions.packs.Pack``."""
    consignment_of(request, reference)
    spend_at(request, "load_pack")
    made = packs.pack(person_of(request), reference)
    facts = {
        "reference": made.reference,
        "made_at": made.made_at,
        "ends_at": made.ends_at,
        "iterations": made.iterations,
        "coupons": [vars(each) for each in made.coupons],
    }
    return JsonResponse(facts, encoder=DjangoJSONEncoder)


@require_POST
@signed_in
def entries(request: HttpRequest, reference: str) -> HttpResponse:
    """Counts a batch: {"entries": [{"entry", "serial", "code", "phone_time"}]}; the answer tells
    of each what became of it."""
    consignment_of(request, reference)
    spend_at(request, "reconcile")
    try:
        batch = [entry_of(each) for each in json.loads(request.body)["entries"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse({"code": "invalid"}, status=400)
    if len(batch) > MOST_ENTRIES:
        return JsonResponse({"code": coupon_errors.TooManyEntries.code}, status=400)
    answers = reconcile(person_of(request), reference, batch)
    return JsonResponse({"answers": [vars(each) for each in answers]})


def entry_of(facts: dict[str, object]) -> PhoneEntry:
    """Raises ValueError, TypeError or KeyError for what is no entry."""
    return PhoneEntry(
        entry=UUID(str(facts["entry"])),
        serial=ascii_of(facts["serial"]),
        code=ascii_of(facts["code"]),
        phone_time=moment_of(facts.get("phone_time")),
    )


def ascii_of(text: object) -> str:
    return str(text).encode("ascii", "ignore").decode().replace("\x00", "")


def moment_of(text: object) -> datetime | None:
    """What a phone's clock said; nothing for one that is weeks off."""
    found = parse_datetime(str(text or ""))
    if found is None or found.tzinfo is None or not 2000 < found.year < 9000:
        return None
    return found if abs(found - timezone.now()) < MOST_OFF else None


@posted()
@signed_in
def redeem(request: HttpRequest, reference: str) -> HttpResponse:
    """One coupon, typed where there is network and no script."""
    consignment_of(request, reference)
    form = typed(request)
    spend_on_coupon(request, "redeem_coupon", form.value("serial"))
    try:
        attempt(
            request,
            lambda: redemption.redeem(
                person_of(request), reference, form.value("serial"), form.value("code")
            ),
            _("Received. This coupon is used now."),
        )
    except coupon_errors.UnknownCoupon as error:
        messages.error(request, str(error.message))
    return redirect("frontend:post", reference=reference)


@require_GET
@signed_in
def conflicts(request: HttpRequest, reference: str) -> HttpResponse:
    """What phones handed out and could not be counted, for coordinators to look at."""
    consignment = consignment_of(request, reference)
    if Who.COORDINATOR not in consignment_relations(person_of(request), consignment):
        raise errors.NotAllowed()
    rows = HandoutConflict.private.filter(consignment=consignment)
    found = rows.select_related("coupon__line", "sent_by").order_by("-sent_at", "-pk")
    shown = [(each, CONFLICTS.get(each.code, each.code)) for each in found[:CONFLICTS_SHOWN]]
    context = {"consignment": consignment, "conflicts": shown, "count": found.count()}
    return render(request, "frontend/post/conflicts.html", context)


urlpatterns: list[URLPattern] = [
    path("post/worker.js", worker, name="post_worker"),
    path("post/<str:reference>/", csp_update({"worker-src": [SELF]})(post), name="post"),
    path("post/<str:reference>/pack/", pack, name="post_pack"),
    path("post/<str:reference>/entries/", entries, name="post_entries"),
    path("post/<str:reference>/redeem/", redeem, name="post_redeem"),
    path("post/<str:reference>/conflicts/", conflicts, name="post_conflicts"),
]
