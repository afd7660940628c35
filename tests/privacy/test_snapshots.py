"""Exactly these fields, for each role at each state: tests/privacy/fields.txt.

A field that is added, taken away or shown to somebody else fails. Whoever means it writes the
file anew, and reads the difference before committing it:

    GANDENG_WRITE_FIELDS=1 ./gandeng test tests/privacy/test_snapshots.py
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from aid.actions import disclosure
from aid.actions.complaints import complain
from aid.models import Match, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from api import topics
from api.scopes import SCOPE_OF
from matching.models import PlannedProposal
from people.person import ANYONE, Person, Role
from tests import factories, kampung
from tests.factories import CITY, HOME, RW_901
from tests.organisations import organisation, token_of
from tests.privacy import people, shapes, world
from tests.privacy.people import Actor, actor
from tests.privacy.shapes import Seen, note, read

pytestmark = pytest.mark.django_db

FIELDS = Path(__file__).with_name("fields.txt")
API = "/api/v1"


def test_everybody_gets_exactly_these_fields() -> None:
    seen: Seen = {}
    factories.rw_901()
    offices = {
        "RW head": actor("", factories.office(RW_901)),
        "coordinator": actor("", factories.office(HOME)),
        "city": actor("", factories.office(CITY)),
        "auditor": actor("", factories.office(CITY, Role.AUDITOR)),
        "stranger": actor("", factories.somebody()),
        "public": actor("", ANYONE),
    }
    requests(seen, offices)
    matches(seen, offices)
    offers(seen, offices)
    program(seen)
    consignments(seen, offices)
    lists_and_places(seen, offices)
    doings(seen, offices)
    sockets(seen)
    found = shapes.written(seen)
    if os.environ.get("GANDENG_WRITE_FIELDS") == "1":
        FIELDS.write_text(found)
    assert found.splitlines() == FIELDS.read_text().splitlines()


def program(seen: Seen) -> None:
    """What a token of all scopes gets of its organisation's own, at every door that it may open."""
    mine = people.program("", token_of(organisation()))
    asked = factories.verified(factories.somebody(), region=RW_901)
    match = factories.match_at(MatchStatus.PROPOSED, mine.person, asked)
    Match.private.filter(pk=match.pk).update(reason=REASON)
    match = agreed(match, MatchStatus.DELIVERED, factories.household_of(asked))
    things = {"matches": match.reference, "offers": match.offer.reference}
    for method, pattern in sorted(SCOPE_OF):
        kind = pattern.partition("/")[0]
        address = pattern.replace("<reference:reference>", "…").replace("<region:code>", HOME)
        known = things.get(kind, "K-00000000")
        if method == "GET" and "<" not in address:
            path = f"{API}/{address.replace('…', known)}"
            read(seen, "program", mine, address, path=path)


def consignments(seen: Seen, offices: dict[str, Actor]) -> None:
    """One that is planned, and one at the post with what its first household gets of it."""
    donor, head = factories.a_donor(), factories.office(RW_901)
    kampung.portion([1] * 4)
    kampung.post()
    came = kampung.at_post(donor, head, 1)
    (handout,) = kampung.handouts_of(came)
    people = {
        **offices,
        "cadre": actor("", factories.office(RW_901, Role.CADRE)),
        "donor": actor("", donor),
    }
    planned = kampung.planned(factories.a_donor(), 1)
    for role, who in people.items():
        for row in (came, planned):
            path = f"{API}/consignments/{row.reference}/"
            read(seen, role, who, "consignments/…/", path=path, state=row.status)
        path = f"{API}/consignments/{came.reference}/handouts/"
        read(seen, role, who, "consignments/…/handouts/", path=path)
        read(seen, role, who, "handouts/…/", path=f"{API}/handouts/{handout.pk}/")


def requests(seen: Seen, offices: dict[str, Actor]) -> None:
    for status in RequestStatus:
        helper = factories.somebody()
        request = factories.request_at(status, helper, region=RW_901, for_someone_else=True)
        people = {
            **offices,
            "household": actor("", factories.household_of(request)),
            "helper": actor("", helper),
        }
        if status is RequestStatus.VERIFIED:
            world.a_round(request)
        for role, who in people.items():
            for part in ("", "contact/", "gap/", "around/", "offers/"):
                address = f"requests/…/{part}"
                path = f"{API}/requests/{request.reference}/{part}"
                read(seen, role, who, address, path=path, state=status)


def matches(seen: Seen, offices: dict[str, Actor]) -> None:
    for status in MatchStatus:
        donor = factories.a_donor()
        request = factories.verified(factories.somebody(), region=RW_901)
        match = factories.match_at(MatchStatus.PROPOSED, donor, request)
        Match.private.filter(pk=match.pk).update(reason=REASON)
        household = factories.household_of(request)
        match = agreed(match, status, household)
        people = {
            **offices,
            "household": actor("", household),
            "donor": actor("", donor),
            "other donor": actor("", factories.a_donor()),
        }
        for role, who in people.items():
            for part in ("", "contact/", "receipt-code/"):
                address = f"matches/…/{part}"
                path = f"{API}/matches/{match.reference}/{part}"
                read(seen, role, who, address, path=path, state=status)


