"""Lists at any status, made by the actions that people use."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from aid.actions import lines, lists, portions
from aid.actions.entries import Entered
from aid.models import Line, NeighbourhoodList, Request
from aid.rules import ListStatus
from geo.actions.neighbourhoods import add_neighbourhood
from geo.models import Region
from people.person import Person, Role
from tests import factories
from tests.factories import HOME, RW_901

NOTE = "Disepakati warga di pos RW."


def today() -> date:
    return timezone.localdate()


def head_of(code: str = RW_901) -> Person:
    """A new coordinator of the RW."""
    factories.rw_901()
    return factories.office(code)


def cadre_of(code: str = RW_901) -> Person:
    """A new cadre of the RW."""
    factories.rw_901()
    return factories.office(code, Role.CADRE)


def second_rw() -> str:
    """RW 902 of HOME."""
    code = f"{HOME}.902"
    home = Region.objects.get(code=HOME)
    if not Region.objects.filter(code=code).exists():
        add_neighbourhood(HOME, rw_number=902, name="Contoh Dua", point=home.point)
    return code


def household(number: int = 1, **fields: Any) -> Entered:
    """A line as somebody enters it; each ``number`` is another household, four in an RT."""
    usual: dict[str, Any] = {
        "name": f"Warga Contoh {spelled(number)}",
        "people": 4,
        "rt": 1 + number // 40,
        "agreed": True,
    }
    return Entered(**{**usual, **fields})


def spelled(number: int) -> str:
    """``number`` in letters, as names have no digits: 27 is BH."""
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))


def opened(by: Person | None = None, region: str = RW_901, **terms: Any) -> NeighbourhoodList:
    """A draft for one portion of food packages from today on, unless ``terms`` say otherwise."""
    factories.rw_901()
    given = {"category": "sembako", "first_day": today(), **terms}
    return lists.open_list(by or head_of(region), region, **given)


def draft(
    by: Person | None = None,
    entered: Iterable[Entered] = (household(1), household(2)),
    region: str = RW_901,
    **terms: Any,
) -> NeighbourhoodList:
    head = by or head_of(region)
    found = opened(head, region, **terms)
    for each in entered:
        lines.write_line(head, found.reference, each)
    return found


def compiled(by: Person | None = None, *args: Any, **terms: Any) -> NeighbourhoodList:
    head = by or head_of(terms.get("region", RW_901))
    found = draft(head, *args, **terms)
    return lists.compile_list(head, found.reference, NOTE, today())


def verified(by: Person | None = None, *args: Any, **terms: Any) -> NeighbourhoodList:
    found = compiled(by, *args, **terms)
    return portions.verify_list(factories.office(HOME), found.reference)


def list_at(status: ListStatus, by: Person | None = None, **terms: Any) -> NeighbourhoodList:
    """A list that came to ``status`` on the usual way."""
    head = by or head_of()
    if status is ListStatus.DRAFT:
        return draft(head, **terms)
    if status is ListStatus.COMPILED:
        return compiled(head, **terms)
    found = verified(head, **terms)
    if status is ListStatus.CLOSED:
        return lists.close_list(head, found.reference)
    return found


def portions_of(found: NeighbourhoodList) -> list[Request]:
    return list(Request.private.filter(list=found).with_facts().order_by("portion"))


def lines_of(found: NeighbourhoodList) -> list[Line]:
    return list(Line.private.of_list(found.pk).select_related("household"))


def later(days: int) -> date:
    return today() + timedelta(days=days)
