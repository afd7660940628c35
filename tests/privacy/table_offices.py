"""Doors of what waits too long and of who holds which role: whose they are."""

from collections.abc import Iterator

from geo.codes import contains
from people.models import Membership
from people.person import Person
from tests.factories import RW_901
from tests.privacy.answers import Expected, Outcome, both, led, on, rule, signed_in
from tests.privacy.table import Line
from tests.privacy.world import Thing


def offices() -> Iterator[Line]:
    yield Line("board/<str:code>/attention/", "region", get=signed_in(rule("see_board")))
    one = "board/<str:code>/people/"
    people = signed_in(rule("see_people"))
    yield Line(one, "region", get=people)
    given = {"login": "nobody@contoh.test", "role": "cadre", "region": RW_901}
    gives = both(people, on(RW_901, rule("give_cadre_role")))
    yield Line(f"{one}give/", "region", led, gives, given)
    held = Membership.objects.filter(region_id=RW_901, role="coordinator").order_by("pk").first()
    fill = {"number": str(held.pk if held else 0)}
    reached = both(people, of_that_role(on(RW_901, rule("see_contact_of_office"))))
    yield Line(f"{one}<int:number>/contact/", "region", led, reached, {}, fill)
    taken = both(people, of_that_role(own_or(held, on(RW_901, rule("give_role")))))
    yield Line(f"{one}<int:number>/take/", "region", led, taken, {}, fill)


def of_that_role(then: Expected) -> Expected:
    """On the boards of its region and those above; on others there is no such role."""

    def expected(person: Person, thing: Thing) -> Outcome:
        return then(person, thing) if contains(thing.key, RW_901) else Outcome.HIDDEN

    return expected


def own_or(held: Membership | None, then: Expected) -> Expected:
    """Everybody gives up their own role."""

    def expected(person: Person, thing: Thing) -> Outcome:
        own = held is not None and held.user_id == person.user_id
        return Outcome.IN if own else then(person, thing)

    return expected
