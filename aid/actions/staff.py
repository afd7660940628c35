"""Who acts for an organisation, as whoever runs the site registers it; recorded."""

from django.db import transaction

from aid.errors import NotFound
from aid.events import Entry, record
from people import roles
from people.models import Staff, User
from people.person import SYSTEM


@transaction.atomic
def add(user: User, organisation: User) -> Staff:
    """Let ``user`` act for ``organisation``. Raises ValueError for what isn't one."""
    staff = roles.add_staff(user, organisation)
    record(SYSTEM, entry("add_staff", organisation, account=user.pk))
    return staff


@transaction.atomic
def remove(user: User, organisation: User) -> None:
    """End it, and the tokens that ``user`` made for it, each an event of its own. Raises NotFound
    when ``user`` did not act for it."""
    tokens = roles.remove_staff(user, organisation)
    if tokens is None:
        raise NotFound()
    record(
        SYSTEM,
        entry("remove_staff", organisation, account=user.pk),
        *(entry("revoke_token", organisation, token=token) for token in tokens),
    )


def entry(kind: str, organisation: User, **facts: int) -> Entry:
    return Entry(kind, facts={"organisation": organisation.pk, **facts})
