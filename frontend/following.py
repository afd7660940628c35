"""What a household sees of its request: how far it is, who brings what, and what it may do now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid import rules
from aid.actions import disclosure
from aid.models import Event, Match, Request
from aid.rules import MatchStatus, RequestStatus, Who
from people.person import Person
from people.private import name_of, with_names

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
    """One match as the household (``code`` and buttons) or its helper (status only) sees it."""

    match: Match
    verbs: frozenset[str]
    code: str
    complained_at: datetime | None

    @property
    def over(self) -> bool:
        return self.match.status in OVER

    @property
    def address_open(self) -> bool:
        return self.match.contact_agreed_at is not None


@dataclass(frozen=True)
class Look:
    """Somebody saw the household's address: a donor by name, or an office.

    ``link`` tells that the office made a new link to the household's page instead.
    """

    at: datetime
    donor: str
    link: bool


def relations_to(person: Person, request: Request) -> frozenset[Who]:
    return rules.request_relations(person, request)


def verbs_on(person: Person, request: Request) -> frozenset[str]:
    status = RequestStatus(request.status)
    return frozenset(rules.allowed("request", status, relations_to(person, request)))


def matches_of(request: Request) -> list[Match]:
    shown = Match.private.of_requests([request.pk]).filter(status__in=SHOWN)
    return with_names(shown, lambda match: match.donor)


def arrivals(person: Person, matches: Iterable[Match], events: Sequence[Event]) -> list[Arrival]:
    """The matches that a household knows of, those that ended without arriving last."""
    found = [arrival(person, match, complained_at(match, events)) for match in matches]
    return sorted(found, key=lambda each: each.over)


def complained_at(match: Match, events: Sequence[Event]) -> datetime | None:
    """When the household's side last complained about ``match``; not what its donor said."""
    own = [
        event.at
        for event in events
        if event.match_id == match.pk
        and event.kind == "complain"
        and event.actor_id != match.donor_id
    ]
    return own[-1] if own else None


def arrival(person: Person, match: Match, complained_at: datetime | None) -> Arrival:
    relations = rules.match_relations(person, match)
    verbs = frozenset(rules.allowed("match", MatchStatus(match.status), relations))
    if match.contact_agreed_at is not None:
        verbs -= {"agree_contact"}
    code = disclosure.receipt_code_of(person, match.reference) if "see_code" in verbs else ""
    return Arrival(match, verbs, code, complained_at)


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


def phase(request: Request, timeline: Sequence[Step]) -> str | Promise:
    """One sentence on where the request stands."""
    if request.status in ENDINGS:
        return ENDINGS[request.status]
    return PHASES[sum(step.state == "done" for step in timeline)]


def looks(request: Request, events: Sequence[Event], matches: Sequence[Match]) -> list[Look]:
    """Who saw the address, or made a link to the page, and when; newest first, the household's
    own looks left out."""
    donors = {match.pk: name_of(match.donor) for match in matches}
    own = request.resident_id
    seen = [
        Look(
            event.at,
            donors.get(event.match_id, "") if event.match_id else "",
            event.kind == "issue_link",
        )
        for event in events
        if event.kind in ("see_contact", "issue_link")
        and (event.actor_id is None or event.actor_id != own)
    ]
    return seen[::-1]


def history(request: Request) -> list[Event]:
    return list(Event.log.of_request(request.pk))
