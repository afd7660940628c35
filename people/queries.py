"""From an account to the Person that rules decide on."""

from collections.abc import Iterable
from dataclasses import replace

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from geo.codes import Level, level_of
from people.models import Membership, Staff, User
from people.person import Person, Role, RoleInRegion


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
    whose passwords are printed on every screen. Two statements.
    """
    links = Person(opened=frozenset(opened), helping=frozenset(helping))
    if user is None or not user.is_active:
        return links
    offices = offices_of(user, factors)
    works_for = Staff.objects.filter(user=user, organisation__is_active=True)
    roles = tuple(
        office
        for office, proven in offices
        if user.is_demo or proven or not needs_second_factor(office)
    )
    return replace(
        links,
        user_id=user.pk,
        roles=roles,
        withheld=tuple(office for office, _ in offices if office not in roles),
        organisations=frozenset(works_for.values_list("organisation_id", flat=True)),
        giving_for=giving_for,
    )


def offices_of(user: User, factors: Iterable[int]) -> list[tuple[RoleInRegion, bool]]:
    """The offices of ``user``, each with whether the account has one of ``factors``."""
    standing = Authenticator.objects.filter(user_id=OuterRef("user_id"), pk__in=list(factors))
    held = Membership.objects.filter(user=user).annotate(proven=Exists(standing))
    rows = held.order_by("id").values_list("role", "region_id", "proven")
    return [(RoleInRegion(Role(role), code), proven) for role, code, proven in rows]


def needs_second_factor(office: RoleInRegion) -> bool:
    return level_of(office.region_code) is not Level.RW
