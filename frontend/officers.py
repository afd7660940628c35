"""Who holds which role in a region and below it, as its board shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid import offices
from geo.codes import Level
from geo.models import Region
from people import queries
from people.models import Membership, User
from people.person import Person, Role, RoleInRegion
from people.private import name_all, name_of
from people.queries import needs_second_factor

ON_A_PAGE = 50
# Regions without a coordinator that are named; of more only the number is told.
VACANT_SHOWN = 30

ROLES: dict[Role, str | Promise] = {
    Role.COORDINATOR: _("Coordinator"),
    Role.AUDITOR: _("Auditor"),
    Role.CADRE: _("Cadre or RT head"),
}
# What each role lets its holder do.
MEANINGS: dict[Role, str | Promise] = {
    Role.COORDINATOR: _("checks and settles what waits there and below"),
    Role.AUDITOR: _("sees all there and below, does nothing"),
    Role.CADRE: _("writes lines of the RW's lists and hands out"),
}


@dataclass(frozen=True)
class Choice:
    """Which of the roles somebody wants to see; all where nothing is said."""

    role: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True)
class Card:
    """A role that somebody holds. ``takes``: the reader may take it back, or give it up where it is
    their ``own``; ``last``: nobody else coordinates the region. ``idle``: it can't be used before
    its holder has a second factor."""

    held: Membership
    own: bool
    takes: bool
    last: bool
    idle: bool
    works_for: tuple[str, ...]

    @property
    def role(self) -> str | Promise:
        return ROLES[Role(self.held.role)]


@dataclass(frozen=True)
class Page:
    cards: list[Card]
    found: int
    number: int = 1

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        """The next page's number; 0 where this is the last."""
        return self.number + 1 if self.number * ON_A_PAGE < self.found else 0


@dataclass(frozen=True)
class Vacant:
    """Regions that nobody coordinates themselves: some of them, and how many there are."""

    regions: list[Region] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.regions)


def choice_of(asked: Mapping[str, str]) -> Choice:
    """What an address asks for; what makes no sense there is as if it weren't said."""
    role, number = asked.get("role", ""), asked.get("page", "")
    usable = number.isascii() and number.isdigit() and len(number) < 5 and int(number) > 0
    text = " ".join(asked.get("text", "").replace("\x00", "").split())
    return Choice(role if role in set(Role) else "", text[:80], int(number) if usable else 1)


def page(person: Person, region: Region, choice: Choice) -> Page:
    """The roles that were asked for. A fixed number of statements."""
    rows = queries.roles_within(region.pk)
    if choice.role:
        rows = rows.filter(role=choice.role)
    begin = (choice.page - 1) * ON_A_PAGE
    if not choice.text:
        found = rows.count()
        return Page(cards(person, list(rows[begin : begin + ON_A_PAGE])), found, choice.page)
    # Names are sealed, so that no statement finds them.
    listed = list(rows)
    name_all(each.user for each in listed)
    matching = [each for each in listed if is_meant(each, choice.text.casefold())]
    return Page(cards(person, matching[begin : begin + ON_A_PAGE]), len(matching), choice.page)


def is_meant(held: Membership, text: str) -> bool:
    """Whether the holder's or the region's name has ``text`` in it, or the code begins so."""
    names = (name_of(held.user), held.region.name)
    return any(text in name.casefold() for name in names) or held.region_id.startswith(text)


def one(person: Person, region: Region, pk: int) -> Page:
    """The page of one role alone."""
    return Page(cards(person, list(queries.roles_within(region.pk).filter(pk=pk))), 1)


def cards(person: Person, listed: list[Membership]) -> list[Card]:
    coordinators = queries.coordinators_of({each.region_id for each in listed})
    staff = queries.works_for({each.user_id for each in listed})
    named: list[User | None] = [each.user for each in listed]
    named += [each.granted_by for each in listed] + [each.organisation for each in staff]
    name_all(user for user in named if user is not None)
    employers: dict[int, list[str]] = {}
    for each in staff:
        employers.setdefault(each.user_id, []).append(name_of(each.organisation))
    return [
        card(person, each, coordinators.get(each.region_id, 0), employers.get(each.user_id, []))
        for each in listed
    ]


def card(person: Person, held: Membership, coordinators: int, employers: list[str]) -> Card:
    role = Role(held.role)
    needs_factor = needs_second_factor(RoleInRegion(role, held.region_id))
    return Card(
        held=held,
        own=held.user_id == person.user_id,
        takes=offices.takes(person, role, held.region_id, held.user_id),
        last=role is Role.COORDINATOR and coordinators <= 1,
        idle=needs_factor and not held.has_factor and not held.user.is_demo,
        works_for=tuple(employers),
    )


def vacant(region: Region) -> Vacant:
    """Two statements."""
    if region.level == Level.RW:
        return Vacant()
    found = queries.without_coordinator(region)
    return Vacant(list(found[:VACANT_SHOWN]), found.count())


def to_give(person: Person, region: Region) -> list[tuple[Region, tuple[Role, ...]]]:
    """The regions from the board's down in which ``person`` may give roles, and which: down to the
    kelurahan, from a kelurahan's board to its RWs. One statement."""
    rows = Region.objects.within_region(region.pk).select_related("parent").order_by("code")
    if region.level not in (Level.KELURAHAN, Level.RW):
        rows = rows.exclude(level=Level.RW)
    found = ((each, offices.given(person, each.pk)) for each in rows)
    return [(each, roles) for each, roles in found if roles]
