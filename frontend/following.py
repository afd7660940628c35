"""What a household sees of its request: how far it is, who brings what, and what it may do now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.actions import disclosure, places, posts
from aid.errors import AidError
from aid.lasting import longer_until
from aid.models import Event, Match, Request
from aid.queries.beside import complained_enough
from aid.relations import request_relations
from aid.rules import MatchStatus, RequestStatus, Who
from aid.standing import contact_open, household_verbs, match_verbs
from frontend.between import Counts, counts
from people.models import User
from people.person import Person
from people.private import name_all, name_of, with_names

# A mere proposal is no promise, and what was never promised is nobody's news.
SHOWN = [
    MatchStatus.ACCEPTED,
    MatchStatus.ON_THE_WAY,
    MatchStatus.DELIVERED,
    MatchStatus.CONFIRMED,
    MatchStatus.DISPUTED,
    MatchStatus.CANCELLED,
    MatchStatus.LOST,
]
OVER = frozenset({MatchStatus.CANCELLED, MatchStatus.LOST})
STEPS: tuple[str | Promise, ...] = (
    _("Sent"),
    _("Checked"),
    _("A donor is found"),
    _("On the way"),
    _("Received"),
)
# The sentence above the timeline, by how many steps are done.
PHASES: tuple[str | Promise, ...] = (
    "",
    _("Somebody from your kelurahan will check it."),
    _("Checked; aid is not certain yet. We are looking for a donor."),
    _("A donor has promised to bring something."),
    _("Aid is on its way to you."),
    _("Everything has arrived. Thank you for telling us."),
)
# What the last step but one says once nobody is on the road any more, by the first of these
# statuses that a match has.
ARRIVING: dict[MatchStatus, str | Promise] = {
    MatchStatus.ON_THE_WAY: PHASES[4],
    MatchStatus.DELIVERED: _("It was handed over, says whoever brought it. Have you received it?"),
    MatchStatus.DISPUTED: _("You said that it did not arrive. Somebody looks into it."),
    MatchStatus.ACCEPTED: PHASES[3],
    MatchStatus.CONFIRMED: _("A part has arrived. We are looking for a donor for the rest."),
}
BY_LIST = _("Your household is on the list of your RW: aid comes with the list.")
ENDINGS: dict[str, str | Promise] = {
    RequestStatus.REFUSED: _("The request was not accepted."),
    RequestStatus.WITHDRAWN: _("The request was taken back."),
    RequestStatus.EXPIRED: _("The time of this request has run out. You may ask again."),
    RequestStatus.ENOUGH: _("You said that what came is enough. Thank you."),
}


@dataclass(frozen=True)
class Step:
    """``state`` is "done", "now" or "later"."""

    name: str | Promise
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Arrival:
    """One match as the household or its helper (no ``code``, few buttons) sees it.

    ``place`` is where they agreed to meet, empty for the usual place. ``again_at``: when they may
    complain again who did so as often as they may in a day.
    """

    match: Match
    verbs: frozenset[str]
    code: str
    place: str
    collector: str
    custodian: str
    counts: Counts | None
    complained_at: datetime | None
    again_at: datetime | None

    @property
    def over(self) -> bool:
        return self.match.status in OVER

    @property
    def address_open(self) -> bool:
        return contact_open(self.match, timezone.now())


@dataclass(frozen=True)
class Look:
    """Somebody saw the household's address: a donor, or an office, by the name of who did.

    ``link`` tells that the office made a new link to the household's page instead.
    """

    at: datetime
    donor: str
    office: str
    link: bool


def relations_to(person: Person, request: Request) -> frozenset[Who]:
    return request_relations(person, request)


def verbs_on(person: Person, request: Request, matches: Iterable[Match]) -> frozenset[str]:
    longer = longer_until(request, timezone.now()) is not None
    return frozenset(
        household_verbs(person, request, on_the_way=on_the_way(matches), longer=longer)
    )


def on_the_way(matches: Iterable[Match]) -> bool:
    """Whether a donor is on the road."""
    return any(match.status == MatchStatus.ON_THE_WAY for match in matches)


def matches_of(request: Request) -> list[Match]:
    shown = Match.private.of_requests([request.pk]).filter(status__in=SHOWN)
    return with_names(shown, lambda match: match.donor)


def arrivals(person: Person, matches: Iterable[Match], events: Sequence[Event]) -> list[Arrival]:
    """The matches that a household knows of, those that ended without arriving last."""
    listed = list(matches)
    waiting = counts(person, listed)
    again = complained_enough(person, listed, timezone.now())
    found = [
        arrival(
            person,
            match,
            waiting.get(match.pk),
            complained_at(match, events),
            again.get(match.pk),
        )
        for match in listed
    ]
    return sorted(found, key=lambda each: each.over)


def complained_at(match: Match, events: Sequence[Event]) -> datetime | None:
    """When the household's side last complained about ``match``; not what its donor said."""
    side = (None, match.request.resident_id, match.request.filed_by_id)
    own = [
        event.at
        for event in events
        if event.match_id == match.pk and event.kind == "complain" and event.actor_id in side
    ]
    return own[-1] if own else None


