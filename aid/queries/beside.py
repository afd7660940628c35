"""What stands beside requests and matches and decides what can be done on them now, read for many
at once: a few statements, and none for what the reader has no verb for."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from aid import rules
from aid.lasting import longer_until
from aid.models import Complaint, Event, Handout, Match, Photo, Request, Vouch
from aid.opened import opened
from aid.possible import BesideMatch, BesideRequest
from aid.queries.request_doubles import doubles_among
from aid.queries.waiting import vouches_missing
from aid.relations import match_relations, request_relations
from aid.rules import ComplaintStatus, HandoutStatus, MatchStatus, RequestStatus, Who
from people.consent import agreeing
from people.models import Staff
from people.person import Person

# Matches by which somebody gives, or may say so at any moment.
GIVING = (MatchStatus.PROPOSED, *rules.UNDER_WAY, MatchStatus.CONFIRMED)
# What has to be settled before anything is erased. A promise that has not set out ends with the
# request.
UNSETTLED = (MatchStatus.ON_THE_WAY, MatchStatus.DISPUTED)
UNSETTLED_AT_POST = (HandoutStatus.DUE, HandoutStatus.DISPUTED)
DAY = timedelta(days=1)


def beside_requests(
    person: Person, requests: Collection[Request], now: datetime
) -> dict[int, BesideRequest]:
    """By request, what decides beside it."""
    verbs = {
        each.pk: rules.allowed(
            "request", RequestStatus(each.status), request_relations(person, each)
        )
        for each in requests
    }

    def where(*wanted: str) -> list[Request]:
        return [each for each in requests if not set(wanted).isdisjoint(verbs[each.pk])]

    missing = vouches_missing(where("verify"), person)
    vouched = vouched_by(person, where("vouch"))
    gives = given_to_by(person, where("issue_link", "issue_coupon"))
    alike = doubles_among(person, where("keep_both"), now)
    moving = on_the_way(where("withdraw"))
    unsettled = under_way(where("erase"))
    agreed = agreeing(household_details(where("take_back_messages")), "messages")
    return {
        each.pk: BesideRequest(
            missing=missing.get(each.pk, 0),
            vouched=each.pk in vouched,
            gives=each.pk in gives,
            alike=each.pk in alike,
            on_the_way=each.pk in moving,
            under_way=each.pk in unsettled,
            longer=longer_until(each, now) is not None,
            messages=each.household is not None and each.household.details_id in agreed,
        )
        for each in requests
    }


def household_details(requests: Iterable[Request]) -> list[UUID]:
    return [each.household.details_id for each in requests if each.household is not None]


def vouched_by(person: Person, requests: Sequence[Request]) -> set[int]:
    """The requests for which ``person`` vouched already."""
    if not requests:
        return set()
    made = Vouch.private.filter(request__in=requests, user_id=person.user_id or 0)
    return set(made.values_list("request_id", flat=True))


def given_to_by(person: Person, requests: Sequence[Request]) -> set[int]:
    """The requests for which ``person`` gives."""
    if not requests or not person.accounts:
        return set()
    giving = Match.private.filter(request__in=requests, status__in=GIVING)
    mine = giving.filter(donor_id__in=person.accounts)
    return set(mine.values_list("request_id", flat=True))


def on_the_way(requests: Sequence[Request]) -> set[int]:
    """The requests to which a donor is on the road."""
    if not requests:
        return set()
    moving = Match.private.filter(request__in=requests, status=MatchStatus.ON_THE_WAY)
    return set(moving.values_list("request_id", flat=True))


def under_way(requests: Sequence[Request]) -> set[int]:
    """The requests about which something is not over: on the road, in dispute, waiting at a post,
    or a complaint that the household made and nobody answered."""
    if not requests:
        return set()
    matches = Match.private.filter(request__in=requests, status__in=UNSETTLED)
    waiting = Handout.private.filter(
        request__in=requests, household=F("request__household"), status__in=UNSETTLED_AT_POST
    )
    own = Q(made_by=None) | Q(made_by=F("match__request__household__resident"))
    asked = Complaint.private.filter(own, match__request__in=requests, status=ComplaintStatus.OPEN)
    return {
        *matches.values_list("request_id", flat=True),
        *waiting.values_list("request_id", flat=True),
        *asked.values_list("match__request_id", flat=True),
    }


def beside_matches(
    person: Person, matches: Collection[Match], now: datetime
) -> dict[int, BesideMatch]:
    """By match, what decides beside it."""
    verbs = {
        each.pk: rules.allowed("match", MatchStatus(each.status), match_relations(person, each))
        for each in matches
    }

    def where(*wanted: str) -> list[Match]:
        return [each for each in matches if not set(wanted).isdisjoint(verbs[each.pk])]

    photos = photos_of(where("add_photo", "remove_photo"))
    full = complained_enough(person, where("complain"), now)
    printed = printed_for(person, where("accept"))
    return {
        each.pk: BesideMatch(
            photos=len(photos.get(each.pk, ())),
            removable=any(
                may_remove(person, each, added_by) for added_by in photos.get(each.pk, ())
            ),
            complained=each.pk in full,
            printed=each.pk in printed,
        )
        for each in matches
    }


def photos_of(matches: Sequence[Match]) -> dict[int, list[int | None]]:
    """By match, who added each of its photos."""
    found: dict[int, list[int | None]] = {}
    if matches:
        with opened(each.pk for each in matches):
            rows = Photo.private.filter(match__in=matches).values_list("match_id", "added_by_id")
            for match_id, added_by in rows:
                found.setdefault(match_id, []).append(added_by)
    return found


def may_remove(person: Person, match: Match, added_by: int | None) -> bool:
    """Whether ``person``, who may remove photos of ``match``, may remove one that ``added_by``
    added: the household any of them, others their own."""
    relations = match_relations(person, match)
    household = Who.RESIDENT in relations and Who.DONOR not in relations
    return household or (person.user_id is not None and added_by == person.user_id)


def complained_enough(
    person: Person, matches: Sequence[Match], now: datetime
) -> dict[int, datetime]:
    """The matches about which ``person`` complained as often as they may in a day, with when they
    may again. What is told of a hand-out is counted there."""
    if not matches:
        return {}
    made: dict[int, list[datetime]] = {}
    lately = complaints_of(person, now).filter(match__in=matches, handout=None)
    for match_id, at in lately.values_list("match_id", "made_at"):
        made.setdefault(match_id, []).append(at)
    again = {pk: again_at(times) for pk, times in made.items()}
    return {pk: at for pk, at in again.items() if at is not None}


def complained_of_handout(person: Person, handout: Handout, now: datetime) -> datetime | None:
    """The same of one hand-out; None where they may."""
    lately = complaints_of(person, now).filter(handout=handout)
    return again_at(list(lately.values_list("made_at", flat=True)))


def complaints_of(person: Person, now: datetime) -> QuerySet[Complaint]:
    """What ``person`` complained about within a day, oldest first."""
    rows = Complaint.private.filter(made_by_id=person.user_id, made_at__gt=now - DAY)
    return rows.order_by("made_at")


def again_at(made: Sequence[datetime]) -> datetime | None:
    """When somebody may complain again who did so then, within a day; None where they may now."""
    most = rules.MOST_COMPLAINTS_A_DAY
    return made[-most] + DAY if len(made) >= most else None


def printed_for(person: Person, matches: Sequence[Match]) -> set[int]:
    """The matches for which whoever says yes as the donor, or anybody else of the organisation
    that gives, printed coupons or made the household's link."""
    if not matches:
        return set()
    donors = {each.donor_id for each in matches}
    staff: dict[int, set[int]] = {}
    for user_id, donor_id in Staff.objects.filter(organisation_id__in=donors).values_list(
        "user_id", "organisation_id"
    ):
        staff.setdefault(donor_id, set()).add(user_id)
    printings = Event.log.printings_of({each.request_id for each in matches})
    printed = set(printings.values_list("request_id", "actor_id"))
    return {
        each.pk
        for each in matches
        if any(
            (each.request_id, giver) in printed
            for giver in {person.user_id, each.donor_id, *staff.get(each.donor_id, ())}
        )
    }
