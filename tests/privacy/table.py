"""Which door is whose: one line for each address pattern, and what to knock with.

What the tables of ``aid.rules`` say is asked there (``rule``); the rest is written down here.
A pattern without a line fails the test: whoever makes a door says whose it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aid.actions.vouching import as_neighbour
from aid.models import Match, Offer, Request
from aid.relations import KELURAHAN_DEPTH
from aid.rules import Who
from api import matches as api_matches
from api import requests as api_requests
from frontend.views import board_acts, deliveries, follow
from people.person import Person
from tests.factories import HOME, RW_901
from tests.privacy.answers import (
    Expected,
    Outcome,
    account,
    any_office,
    anyone,
    asked_about,
    both,
    figures,
    hidden,
    led,
    no_method,
    no_rw,
    of_household,
    of_rw,
    on,
    only,
    own_page,
    paired_with,
    rule,
    signed_in,
    told_as,
)
from tests.privacy.world import UNKNOWN, Thing, World

NOTHING = Thing("", "", "", None)


@dataclass(frozen=True)
class Line:
    """One pattern, and who gets what by GET and by POST with ``body``.

    ``kind`` is what the address names, ``fill`` what else stands in it; ``every`` asks for each
    person at each thing.
    """

    pattern: str
    kind: str = ""
    get: Expected = no_method
    post: Expected = no_method
    body: dict[str, Any] = field(default_factory=dict)
    fill: dict[str, str] = field(default_factory=dict)
    every: bool = False

    def path(self, thing: Thing) -> str:
        """The address for ``thing``."""
        row = thing.row
        of_match = row.request.reference if isinstance(row, Match) else UNKNOWN["request"]
        known = {"match": thing.key, **self.fill}
        if "<str:match>" in self.pattern:
            known["reference"] = of_match
        parts = [self.part(part, known, thing) for part in self.pattern.split("/")]
        return "/" + "/".join(parts)

    @staticmethod
    def part(part: str, known: dict[str, str], thing: Thing) -> str:
        if not part.startswith("<"):
            return part
        name, _, ending = part.partition(":")[2].partition(">")
        return known.get(name, thing.key) + ending


def pages() -> Iterator[Line]:
    for pattern in (
        "",
        "how/",
        "data/",
        "design/",
        "give/",
        "give/need/",
        "my/requests/",
        "ask/places/",
    ):
        yield Line(pattern, get=anyone)
    for pattern in ("sign-in/", "ask/", "ask/done/", "language/"):
        yield Line(pattern, get=anyone, post=anyone)
    for pattern in ("sign-out/", "ask/saved/", "my/requests/close/"):
        yield Line(pattern, post=anyone)
    for pattern in ("region/<str:code>/", "widget/<str:code>/"):
        yield Line(pattern, "region", get=no_rw(anyone))
    yield Line("r/<str:token>/", "token", get=anyone, post=anyone, body={"code": ""})
    yield Line("requests/<str:reference>/", "request", get=own_page, every=True)
    for verb in follow.ON_REQUEST:
        pattern = "requests/<str:reference>/<str:verb>/"
        yield Line(pattern, "request", post=rule(verb), fill={"verb": verb})
    for verb in (*follow.ON_MATCH, "complain", "name_collector"):
        pattern = "requests/<str:reference>/<str:match>/<str:verb>/"
        body = {"kind": "never_came", "collector": "Budi Contoh"}
        yield Line(pattern, "match", post=rule(verb), body=body, fill={"verb": verb})
    yield Line("jamin/", get=account, post=account)
    seen, done = signed_in(unknown_household), signed_in(vouches)
    yield Line("jamin/<str:reference>/", "request", get=seen, post=done, every=True)
    yield from posko_pages()
    yield Line("give/offer/", get=account, post=account)
    one = "give/offers/<str:reference>/"
    yield Line(one, "offer", get=signed_in(only(Who.DONOR)), every=True)
    yield Line(f"{one}withdraw/", "offer", get=led, post=signed_in(rule("withdraw")))
    yield Line("give/need/<str:code>/", "region", get=anyone, post=account)
    planned = signed_in(of_an_rw)
    yield Line("give/need/<str:code>/plan/", "region", get=planned, post=planned)
    yield from delivery_pages()


def of_an_rw(_: Person, thing: Thing) -> Outcome:
    """Goods for a whole RW; a kelurahan has no such page."""
    deep = thing.key.count(".") > KELURAHAN_DEPTH
    return Outcome.IN if deep else Outcome.HIDDEN


def vouches(person: Person, thing: Thing) -> Outcome:
    """Who lives nearby is looked at by the action alone."""
    assert isinstance(thing.row, Request)
    return of_household(rule("vouch"))(as_neighbour(person, thing.row), thing)


def unknown_household(person: Person, thing: Thing) -> Outcome:
    """Shown to whoever may vouch for it, where that is needed."""
    if not isinstance(thing.row, Request) or not thing.row.no_local_id:
        return Outcome.HIDDEN
    return vouches(person, thing)


def posko_pages() -> Iterator[Line]:
    """A posko is a public place; the kelurahan opened the one of the small city, in RW 901."""
    yield Line("give/posko/", get=account, post=account)
    yield Line("posko/<int:number>/", "post", get=anyone)
    closes = signed_in(on(RW_901, rule("close_post")))
    yield Line("posko/<int:number>/close/", "post", get=led, post=closes)
    one = "board/<str:code>/posts/"
    seen = signed_in(rule("see_board"))
    yield Line(one, "region", get=seen)
    described = {"region": RW_901, "name": "Posko", "custodian": "Pak Contoh", "lane": "car"}
    described |= {"opens": "08.00", "closes": "17.00"}
    yield Line(f"{one}open/", "region", led, seen, described)


def delivery_pages() -> Iterator[Line]:
    one = "deliveries/<str:reference>/"
    yield Line("deliveries/", get=account)
    yield Line(one, "match", get=signed_in(only(Who.DONOR)), every=True)
    yield Line(f"{one}address/", "match", get=led, post=signed_in(rule("see_contact")))
    for verb in deliveries.ACTS:
        yield Line(
            f"{one}<str:verb>/",
            "match",
            get=led,
            post=signed_in(rule(verb)),
            body={"kind": "never_came", "code": "000000", "about": "half_hour"},
            fill={"verb": verb},
        )


def board_pages(offer: Offer) -> Iterator[Line]:
    yield Line("board/", get=account)
    seen = signed_in(rule("see_board"))
    for tab in ("", "matches/", "figures/", "complaints/", "neighbourhoods/"):
        yield Line(f"board/<str:code>/{tab}", "region", get=seen, every=not tab)
    yield from neighbourhood_pages()
    one = "board/requests/<str:reference>/"
    office = only(Who.COORDINATOR, Who.AUDITOR)
    yield Line(one, "request", get=signed_in(office), every=True)
    for verb, name in (("see_contact", "contact"), ("issue_link", "link")):
        post = signed_in(both(office, of_household(rule(verb))))
        yield Line(f"{one}{name}/", "request", get=led, post=post)
    pairing = {"offer": offer.reference, "quantity": "1"}
    post = signed_in(paired_with(offer))
    yield Line(f"{one}match/", "request", get=led, post=post, body=pairing)
    about = {"offer": offer.reference}
    post = signed_in(asked_about(offer))
    yield Line(f"{one}why-not/", "request", get=led, post=post, body=about)
    for verb in board_acts.REQUEST_ACTS:
        post, fill = signed_in(rule(verb)), {"verb": verb}
        yield Line(f"{one}<str:verb>/", "request", led, post, {"reason": "Ganda"}, fill)
    for verb in board_acts.MATCH_ACTS:
        post, fill = signed_in(rule(verb)), {"verb": verb}
        yield Line("board/match/<str:reference>/<str:verb>/", "match", led, post, {}, fill)
    answer = {"answer": "Sudah dibicarakan"}
    post = signed_in(rule("close"))
    yield Line("board/complaint/<int:number>/close/", "complaint", led, post, answer)


def neighbourhood_pages() -> Iterator[Line]:
    one = "board/<str:code>/neighbourhoods/"
    seen = signed_in(rule("see_board"))
    new = {"kelurahan": HOME, "rw_number": "903"}
    yield Line(f"{one}add/", "region", led, seen, new)
    asks = both(seen, on(RW_901, rule("ask_for_neighbourhood")))
    need = {"region": RW_901, "category": "hygiene", "quantity": "4", "urgency": "2"}
    yield Line(f"{one}ask/", "region", led, asks, need)
    vouches = signed_in(of_rw(rule("verify_neighbourhood")))
    yield Line(f"{one}verify/", "region", led, vouches)


def api(offer: Offer) -> Iterator[Line]:
    for pattern in ("categories/", "me/", "regions/", "regions/at/", "regions/boundaries/"):
        yield Line(f"api/v1/{pattern}", get=anyone)
    # The head of the history's chain is published, so that nobody can write a new history.
    needs = ("need/", "need/neighbourhoods/", "need/later-portions/")
    for pattern in (*needs, "complaints/", "matches/", "history/head/"):
        yield Line(f"api/v1/{pattern}", get=anyone)
    for pattern in ("<region:code>/", "<region:code>/children/"):
        yield Line(f"api/v1/regions/{pattern}", "region", get=anyone)
    yield Line("api/v1/figures/<region:code>/", "region", get=figures, every=True)
    yield Line("api/v1/figures/<region:code>/causes/", "region", get=rule("see_board"), every=True)
    for file in ("needs.csv", "activities.xlsx", "cash.geojson"):
        yield Line("api/v1/open-data/<open_data_file:file>", get=anyone, fill={"file": file})
    yield Line("api/v1/open-data/dictionary/", get=anyone)
    for what in ("requests", "matches"):
        for kind in ("csv", "xlsx"):
            yield Line(f"api/v1/{what}/export.{kind}", get=any_office)
    yield Line("api/v1/need/requests/", get=account)
    answer = {"answer": "Sudah dibicarakan"}
    yield Line("api/v1/complaints/<int:pk>/close/", "complaint", post=rule("close"), body=answer)
    opening = {"token": UNKNOWN["token"], "code": "000000"}
    yield Line("api/v1/follow/", post=hidden, body=opening)
    yield from api_regions()
    yield from api_requests_of(offer)
    yield Line("api/v1/matches/<reference:reference>/", "match", get=rule("see"), every=True)
    for verb in api_matches.VERBS:
        yield match_verb(verb.name)
    yield Line("api/v1/matches/<reference:reference>/contact/", "match", get=rule("see_contact"))
    yield Line(
        "api/v1/matches/<reference:reference>/collection/", "match", get=rule("see_collector")
    )
    described = {"region": RW_901, "name": "Posko", "custodian": "Pak Contoh"}
    yield Line("api/v1/posts/", get=anyone, post=account, body=described)
    yield Line("api/v1/posts/<int:pk>/", "post", get=anyone)
    yield Line("api/v1/posts/<int:pk>/close/", "post", post=on(RW_901, rule("close_post")))
    yield Line("api/v1/matches/<reference:reference>/receipt-code/", "match", get=rule("see_code"))
    gift = {"category": "sembako", "quantity": 1, "region": HOME}
    yield Line("api/v1/offers/", get=anyone, post=account, body=gift)
    yield Line("api/v1/offers/<reference:reference>/", "offer", get=rule("see"), every=True)
    pattern = "api/v1/offers/<reference:reference>/withdraw/"
    yield Line(pattern, "offer", post=rule("withdraw"))
    yield from api_changes()
    for pattern in ("api/schema/", "api/docs/"):
        yield Line(pattern, get=anyone)
    yield Line("api/", get=hidden, post=hidden)
    whole = {**dict.fromkeys("zxy", "0"), "layer": "regions"}
    yield Line("tiles/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", get=anyone, fill=whole)


def api_changes() -> Iterator[Line]:
    """For whom the socket would open."""
    one = "api/v1/changes"
    yield Line(f"{one}/public/<region:key>/", "region", get=no_rw(anyone), every=True)
    yield Line(f"{one}/board/<region:key>/", "region", get=rule("see_board"), every=True)
    yield Line(f"{one}/requests/<reference:key>/", "request", get=rule("see"), every=True)
    yield Line(f"{one}/mine/", get=account)


def match_verb(name: str) -> Line:
    bodies: dict[str, dict[str, Any]] = {
        "enter-code": {"code": "000000"},
        "settle": {"arrived": True},
        "agree-contact": {"household_agreed": True},
        "complain": {"kind": "never_came"},
        "answer-payment": {"asked": False},
        "name-collector": {"name": "Budi Contoh"},
        "running-late": {"about": "half_hour"},
        "write-message": {"text": "Saya datang sore ini"},
    }
    verb = {"settle": "settle_arrived"}.get(name, name.replace("-", "_"))
    pattern = f"api/v1/matches/<reference:reference>/{name}/"
    post = if_agreed(rule(verb)) if verb == "take_back_contact" else rule(verb)
    return Line(pattern, "match", post=post, body=bodies.get(name, {}))


def if_agreed(then: Expected) -> Expected:
    """There is nothing to take back where the household agreed to nobody."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = then(person, thing)
        agreed = isinstance(thing.row, Match) and thing.row.contact_agreed_at is not None
        return answer if agreed or answer is not Outcome.IN else Outcome.NOT_NOW

    return expected


