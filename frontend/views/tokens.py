"""Tokens by which programs act for an organisation: a page for those who work for it."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aid.actions import tokens
from aid.actions.tokens import MOST_NAME, Wanted
from aid.errors import NotFound
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from people import factors
from people.accounts import organisations_of
from people.limits import spend_at
from people.models import User
from people.private import with_names
from people.scopes import SCOPES, USUAL_TOKEN_DAYS
from people.tokens import Made, tokens_of

DAYS = (30, USUAL_TOKEN_DAYS, 180, 365)
FIRST_VALUES = {"days": str(USUAL_TOKEN_DAYS)}
PAGE = "frontend:tokens"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """The tokens of one's organisations; making one shows its secret, this once. To whoever works
    for none the page says who has tokens."""
    if not person_of(request).organisations:
        return render(request, "frontend/token/nobody.html", status=403)
    if request.method != "POST":
        return tokens_page(request, Form(FIRST_VALUES))
    if not proven(request):
        return to_confirm(request)
    form = typed(request)
    spend_at(request, "manage_tokens")
    wanted = Wanted(
        organisation=organisation_in(request, form),
        name=form.value("name"),
        scopes=request.POST.getlist("scopes"),
        days=form.value("days"),
    )
    outcome = attempt(request, lambda: tokens.make(person_of(request), wanted, proven=True))
    if outcome.value is None:
        return tokens_page(request, form.with_problems(outcome.problems))
    return tokens_page(request, Form(FIRST_VALUES), outcome.value)


def tokens_page(request: HttpRequest, form: Form, made: Made | None = None) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = with_names(tokens_of(person.organisations), lambda each: each.made_by)
    rows = [
        (organisation, [each for each in found if each.organisation_id == organisation.pk])
        for organisation in organisations_of(person)
    ]
    context = {
        "form": form,
        "rows": rows,
        "now": now,
        "made": made,
        "example": f"{request.scheme}://{request.get_host()}/api/v1/me/",
        "scopes": SCOPES.items(),
        "ticked": request.POST.getlist("scopes") if form.problems else ["read"],
        "days": DAYS,
        "most_name": MOST_NAME,
        "proven": proven(request),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/token/tokens.html", context, status=status)


@posted(PAGE)
@signed_in
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    if not person_of(request).organisations:
        raise NotFound()
    if not proven(request):
        return to_confirm(request)
    spend_at(request, "manage_tokens")
    attempt(
        request,
        lambda: tokens.revoke(person_of(request), pk, proven=True),
        _("The token is revoked. It works no more."),
    )
    return redirect(PAGE)


def organisation_in(request: HttpRequest, form: Form) -> int | None:
    """The organisation that was chosen; the only one needs no choice."""
    organisations = person_of(request).organisations
    if len(organisations) == 1:
        return min(organisations)
    return next((pk for pk in organisations if str(pk) == form.value("organisation")), None)


def proven(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and factors.is_proven(user, request.session)


def to_confirm(request: HttpRequest) -> HttpResponse:
    """Where one shows a second factor, or sets one up; then back to the page."""
    user = request.user
    waits = isinstance(user, User) and factors.waits_for_factor(user, request.session)
    return redirect_to_login(reverse(PAGE), reverse("mfa_reauthenticate" if waits else "mfa_index"))


urlpatterns = [
    path("security/tokens/", overview, name="tokens"),
    path("security/tokens/<int:pk>/revoke/", revoke, name="revoke_token"),
]
