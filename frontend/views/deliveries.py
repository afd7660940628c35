"""A donor's deliveries: proposals to answer, promises to keep, and what arrived."""

from dataclasses import dataclass

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aid import rules
from aid.actions import (
    complaints,
    confirmation,
    deliveries,
    disclosure,
    matches,
    places,
    posts,
    running_late,
)
from aid.errors import NotFound
from aid.models import Match, Offer
from aid.queries.areas import Areas, areas_for
from aid.queries.beside import complained_enough
from aid.queries.matches import LIVE
from aid.rules import MatchStatus, OfferStatus
from aid.standing import match_verbs
from frontend import boards, words
from frontend.acts import Act, perform, posted
from frontend.between import counts
from frontend.errors import attempt, signed_in
from frontend.following import secret
from frontend.forms import Form, typed
from frontend.giving import earlier_offers, givers
from frontend.person import person_of
from geo.models import Region
from matching.explanation import reason_text
from people.person import Person

PAST_SHOWN = 30
GROUPS: tuple[tuple[str, tuple[MatchStatus, ...]], ...] = (
    ("proposed", (MatchStatus.PROPOSED,)),
    ("promised", (MatchStatus.ACCEPTED,)),
    ("on_the_way", (MatchStatus.ON_THE_WAY,)),
    ("delivered", (MatchStatus.DELIVERED, MatchStatus.DISPUTED)),
)
WAY: dict[MatchStatus, str | Promise] = {
    MatchStatus.ACCEPTED: pgettext_lazy("step of a delivery", "Promised"),
    MatchStatus.ON_THE_WAY: pgettext_lazy("step of a delivery", "On the way"),
    MatchStatus.DELIVERED: pgettext_lazy("step of a delivery", "Handed over"),
    MatchStatus.CONFIRMED: pgettext_lazy("step of a delivery", "Received"),
}


@dataclass(frozen=True)
class DeliveryCard:
    """One of the person's matches, where it goes as far as they may know, the verbs that they
    may do on it now, and why it was proposed, in words. ``giver`` is whose it is, for somebody who
    gives for an organisation too."""

    match: Match
    area: Region
    verbs: tuple[str, ...]
    reason: str
    giver: str = ""

    @property
    def to_plan(self) -> bool:
        """Whether its donor says yes by planning a consignment."""
        return self.match.status == MatchStatus.PROPOSED and self.match.serves_list

    @property
    def way(self) -> list[tuple[str | Promise, str]]:
        """The steps of a delivery with "past", "now" or "" each; none before it is promised and
        after it has ended elsewhere."""
        if self.match.status not in WAY:
            return []
        reached = list(WAY).index(MatchStatus(self.match.status))
        return [
            (label, "past" if step < reached else "now" if step == reached else "")
            for step, label in enumerate(WAY.values())
        ]

    @property
    def attempts_left(self) -> int:
        return max(0, rules.MOST_CODE_ATTEMPTS - self.match.wrong_codes)