def api_regions() -> Iterator[Line]:
    new = {"kelurahan": HOME, "rw_number": 903}
    yield Line("api/v1/neighbourhoods/", post=account, body=new)
    one = "api/v1/neighbourhoods/<region:code>/"
    yield Line(f"{one}verify/", "region", post=of_rw(rule("verify_neighbourhood")))
    need = {"category": "hygiene", "quantity": 4}
    asks = of_rw(rule("ask_for_neighbourhood"))
    yield Line(f"{one}requests/", "region", post=asks, body=need)
    pledge = {"category": "sembako", "quantity": 1}
    yield Line("api/v1/regions/<region:code>/pledge/", "region", post=account, body=pledge)


def api_requests_of(offer: Offer) -> Iterator[Line]:
    yield Line("api/v1/requests/", get=anyone, post=anyone)
    one = "api/v1/requests/<reference:reference>/"
    yield Line(one, "request", get=rule("see"), every=True)
    yield Line(f"{one}gap/", "request", get=rule("see"))
    yield Line(f"{one}around/", "request", get=rule("see"))
    yield Line(f"{one}offers/", "request", get=only(Who.COORDINATOR, Who.AUDITOR))
    yield Line(f"{one}contact/", "request", get=of_household(rule("see_contact")))
    yield Line(f"{one}link/", "request", post=of_household(rule("issue_link")))
    yield Line(f"{one}vouch/", "request", get=signed_in(unknown_household), post=vouches)
    pairing = {"offer": offer.reference, "quantity": 1}
    yield Line(f"{one}match/", "request", post=paired_with(offer), body=pairing)
    read, about = only(Who.COORDINATOR, Who.AUDITOR), {"offer": offer.reference}
    yield Line(f"{one}why-not/", "request", get=read, post=asked_about(offer), body=about)
    pledge = signed_in(rule("pledge"))
    yield Line(f"{one}pledge/", "request", post=pledge, body={"quantity": 1})
    for verb in api_requests.VERBS:
        name = verb.name.replace("-", "_")
        body = {"reason": "Ganda"} if name == "refuse" else {}
        post = rule(name)
        if name == "take_back_messages":
            post = told_as(post, Outcome.IN, told=Outcome.NOT_NOW)  # nobody agreed to any
        yield Line(f"{one}{verb.name}/", "request", post=post, body=body)


# Route of a socket, what it names, and who may follow it.
SOCKETS: dict[str, tuple[str, Expected]] = {
    r"^ws/public/(?P<key>[\w.]+)/$": ("region", no_rw(anyone)),
    r"^ws/board/(?P<key>[\w.]+)/$": ("region", rule("see_board")),
    r"^ws/requests/(?P<key>[\w-]+)/$": ("request", rule("see")),
    r"^ws/mine/$": ("", account),
    "": ("", hidden),
}


def socket_path(route: str, thing: Thing) -> str:
    """The address of a socket that follows ``thing``."""
    path = re.sub(r"\(\?P<key>[^)]*\)", thing.key, route)
    return f"/{path.strip('^$')}"


def lines(world: World) -> list[Line]:
    offer = world.of("offer")[0].row
    assert isinstance(offer, Offer)
    return [*pages(), *board_pages(offer), *api(offer)]
