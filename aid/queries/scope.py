"""Which rows concern a person, by offices or as somebody's own: conditions that an index serves,
so that a page costs the same in a city of a million requests."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Expression, F, Func, Q, QuerySet, Value

from aid.relations import KELURAHAN_DEPTH
from geo.codes import Level, level_of
from people.person import Person, Role

NOTHING = Q(pk__in=[])


class Among(Func):
    """Whether a field is one of some numbers, given or still to be filled in, or of the values
    that a query, run once before, gives. Unlike ``in`` it can be one of several conditions of which
    any suffices, and still be found by an index."""

    template = "(%(expressions)s))"
    arg_joiner = " = any ("
    output_field = BooleanField()

    def __init__(self, field: str, values: QuerySet[Any] | Expression | Sequence[int]) -> None:
        super().__init__(F(field), array_of(values))


def array_of(values: QuerySet[Any] | Expression | Sequence[int]) -> Any:
    if isinstance(values, QuerySet):
        return ArraySubquery(values)
    if isinstance(values, Expression):
        return values
    return Value(list(values), ArrayField(BigIntegerField()))


def within(field: str, codes: Iterable[str]) -> Q:
    """The rows whose ``field`` (a region's code) is one of ``codes`` or lies below one."""
    condition = NOTHING
    for code in codes:
        condition |= Q(**{field: code})
        if level_of(code) is not Level.RW:
            condition |= Q(**{f"{field}__startswith": f"{code}."})
    return condition


def office(field: str, person: Person) -> Q:
    """The rows in the regions where ``person`` coordinates or audits."""
    return within(field, person.regions(Role.COORDINATOR, Role.AUDITOR))


def by_width(person: Person) -> tuple[Person, Person]:
    """``person`` with the offices above kelurahan alone, and with those from kelurahan down."""
    narrow = [held for held in person.roles if held.region_code.count(".") >= KELURAHAN_DEPTH]
    wide = [held for held in person.roles if held not in narrow]
    return replace(person, roles=tuple(wide)), replace(person, roles=tuple(narrow))


def review(field: str, person: Person) -> Q:
    """The rows in the regions where ``person`` coordinates from kelurahan level up, or audits."""
    reviewing = reviewed_regions(person, KELURAHAN_DEPTH)
    return within(field, (*reviewing, *person.regions(Role.AUDITOR)))


def reviewed_regions(person: Person, deepest: int) -> tuple[str, ...]:
    """Codes of the regions that ``person`` coordinates, down to ``deepest`` dots."""
    return tuple(code for code in person.regions(Role.COORDINATOR) if code.count(".") <= deepest)
