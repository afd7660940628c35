"""Dividing what came equally among all (bagi rata), where it isn't enough for each."""

from django.db import transaction

from aid import checks
from aid.actions.access import Load, access_consignment
from aid.actions.allotting import (
    handouts_for_lines,
    households_in,
    requests_in,
    save_handouts,
    units_at_post,
    waiting_lines,
)
from aid.actions.units import GIVEN_OUT
from aid.checks import Checks
from aid.errors import HandedOutAlready, NothingToDivide
from aid.events import consignment_entry, record
from aid.models import Consignment, Handout, Request
from people.person import Person


@transaction.atomic
def divide(person: Person, reference: str, reason: object) -> Consignment:
    """Before anything is handed out: every household on the list that is not served yet gets an
    equal share. From then on quantities are package equivalents.

    Raises Invalid without a reason, HandedOutAlready, or NothingToDivide where there is enough.
    """
    check = Checks()
    clean = check.field("reason", lambda: checks.text(reason, 500, needed=True))
    check.done()
    load = access_consignment(person, reference, "divide")
    consignment = load.consignment
    out = Handout.private.filter(consignment=consignment, status__in=GIVEN_OUT)
    if consignment.divided_among is not None or out.exists():
        raise HandedOutAlready()
    households = sum(share_out(load, request) for request in requests_in(load))
    if not households:
        raise NothingToDivide()
    consignment.divided_among, consignment.division_reason = households, clean or ""
    consignment.save(update_fields=["divided_among", "division_reason"])
    record(person, consignment_entry("divide", consignment, households=households))
    return consignment


def share_out(load: Load, request: Request) -> int:
    """Let all who wait on the request's list share its units; how many households do. 0 where
    there is no list, or enough for all."""
    units = units_at_post(load, request.pk)
    if request.list_id is None or not units:
        return 0
    lines = waiting_lines(request).exclude(household__in=households_in(load, request))
    if not lines:
        return 0
    save_handouts(handouts_for_lines(load, request, lines))
    sharing = Handout.private.filter(consignment=load.consignment, request=request)
    households = sharing.count()
    sharing.update(share_of=units, shared_by=households)
    return households
