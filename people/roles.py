"""Giving people roles in regions and organisations, and taking them back."""

from django.db import transaction

from geo.models import Region
from people.models import Membership, Staff, User
from people.person import Role
from people.tokens import revoke_made_by


@transaction.atomic
def grant_role(
    user: User, role: Role, region: Region, *, granted_by_id: int | None = None
) -> Membership:
    """Let ``user`` be ``role`` in ``region`` and everything below; once is enough."""
    membership, _ = Membership.objects.get_or_create(
        {"granted_by_id": granted_by_id}, user=user, role=role, region=region
    )
    return membership


@transaction.atomic
def revoke_role(user: User, role: Role, region: Region) -> bool:
    """Take a role back, from the next request on; False when there was none."""
    return bool(Membership.objects.filter(user=user, role=role, region=region).delete()[0])


@transaction.atomic
def add_staff(user: User, organisation: User) -> Staff:
    """Let ``user`` act for ``organisation``. Raises ValueError for what isn't one."""
    if not organisation.is_organisation or user.is_organisation:
        raise ValueError("staff are people who act for an organisation")
    staff, _ = Staff.objects.get_or_create(user=user, organisation=organisation)
    return staff


@transaction.atomic
def remove_staff(user: User, organisation: User) -> list[int] | None:
    """End it, and every token that ``user`` made for it, from the next request on; the tokens' ids,
    or None when ``user`` did not act for it."""
    tokens = revoke_made_by(user, organisation)
    ended = Staff.objects.filter(user=user, organisation=organisation).delete()[0]
    return tokens if ended else None
