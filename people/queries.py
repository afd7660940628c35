"""From an account to the Person that rules decide on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from geo.codes import Level, level_of
from geo.models import Region
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


# Asked with every request of somebody who is signed in: written out, since putting it together
# takes longer than answering it.
FIELDS = [field.attname for field in User._meta.concrete_fields]
ACCOUNT = f"""
    SELECT {", ".join(f"account.{name}" for name in FIELDS)},
        ARRAY(
            SELECT held.role || ' ' || held.region_id
            FROM {Membership._meta.db_table} AS held
            WHERE held.user_id = account.id
            ORDER BY held.id
        ) AS offices,
        ARRAY(
            SELECT ARRAY[organisation.id, (organisation.verified_at IS NOT NULL)::integer]
            FROM {Staff._meta.db_table} AS staff
            JOIN {User._meta.db_table} AS organisation ON organisation.id = staff.organisation_id
            WHERE staff.user_id = account.id AND organisation.is_active
        ) AS works_for,
        ARRAY(
            SELECT factor.id
            FROM {Authenticator._meta.db_table} AS factor
            WHERE factor.user_id = account.id
        ) AS factors
    FROM {User._meta.db_table} AS account
    WHERE account.id = %s
"""  # noqa: S608 # nosec B608


def with_standing(user_id: int) -> User | None:
    """The account ``user_id`` with its offices, organisations and second factors, for
    ``person_of``; None if there is none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNT, [user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    *values, offices, works_for, factors = row
    user = User.from_db(connection.alias, FIELDS, values)
    vars(user).update(offices=offices, works_for=works_for, factors=factors)
    return user


def standing_of(user: User) -> Standing:
    """What ``user`` is, read along with the account or, where it wasn't, in one statement."""
    read: Any = user if hasattr(user, "works_for") else with_standing(user.pk)
    held = (office.split(" ") for office in read.offices)
    known = {organisation for organisation, verified in read.works_for if verified}
    return Standing(
        offices=tuple(RoleInRegion(Role(role), region) for role, region in held),
        organisations=frozenset(organisation for organisation, _ in read.works_for),
        known=frozenset(known | ({user.pk} if user.verified_at else set())),
        factors=frozenset(read.factors),
    )


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


def roles_within(region_code: str) -> QuerySet[Membership]:
    """The roles held in a region and below it, by region, with holder and giver; ``has_factor``:
    whether the holder has a second factor."""
    known = {"has_factor": Exists(Authenticator.objects.filter(user=OuterRef("user")))}
    there = Q(region=region_code) | Q(region__code__startswith=f"{region_code}.")
    rows = Membership.objects.filter(there, user__is_active=True).annotate(**known)
    rows = rows.select_related("user", "granted_by", "region__parent__parent")
    return rows.order_by("region_id", "role", "pk")


def counted_by_role(region_code: str) -> dict[str, int]:
    """How many roles of each name are held in a region and below it. One statement."""
    rows = roles_within(region_code).order_by().values("role")
    return dict(rows.annotate(count=Count("pk")).values_list("role", "count"))


def coordinators_of(region_codes: Iterable[str]) -> dict[str, int]:
    """How many coordinate each of the regions itself, those alone that anybody does. One
    statement."""
    rows = Membership.objects.filter(role=Role.COORDINATOR, region_id__in=list(region_codes))
    return dict(
        rows.values("region_id").annotate(count=Count("pk")).values_list("region_id", "count")
    )


def without_coordinator(region: Region) -> QuerySet[Region]:
    """The official regions below ``region``, or the RWs of a kelurahan, that nobody coordinates
    themselves."""
    held = Membership.objects.filter(
        role=Role.COORDINATOR, region=OuterRef("pk"), user__is_active=True
    )
    below = Region.objects.filter(code__startswith=f"{region.pk}.").filter(~Exists(held))
    if region.level != Level.KELURAHAN:
        below = below.exclude(level=Level.RW)
    return below.select_related("parent").order_by("code")


def works_for(user_ids: Iterable[int]) -> list[Staff]:
    """For which organisations these people act. One statement."""
    rows = Staff.objects.filter(user_id__in=list(user_ids), organisation__is_active=True)
    return list(rows.select_related("organisation").order_by("user_id", "pk"))