def arrival(
    person: Person,
    match: Match,
    waiting: Counts | None,
    complained_at: datetime | None,
    again_at: datetime | None,
) -> Arrival:
    verbs = frozenset(match_verbs(person, match, timezone.now()))
    code = secret(disclosure.receipt_code_of, person, match) if "see_code" in verbs else ""
    named = "see_place" in verbs and match.handover_place is not None
    place = secret(places.place_of, person, match) if named else ""
    fetched = match.offer.handover == "pickup" and "see_collector" in verbs
    collector = secret(posts.collector_of, person, match) if fetched else ""
    kept = match.offer.post_id is not None and "see_place" in verbs
    custodian = secret(posts.custodian_of, person, match) if kept else ""
    return Arrival(
        match, verbs, code, place, collector, custodian, waiting, complained_at, again_at
    )


def secret(tell: Callable[[Person, str], str], person: Person, match: Match) -> str:
    """What ``tell`` says of ``match``; nothing when it moved on since it was read."""
    try:
        return tell(person, match.reference)
    except AidError:
        return ""


def steps(request: Request, matches: Sequence[Match]) -> list[Step]:
    """The five steps of a request, with when each was first reached."""
    live = [match for match in matches if match.status not in OVER]
    everything = bool(request.confirmed) and request.confirmed >= request.needed - request.listed
    reached: list[datetime | None] = [
        request.submitted_at,
        request.verified_at,
        first(match.accepted_at or match.made_at for match in live),
        first(match.started_at or match.delivered_at for match in live),
        first(match.confirmed_at for match in live) if everything else None,
    ]
    count = done_steps(reached)
    ended = request.status in ENDINGS
    return [
        Step(name, state(index, count, ended=ended), reached[index] if index < count else None)
        for index, name in enumerate(STEPS)
    ]


def first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def done_steps(reached: Sequence[datetime | None]) -> int:
    """How many steps are done: up to the last one reached."""
    return max(index + 1 for index, at in enumerate(reached) if at is not None)


def state(index: int, done: int, *, ended: bool) -> str:
    if index < done:
        return "done"
    return "now" if index == done and not ended else "later"


def phase(request: Request, timeline: Sequence[Step], matches: Iterable[Match]) -> str | Promise:
    """One sentence on where the request stands."""
    if request.status in ENDINGS:
        return ENDINGS[request.status]
    if request.status == RequestStatus.LISTED:
        return BY_LIST
    done = sum(step.state == "done" for step in timeline)
    if done == len(STEPS) - 1:
        found = {match.status for match in matches}
        return next((text for status, text in ARRIVING.items() if status in found), PHASES[done])
    return PHASES[done]


def phases(requests: Sequence[Request]) -> list[tuple[Request, str | Promise]]:
    """Each request with where it stands, as its own page says it. One statement."""
    matches: dict[int, list[Match]] = {request.pk: [] for request in requests}
    for match in Match.private.of_requests(list(matches)).filter(status__in=SHOWN):
        matches[match.request_id].append(match)
    return [
        (request, phase(request, steps(request, matches[request.pk]), matches[request.pk]))
        for request in requests
    ]


def looks(request: Request, events: Sequence[Event], matches: Sequence[Match]) -> list[Look]:
    """Who saw the address, or made a link to the page, and when; newest first. The household's
    own looks are left out: without an account only its link opens the address. Looks of one
    person within a minute are one line; the history keeps each."""
    donors = {match.pk: name_of(match.donor) for match in matches}
    own = (None, request.resident_id)
    looking = [
        event
        for event in events
        if event.kind in ("see_contact", "issue_link") and event.actor_id not in own
    ]
    offices = User.objects.in_bulk({event.actor_id for event in looking if not event.match_id})
    name_all(offices.values())
    seen: dict[tuple[object, ...], Look] = {}
    for event in looking:
        donor = donors.get(event.match_id, "") if event.match_id else ""
        office = offices.get(event.actor_id or 0)
        name = name_of(office) if office is not None and not donor else ""
        minute = event.at.replace(second=0, microsecond=0)
        look = Look(event.at, donor, name, event.kind == "issue_link")
        seen[event.actor_id, event.match_id, event.kind, minute] = look
    return list(seen.values())[::-1]


def history(request: Request) -> list[Event]:
    return list(Event.log.of_request(request.pk))
