"""Demo people at work: one small step every few seconds, so that open pages move.

Nothing of the accounts that visitors sign in with is touched.
"""

from collections.abc import Callable
from random import Random

from django.db.models import Q, QuerySet

from aid.actions import confirmation, deliveries, matches, verification
from aid.actions.requests import submit
from aid.demo.people import DEMO_LOGINS, HOME
from aid.demo.scenario import asked_in
from aid.errors import AidError
from aid.models import Match, Request
from aid.rules import MatchStatus, RequestStatus
from geo.codes import Level
from geo.models import Region
from people.models import Membership, User, login_fingerprint
from people.person import Person, Role
from people.queries import person_of

# Requests that wait for a coordinator elsewhere than where visitors coordinate; beyond this
# nobody asks anew, so that a demo left running doesn't grow without end.
MOST_WAITING = 60


def beat(random: Random) -> str | None:
    """Take one step of a random kind that is possible now; its name, None when none was."""
    steps: list[Callable[[Random], bool]] = [*STEPS]
    random.shuffle(steps)
    for step in steps:
        try:
            if step(random):
                return step.__name__
        except AidError:
            continue  # somebody else was quicker
    return None


def demo_matches(status: MatchStatus) -> QuerySet[Match]:
    logins = [login_fingerprint(person.login) for person in DEMO_LOGINS]
    found: QuerySet[Match] = (
        Match.private.filter(status=status, donor__is_demo=True, consignment=None)
        .exclude(donor__login_fingerprint__in=logins)
        .exclude(request__household__resident__login_fingerprint__in=logins)
        .with_facts()
    )
    return found


def pick(random: Random, rows: QuerySet[Match]) -> Match | None:
    """One of the oldest of ``rows``."""
    oldest = list(rows.order_by("made_at")[:20])
    return random.choice(oldest) if oldest else None


def ask(random: Random) -> bool:
    waiting = Request.private.filter(status=RequestStatus.SUBMITTED)
    if waiting.count() >= MOST_WAITING:
        return False
    regions = list(Region.objects.at_level(Level.KELURAHAN).exclude(households=None))
    weights = [region.households or 0 for region in regions]
    submit(Person(), asked_in(random, random.choices(regions, weights)[0]))
    return True


def verify(_: Random) -> bool:
    """A city's demo coordinator verifies the oldest request outside the visitors' kelurahan."""
    here = Q(region__code=HOME) | Q(region__code__startswith=f"{HOME}.")
    waiting = Request.private.filter(status=RequestStatus.SUBMITTED).exclude(here)
    request = waiting.order_by("submitted_at").first()
    if request is None:
        return False
    held = Membership.objects.filter(
        user__login_fingerprint=login_fingerprint(f"kota-{request.region_code[:5]}@contoh.test"),
        role=Role.COORDINATOR,
    ).select_related("user")
    membership = held.first()
    if membership is None:
        return False
    verification.verify(person_of(membership.user), request.reference)
    return True


def donor_of(match: Match) -> Person:
    return person_of(User.objects.get(pk=match.donor_id))


def accept(random: Random) -> bool:
    match = pick(random, demo_matches(MatchStatus.PROPOSED))
    if match is None:
        return False
    matches.accept(donor_of(match), match.reference)
    return True


def start(random: Random) -> bool:
    match = pick(random, demo_matches(MatchStatus.ACCEPTED))
    if match is None:
        return False
    deliveries.start(donor_of(match), match.reference)
    return True


def deliver(random: Random) -> bool:
    match = pick(random, demo_matches(MatchStatus.ON_THE_WAY))
    if match is None:
        return False
    deliveries.deliver(donor_of(match), match.reference)
    return True


def confirm(random: Random) -> bool:
    match = pick(random, demo_matches(MatchStatus.DELIVERED))
    if match is None or match.request.household_id is None:
        return False
    confirmation.confirm(Person(opened=frozenset([match.request_id])), match.reference)
    return True


STEPS = (ask, verify, accept, start, deliver, confirm)
