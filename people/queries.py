"""From an account to the Person that rules decide on."""

from collections.abc import Iterable
from dataclasses import replace

from people.models import Membership, Staff, User
from people.person import Person, Role, RoleInRegion


def person_of(
    user: User | None,
    opened: Iterable[int] = (),
    helping: Iterable[int] = (),
    giving_for: int | None = None,
) -> Person:
    """The Person behind ``user`` (None: somebody without an account) in this session.

    Two statements.
    """
    links = Person(opened=frozenset(opened), helping=frozenset(helping))
    if user is None or not user.is_active:
        return links
    held = Membership.objects.filter(user=user).values_list("role", "region_id")
    roles = tuple(RoleInRegion(Role(role), code) for role, code in held.order_by("id"))
    works_for = Staff.objects.filter(user=user, organisation__is_active=True)
    return replace(
        links,
        user_id=user.pk,
        roles=roles,
        organisations=frozenset(works_for.values_list("organisation_id", flat=True)),
        giving_for=giving_for,
    )
