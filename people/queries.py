"""From an account to the Person that rules decide on."""

from collections.abc import Iterable
from dataclasses import replace

from people.models import Membership, User
from people.person import Person, Role, RoleInRegion


def person_of(user: User | None, opened: Iterable[int] = (), helping: Iterable[int] = ()) -> Person:
    """The Person behind ``user`` (None: somebody without an account) in this session."""
    links = Person(opened=frozenset(opened), helping=frozenset(helping))
    if user is None or not user.is_active:
        return links
    held = Membership.objects.filter(user=user).values_list("role", "region_id")
    roles = tuple(RoleInRegion(Role(role), code) for role, code in held.order_by("id"))
    return replace(links, user_id=user.pk, roles=roles)
