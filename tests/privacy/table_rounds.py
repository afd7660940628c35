"""The doors to the engine's rounds. The round of the small city is over and proposed by itself."""

from collections.abc import Iterator

from people.person import Person
from tests.factories import CITY
from tests.privacy.answers import Expected, Outcome, any_office, led, on, rule, signed_in
from tests.privacy.table import Line
from tests.privacy.world import Thing


def rounds() -> Iterator[Line]:
    calls, region = on(CITY, rule("run_round")), {"region": CITY}
    cancels = too_late(on(CITY, rule("cancel_round")))
    sends = too_late(on(CITY, rule("send_proposals")))
    yield Line("api/v1/rounds/", get=any_office, post=calls, body=region)
    one = "api/v1/rounds/<int:pk>/"
    yield Line(one, "round", get=any_office)
    yield Line(f"{one}cancel/", "round", post=cancels, body=region)
    yield Line(f"{one}proposals/", "round", get=any_office, post=sends, body=region)
    yield Line(f"{one}against/<int:other>/", "round", get=any_office)
    tab = "board/<str:code>/rounds/"
    yield Line(tab, "region", get=signed_in(rule("see_board")))
    yield Line(f"{tab}run/", "region", led, signed_in(rule("run_round")), {"how": "try"})
    city = {"code": CITY}
    seen = signed_in(on(CITY, rule("see_board")))
    yield Line(f"{tab}<int:number>/", "round", get=seen, fill=city)
    for verb, expected in (("cancel", cancels), ("send", sends)):
        yield Line(f"{tab}<int:number>/{verb}/", "round", led, signed_in(expected), {}, city)


def too_late(then: Expected) -> Expected:
    """Whoever may do it can't any more."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = then(person, thing)
        return Outcome.NOT_NOW if answer is Outcome.IN else answer

    return expected
