"""Giving people roles in regions, and taking them back: recorded, and felt from the next request
on. Sockets that a role opened are closed by the database's own notification."""

from dataclasses import dataclass

from django.db import transaction

from aid import checks, offices
from aid.actions.access import refusal
from aid.errors import AidError, Invalid, NotFound, Problem, SignInNeeded
from aid.events import Entry, record
from aid.office_errors import LastCoordinator, problem
from aid.relations import region_relations
from geo.models import Region
from people.accounts import find_account
from people.models import Membership, User
from people.person import SYSTEM, Person, Role
from people.roles import grant_role, revoke_role


@dataclass(frozen=True)
class Wanted:
    """A role as somebody gives it; ``login`` is what its holder signs in with."""

    login: str = ""
    role: str = ""
    region: str = ""


@transaction.atomic
def give(person: Person, wanted: Wanted) -> Membership:
    """Let whoever signs in with ``wanted.login`` be that in the region and all below it.

    Raises SignInNeeded, NotAllowed outside the person's regions or for a role that others give,
    and Invalid: there is no such account, region or role, it is one's own, or it is held already.
    """
    role, region = role_in(wanted), known_region(wanted.region)
    require_giving(person, role, region.pk)
    lock_region(region.pk)
    user = find_account(checks.login(wanted.login))
    problems = problems_of(person, role, region.pk, user)
    if problems or user is None:
        raise Invalid(problems)
    made = grant_role(user, role, region, granted_by_id=person.user_id)
    record(person, entry("give_role", made))
    return made


def role_in(wanted: Wanted) -> Role:
    """Raises Invalid."""
    if wanted.role not in set(Role):
        raise Invalid({"role": problem("role_unknown")})
    return Role(wanted.role)


def known_region(code: str) -> Region:
    """Raises Invalid."""
    found = Region.objects.filter(pk=code.replace("\x00", "")).first()
    if found is None:
        raise Invalid({"region": problem("region_unknown")})
    return found


def lock_region(code: str) -> None:
    """Who holds its roles is decided by one after the other, so that two don't leave it at once."""
    Region.objects.select_for_update(no_key=True).get(pk=code)


def require_giving(person: Person, role: Role, region_code: str) -> None:
    if person.user_id is None:
        raise SignInNeeded()
    if not offices.gives(person, role, region_code):
        raise refused(person, region_code)


def refused(person: Person, region_code: str) -> AidError:
    return refusal("region", None, region_relations(person, region_code))


def problems_of(
    person: Person, role: Role, region_code: str, user: User | None
) -> dict[str, Problem]:
    if user is None or user.is_organisation or not user.is_active:
        return {"login": problem("account_unknown")}
    if user.pk == person.user_id:
        return {"login": problem("account_own")}
    if not offices.held_there(role, region_code):
        return {"role": problem("role_unknown")}
    if Membership.objects.filter(user=user, role=role, region_id=region_code).exists():
        return {"login": problem("role_held")}
    return {}


@transaction.atomic
def take(person: Person, pk: int, *, knowing: bool = False) -> Membership:
    """Take a role back from the next request on, or give one's own up; as it was.

    Raises NotFound, NotAllowed, and LastCoordinator unless whoever does it says, ``knowing``, that
    the region is left without one.
    """
    known = Membership.objects.filter(pk=pk).first()
    if known is None or person.user_id is None:
        raise NotFound() if person.user_id is not None else SignInNeeded()
    require_taking(person, known)
    lock_region(known.region_id)
    held = Membership.objects.select_for_update().filter(pk=pk).select_related("user", "region")
    found = held.first()
    if found is None:
        raise NotFound()
    if is_last(found) and not knowing:
        raise LastCoordinator(region=found.region_id)
    revoke_role(found.user, Role(found.role), found.region)
    record(person, entry("take_role", found))
    return found


def require_taking(person: Person, held: Membership) -> None:
    """Refuse those who may not; there is no such role for whoever may not see it."""
    if offices.takes(person, Role(held.role), held.region_id, held.user_id):
        return
    sees = offices.may(person, "see_people", held.region_id)
    raise refused(person, held.region_id) if sees else NotFound()


def is_last(held: Membership) -> bool:
    """Whether nobody else coordinates the region itself."""
    others = Membership.objects.filter(role=Role.COORDINATOR, region_id=held.region_id)
    return held.role == Role.COORDINATOR and not others.exclude(user_id=held.user_id).exists()


def entry(kind: str, held: Membership) -> Entry:
    return Entry(kind, region=held.region_id, facts={"account": held.user_id, "role": held.role})


@transaction.atomic
def give_as_operator(user: User, role: Role, region: Region) -> Membership:
    """As ``give``, for whoever runs the site; once is enough."""
    made = grant_role(user, role, region)
    record(SYSTEM, entry("give_role", made))
    return made


@transaction.atomic
def take_as_operator(user: User, role: Role, region: Region) -> None:
    """As ``take``, for whoever runs the site. Raises NotFound."""
    held = Membership.objects.filter(user=user, role=role, region=region).first()
    if held is None or not revoke_role(user, role, region):
        raise NotFound()
    record(SYSTEM, entry("take_role", held))