@require_GET
@signed_in
def deliveries_list(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    mine = boards.with_places(Match.private.of_donor(person))
    areas, names = areas_for(person), givers(person)
    cards = [card(person, areas, match, names) for match in mine.live()]
    ended = mine.exclude(status__in=LIVE)[:PAST_SHOWN]
    past = [card(person, areas, match, names) for match in ended]
    context = {
        "groups": {
            name: [each for each in cards if each.match.status in statuses]
            for name, statuses in GROUPS
        },
        "confirmed": [each for each in past if each.match.status == MatchStatus.CONFIRMED],
        "ended": [each for each in past if each.match.status != MatchStatus.CONFIRMED],
        "offers": Offer.private.own(person)
        .filter(status=OfferStatus.OPEN, for_request=None, until__gt=timezone.now())
        .select_related("region__parent__parent"),
        "earlier": earlier_offers(person),
        "giving_as": person.donor_id,
        "nothing": not cards and not past,
    }
    return render(request, "frontend/deliveries/list.html", context)


@require_GET
@signed_in
def delivery(request: HttpRequest, reference: str) -> HttpResponse:
    return delivery_page(request, reference, Form())


def delivery_page(
    request: HttpRequest, reference: str, form: Form, **context: object
) -> HttpResponse:
    """One delivery; ``form`` holds what was typed and refused."""
    person = person_of(request)
    found = boards.with_places(Match.private.of_donor(person)).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    shown = card(person, areas_for(person), found, givers(person))
    named = "see_place" in shown.verbs and found.handover_place is not None
    fetched = "see_collector" in shown.verbs and found.offer.handover == "pickup"
    kept = "see_place" in shown.verbs and found.offer.post_id is not None
    facts = {
        "card": shown,
        "giving_as": person.donor_id,
        "collector": secret(posts.collector_of, person, found) if fetched else "",
        "custodian": secret(posts.custodian_of, person, found) if kept else "",
        "place": secret(places.place_of, person, found) if named else "",
        "counts": counts(person, [found]).get(found.pk),
        "form": form,
        "complaints": words.COMPLAINTS.items(),
        "declined": words.DECLINED.items(),
        "again_at": complained_enough(person, [found], timezone.now()).get(found.pk),
        "delays": words.delays(found.request.until),
        **context,
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/deliveries/delivery.html", facts, status=status)


def card(person: Person, areas: Areas, match: Match, names: dict[int, str]) -> DeliveryCard:
    return DeliveryCard(
        match,
        areas.of_match(match),
        match_verbs(person, match, timezone.now()),
        reason_text(match.reason, get_language() or "id"),
        names.get(match.donor_id, ""),
    )


ACTS: dict[str, Act] = {
    "accept": Act(
        matches.accept,
        _("Thank you. Set out when you can; the household sees that somebody comes."),
    ),
    "decline": Act(
        matches.decline, _("Declined. Your offer stays open for others."), fields=("why",)
    ),
    "start": Act(deliveries.start, _("Safe travels. The household sees that you are coming.")),
    "running_late": Act(
        running_late.match_is_late,
        _("Thank you for saying so. The household sees about when you come."),
        fields=("about",),
    ),
    "deliver": Act(
        deliveries.deliver,
        _("Noted as handed over. It counts as received once the household says so."),
        fields=("quantity",),
    ),
    "enter_code": Act(
        confirmation.enter_code,
        _("Confirmed by the household. Thank you."),
        fields=("code",),
    ),
    "cancel": Act(deliveries.cancel, _("Your promise is taken back. We look for somebody else.")),
    "lose": Act(deliveries.lose, _("Noted as lost. We look for somebody else.")),
    "complain": Act(
        complaints.complain,
        _("Thank you for telling us. A coordinator who has no part in it will look into it."),
        fields=("kind", "text"),
    ),
}


@posted()
@signed_in
def act_on_delivery(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    form = typed(request)
    outcome = perform(request, ACTS, verb, reference, form)
    if outcome.problems:
        return delivery_page(request, reference, form.with_problems(outcome.problems))
    return redirect("frontend:delivery", reference)


@posted()
@signed_in
def show_address(request: HttpRequest, reference: str) -> HttpResponse:
    """The address, in the answer itself and nowhere else: each look is recorded."""
    outcome = attempt(request, lambda: disclosure.contact_for_donor(person_of(request), reference))
    if outcome.value is None:
        return redirect("frontend:delivery", reference)
    return delivery_page(request, reference, Form(), contact=outcome.value)


urlpatterns = [
    path("deliveries/", csp_update({"worker-src": [SELF]})(deliveries_list), name="deliveries"),
    path("deliveries/<str:reference>/", delivery, name="delivery"),
    path("deliveries/<str:reference>/address/", show_address, name="delivery_address"),
    path("deliveries/<str:reference>/<str:verb>/", act_on_delivery, name="act_on_delivery"),
]
