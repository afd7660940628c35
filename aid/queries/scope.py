"""Which regions a person's offices reach, as a condition on region codes."""

from collections.abc import Iterable

from django.db.models import Q

from aid.relations import KELURAHAN_DEPTH
from people.person import Person, Role

NOTHING = Q(pk__in=[])


def within(field: str, codes: Iterable[str]) -> Q:
    """The rows whose ``field`` (a region's code) is one of ``codes`` or lies below one."""
    condition = NOTHING
    for code in codes:
        condition |= Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})
    return condition


def office(field: str, person: Person) -> Q:
    """The rows in the regions where ``person`` coordinates or audits."""
    return within(field, person.regions(Role.COORDINATOR, Role.AUDITOR))


def review(field: str, person: Person) -> Q:
    """The rows in the regions where ``person`` coordinates from kelurahan level up, or audits."""
    reviewing = reviewed_regions(person, KELURAHAN_DEPTH)
    return within(field, (*reviewing, *person.regions(Role.AUDITOR)))


def reviewed_regions(person: Person, deepest: int) -> tuple[str, ...]:
    """Codes of the regions that ``person`` coordinates, down to ``deepest`` dots."""
    return tuple(code for code in person.regions(Role.COORDINATOR) if code.count(".") <= deepest)