# As the engine gives it.
REASON = {
    "code": "match",
    "category": "sembako",
    "quantity": 4,
    "asked": 4,
    "km": 1.2,
    "urgency": 2,
    "waiting_days": 0,
    "nearest": True,
    "reserved": False,
}


def agreed(match: Match, status: MatchStatus, household: Person) -> Match:
    """``match`` at ``status``, the household having agreed to its donor on the way, if it could."""
    if status in (MatchStatus.PROPOSED, MatchStatus.DECLINED, MatchStatus.LAPSED):
        return factories.bring(match, status)
    accepted = factories.bring(match, MatchStatus.ACCEPTED)
    disclosure.agree_contact(household, accepted.reference)
    return factories.bring(factories.fresh_match(match.pk), status)


def offers(seen: Seen, offices: dict[str, Actor]) -> None:
    for status in OfferStatus:
        donor = factories.a_donor()
        offer = factories.offer_at(status, donor)
        for role, who in {**offices, "donor": actor("", donor)}.items():
            path = f"{API}/offers/{offer.reference}/"
            read(seen, role, who, "offers/…/", path=path, state=status)


def lists_and_places(seen: Seen, offices: dict[str, Actor]) -> None:
    disputed = factories.match_at(MatchStatus.DISPUTED)
    complain(factories.donor_of(disputed), disputed.reference, "not_as_described")
    paths = [
        *("requests/", "matches/", "offers/", "complaints/", "need/", "need/neighbourhoods/"),
        "need/later-portions/",
        *("need/requests/", "me/", "categories/", "regions/?page_size=5", "rounds/", "rounds/…/"),
        *("rounds/…/proposals/", "rounds/…/against/…/"),
        *(f"regions/{RW_901}/", f"figures/{HOME}/", f"figures/{RW_901}/", "figures/31/"),
        *(f"figures/{HOME}/causes/", f"regions/{HOME}/children/", "history/head/"),
        *(f"changes/public/{HOME}/", f"changes/board/{HOME}/", "changes/mine/"),
    ]
    asked = factories.verified()
    newest = world.a_round(asked).key
    PlannedProposal.private.create(
        round_id=newest, request_id=asked.pk, offer_id=1, region_code=asked.region_code,
        category=asked.category, quantity=1, distance=1, reason=world.UNMET,
    )  # fmt: skip
    for role, who in offices.items():
        for path in paths:
            read(seen, role, who, path, path=f"{API}/{path.replace('…', newest)}")


def doings(seen: Seen, offices: dict[str, Actor]) -> None:
    """What POST answers."""
    public, donor = offices["public"], offices["stranger"]
    ask = {"category": "sembako", "quantity": 2, "region": HOME, "name": "Siti", "consent": True}
    receipt = post(seen, "public", public, "requests/", ask)
    request = Request.private.get(reference=receipt["request"]["reference"])
    post(seen, "public", public, "follow/", receipt["link"])
    one = f"requests/{request.reference}/"
    post(seen, "coordinator", offices["coordinator"], f"{one}verify/")
    post(seen, "coordinator", offices["coordinator"], f"{one}link/")
    gift = {"category": "sembako", "quantity": 1, "region": HOME}
    post(seen, "donor", donor, "offers/", gift)
    post(seen, "donor", donor, f"{one}pledge/", {"quantity": 1})
    pledge = {"category": "sembako", "quantity": 1}
    post(seen, "donor", donor, f"regions/{HOME}/pledge/", pledge)
    new = {"kelurahan": HOME, "rw_number": 907}
    post(seen, "donor", donor, "neighbourhoods/", new)


def post(seen: Seen, role: str, who: Actor, path: str, body: Any = None) -> Any:
    answer = who.ask("POST", f"{API}/{path}", body)
    assert answer.status_code < 300, (path, answer.content)
    parts = ["…" if part.startswith("R-") else part for part in path.split("/")]
    note(seen, f"POST {'/'.join(parts)}", role, "", answer.json())
    return answer.json()


def sockets(seen: Seen) -> None:
    factories.verified(quantity=7)
    for topic in (f"public:{CITY}", f"public:{HOME}", f"board:{HOME}", "request:R-0", "person:1"):
        is_public = topic.startswith(topics.PUBLIC)
        told = topics.public_hint(topic) if is_public else topics.hint(topic, 1)
        note(seen, f"socket {topic}", "its followers", "", json.loads(told))
        unchanged = json.loads(topics.unchanged(topic, "cursor"))
        note(seen, f"socket {topic}", "who missed nothing", "", unchanged)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({"b": 1, "a": {"d": None, "c": [1]}}, "a{c d} b"),
        ([{"a": None}, {"a": {"b": 1}}], "a{b}"),
        ([{"a": 1}, {"a": 1}], "a"),
        ({"rows": [{"a": 1}, {"b": {}}]}, "rows{a b}"),
        ({"sembako": {"asked": 1}, "cash": {"asked": 2}}, "*{asked}"),
    ],
)
def test_shapes_name_every_field(said: Any, written: str) -> None:
    assert shapes.shape(said) == written
