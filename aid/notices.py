"""Which events are worth a notice to those whose page is closed, and whose they are.

A notice names neither the event nor anything of it (``messaging.notices``). Offices get none: they
have their board. Nobody is told of what they did themselves.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aid.errors import NotFound, SignInNeeded
from aid.models import Request
from messaging.actions.subscribing import Owner
from people.models import Staff, User
from people.person import Person

if TYPE_CHECKING:
    from aid.events import AskedFor, Entry

# By the side that hears of it: what it can act on, or waits for.
TO_DONOR = frozenset(
    {
        "propose", "cancel", "did_not_come", "agree_contact", "agree_place", "name_collector",
        "write_message", "confirm", "receive", "dispute", "settle_arrived", "settle_lost",
        "consignment_confirm_slot", "consignment_arrive", "consignment_cancel", "consignment_lose",
    }
)  # fmt: skip
TO_HELPER = frozenset(
    {
        "verify", "refuse", "expire", "list", "pledge", "accept", "start", "deliver", "receive",
        "cancel", "lose", "did_not_come", "agree_place", "settle_arrived", "settle_lost",
        "running_late", "near_end",
    }
)  # fmt: skip
TO_HOUSEHOLD = TO_HELPER | {
    "write_message", "name_collector", "issue_link", "consignment_plan", "consignment_reschedule",
    "consignment_start", "consignment_running_late", "consignment_cancel", "consignment_lose",
    "handout_give", "handout_not_come", "handout_come_after_all", "handout_settle_arrived",
    "handout_settle_lost",
}  # fmt: skip


def told_of(actor: Person, entry: "Entry") -> Iterator[str]:
    """The topics of those who are told of ``entry``, which ``actor`` caused."""
    accounts = set[int | None]()
    if entry.kind in TO_DONOR:
        accounts |= {thing.donor_id for thing in (entry.offer, entry.consignment) if thing}
    if entry.kind in TO_HOUSEHOLD:
        accounts.add(entry.household)
        if entry.consignment is not None:
            accounts.add(entry.consignment.resident_id)
        if entry.request is not None:
            accounts |= accounts_of(entry.request, entry.kind)
            yield from links_told(actor, entry.request, entry.kind)
    for user_id in accounts - {None, *actor.accounts}:
        yield f"person:{user_id}"


def accounts_of(request: "AskedFor", kind: str) -> set[int | None]:
    helper = request.filed_by_id if kind in TO_HELPER else None
    return {request.resident_id, helper}


def links_told(actor: Person, request: "AskedFor", kind: str) -> Iterator[str]:
    """The topics of those who follow by a link."""
    if request.pk not in actor.opened:
        yield link_key("resident", request.reference)
    if kind in TO_HELPER and request.pk not in actor.helping:
        yield link_key("helper", request.reference)


def link_key(opens_as: str, reference: str) -> str:
    """Whoever opened a request by a link, as notices name them."""
    return f"{'request' if opens_as == 'resident' else opens_as}:{reference}"


def owner_of(person: Person, reference: str = "") -> Owner:
    """Whose notices ``person`` may switch on and off: those of request ``reference`` where they
    opened it by its link, else all of their account.

    Raises NotFound for a request that they may not see, SignInNeeded without an account.
    """
    if reference:
        found = Request.private.visible_to(person).filter(reference=reference).first()
        if found is None:
            raise NotFound()
        if found.pk in person.opened | person.helping:
            return owner_by_link(person, found)
    if person.user_id is None:
        raise SignInNeeded()
    posts = Staff.objects.filter(
        user_id=person.user_id, organisation_id__in=person.organisations
    ).values_list("organisation_id", "pk")
    return Owner(
        key=f"person:{person.user_id}",
        topics={f"person:{person.user_id}": None, **{f"person:{pk}": post for pk, post in posts}},
        details_id=User.objects.values_list("details_id", flat=True).get(pk=person.user_id),
        user_id=person.user_id,
    )


def owner_by_link(person: Person, request: Request) -> Owner:
    """Raises NotFound for a neighbourhood's request, which no household opens."""
    if request.household is None:
        raise NotFound()
    resident = request.pk in person.opened
    key = link_key("resident" if resident else "helper", request.reference)
    details_id = request.household.details_id if resident else None
    return Owner(key=key, topics={key: None}, details_id=details_id)
