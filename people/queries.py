"""From an account to the Person that rules decide on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from geo.codes import Level, level_of
from people.models import Membership, Staff, User
from people.person import Person, Role, RoleInRegion


@dataclass(frozen=True)
class Standing:
    """What an account is: its offices, the accounts of the organisations that it works for, those
    of all these accounts that the city knows, and the ids of the second factors that it has."""

    offices: tuple[RoleInRegion, ...]
    organisations: frozenset[int]
    known: frozenset[int]
    factors: frozenset[int]


def with_standing(users: QuerySet[User]) -> QuerySet[User]:
    """``users`` with their offices, organisations and second factors, for ``person_of``."""
    offices = Membership.objects.filter(user=OuterRef("pk")).order_by("id")
    works_for = Staff.objects.filter(user=OuterRef("pk"), organisation__is_active=True)
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"))
    return users.annotate(
        offices=ArraySubquery(offices.values(held=JSONObject(role="role", region="region_id"))),
        works_for=ArraySubquery(
            works_for.values(
                held=JSONObject(pk="organisation_id", known="organisation__verified_at")
            )
        ),
        factors=ArraySubquery(factors.values("pk")),
    )


def standing_of(user: User) -> Standing:
    """What ``user`` is, read along with the account or, where it wasn't, in one statement."""
    read = vars(user)
    if "offices" not in read:
        read = vars(with_standing(User.objects.filter(pk=user.pk)).get())
    offices = tuple(RoleInRegion(Role(held["role"]), held["region"]) for held in read["offices"])
    organisations = frozenset(held["pk"] for held in read["works_for"])
    known = {held["pk"] for held in read["works_for"] if held["known"]}
    known |= {user.pk} if user.verified_at else set()
    return Standing(offices, organisations, frozenset(known), frozenset(read["factors"]))


def person_of(
    user: User | None,
    opened: Iterable[int] = (),
    helping: Iterable[int] = (),
    giving_for: int | None = None,
    *,
    factors: Iterable[int] = (),
) -> Person:
    """The Person behind ``user`` (None: somebody without an account) in this session.

    ``factors`` are the ids of the second factors that were shown in it. Unless the account still
    has one of them, offices from kelurahan level up do not count; made-up people are exempt,
    whose passwords are printed on every screen. At most one statement.
    """
    links = Person(opened=frozenset(opened), helping=frozenset(helping))
    if user is None or not user.is_active:
        return links
    standing = standing_of(user)
    proven = user.is_demo or bool(standing.factors & set(factors))
    roles = tuple(
        office for office in standing.offices if proven or not needs_second_factor(office)
    )
    return replace(
        links,
        user_id=user.pk,
        roles=roles,
        withheld=tuple(office for office in standing.offices if office not in roles),
        organisations=standing.organisations,
        known=standing.known,
        giving_for=giving_for,
    )


def needs_second_factor(office: RoleInRegion) -> bool:
    return level_of(office.region_code) is not Level.RW
