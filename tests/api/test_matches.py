"""Each verb of a match through the API: who may, and what comes of it."""

from datetime import timedelta

import pytest

from aid.models import Match
from aid.rules import MatchStatus
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import (
    donor_of,
    household_of,
    match_at,
    office,
    pledged,
    proposed,
    published,
    verified,
)

M = MatchStatus

# Verb, the status it starts from, who does it, its fields, the status it leads to.
WAYS = [
    ("accept", M.PROPOSED, "donor", {}, M.ACCEPTED),
    ("decline", M.PROPOSED, "donor", {}, M.DECLINED),
    ("start", M.ACCEPTED, "donor", {}, M.ON_THE_WAY),
    ("deliver", M.ON_THE_WAY, "donor", {}, M.DELIVERED),
    ("receive", M.ON_THE_WAY, "office", {}, M.DELIVERED),
    ("confirm", M.DELIVERED, "household", {}, M.CONFIRMED),
    ("dispute", M.DELIVERED, "household", {}, M.DISPUTED),
    ("settle", M.DISPUTED, "office", {"arrived": True}, M.CONFIRMED),
    ("settle", M.DISPUTED, "office", {"arrived": False}, M.LOST),
    ("lose", M.ON_THE_WAY, "donor", {}, M.LOST),
    ("cancel", M.ACCEPTED, "donor", {}, M.CANCELLED),
    ("agree-contact", M.ACCEPTED, "household", {}, M.ACCEPTED),
    ("complain", M.ACCEPTED, "donor", {"kind": "not_as_described"}, M.ACCEPTED),
]


def side(match: Match, who: str) -> Person:
    if who == "donor":
        return donor_of(match)
    return household_of(match.request) if who == "household" else office(match.request.region_code)


@pytest.mark.parametrize(("verb", "start", "who", "body", "end"), WAYS)
def test_verb_leads_where_the_rules_say(
    verb: str, start: MatchStatus, who: str, body: dict[str, object], end: MatchStatus
) -> None:
    match = match_at(start)
    answer = client_of(side(match, who)).post(f"/matches/{match.reference}/{verb}/", body)
    assert (answer.status, answer.body["status"]) == (200, end)


@pytest.mark.parametrize(("verb", "start", "body"), [(way[0], way[1], way[3]) for way in WAYS])
def test_stranger_does_none_of_them(
    stranger: Person, verb: str, start: MatchStatus, body: dict[str, object]
) -> None:
    match = match_at(start)
    answer = client_of(stranger).post(f"/matches/{match.reference}/{verb}/", body)
    assert answer.refused == (404, "not_found")
    assert Match.private.get().status == start


def test_donor_does_not_find_out_when_somebody_asked() -> None:
    """Answers to a filter halve the time in which it was, as often as somebody asks."""
    match = match_at(M.ACCEPTED)
    asked = match.request.submitted_at
    before, after = (asked + timedelta(hours=hours) for hours in (-1, 1))

    def found(person: Person) -> list[int]:
        client = client_of(person)
        answers = (client.get("/matches/", waiting_since=at.isoformat()) for at in (before, after))
        return [len(answer.body["results"]) for answer in answers]

    assert found(donor_of(match)) == [0, 0]
    assert found(office(match.request.region_code)) == found(household_of(match.request)) == [0, 1]


def test_donor_delivers_with_the_households_code() -> None:
    match = match_at(M.ON_THE_WAY)
    path = f"/matches/{match.reference}"
    code = client_of(household_of(match.request)).get(f"{path}/receipt-code/")
    assert code.headers["Cache-Control"] == "no-store"
    answer = client_of(donor_of(match)).post(f"{path}/enter-code/", code.body)
    assert answer.body["status"] == "confirmed"


@pytest.mark.parametrize("who", ["donor", "office"])
def test_receipt_code_is_for_the_household_alone(who: str) -> None:
    match = match_at(M.ON_THE_WAY)
    answer = client_of(side(match, who)).get(f"/matches/{match.reference}/receipt-code/")
    assert answer.refused == (403, "not_allowed")


def test_short_delivery_splits_the_match() -> None:
    match = match_at(M.ON_THE_WAY, quantity=4)
    client = client_of(donor_of(match))
    answer = client.post(f"/matches/{match.reference}/deliver/", {"quantity": 3})
    assert (answer.body["status"], answer.body["quantity"]) == ("delivered", 3)
    others = client.get("/matches/", status="lost").body["results"]
    assert [other["quantity"] for other in others] == [1]


def test_more_than_was_on_its_way_is_not_delivered() -> None:
    match = match_at(M.ON_THE_WAY, quantity=4)
    client = client_of(donor_of(match))
    answer = client.post(f"/matches/{match.reference}/deliver/", {"quantity": 5})
    assert answer.refused == (409, "more_than_needed")


def test_address_opens_only_when_the_household_agrees() -> None:
    match = match_at(M.ACCEPTED)
    donor = client_of(donor_of(match))
    path = f"/matches/{match.reference}"
    assert donor.get(f"{path}/contact/").refused == (403, "contact_not_agreed")
    assert client_of(household_of(match.request)).post(f"{path}/agree-contact/").status == 200
    contact = donor.get(f"{path}/contact/")
    assert contact.body["address"] == "Jalan Contoh 5"
    assert contact.headers["Cache-Control"] == "no-store"


def test_office_agrees_for_the_household_only_after_asking_it() -> None:
    match = match_at(M.ACCEPTED)
    client = client_of(side(match, "office"))
    path = f"/matches/{match.reference}/agree-contact/"
    assert client.post(path).field("household_agreed") == "household_not_asked"
    assert client.post(path, {"household_agreed": True}).body["contact_agreed"] is True


def test_donor_learns_nothing_private_from_a_match() -> None:
    match = match_at(M.ACCEPTED)
    shown = str(client_of(donor_of(match)).get(f"/matches/{match.reference}/").body)
    for secret in ("Siti", "3456 7890", "34567890", "Jalan", "pos RW", match.receipt_salt):
        assert secret not in shown


def test_where_it_goes_is_told_on_the_500_m_grid() -> None:
    # Two requests of one kelurahan from different points are shown at the same place.
    one = proposed(verified(latitude=-6.1200, longitude=106.7700))
    other = proposed(verified(latitude=-6.1275, longitude=106.7655))
    places = [
        client_of(donor_of(match)).get(f"/matches/{match.reference}/").body["place"]
        for match in (one, other)
    ]
    assert one.request.place != other.request.place
    assert places[0] == places[1]


def test_reason_of_a_round_is_told_in_both_languages() -> None:
    match = proposed()
    facts = {
        "code": "match", "category": "sembako", "quantity": 4, "asked": 4, "km": 1.5,
        "nearest": True, "reserved": False, "urgency": 0, "waiting_days": 2,
    }  # fmt: skip
    Match.private.filter(pk=match.pk).update(reason=facts)
    reason = client_of(donor_of(match)).get(f"/matches/{match.reference}/").body["reason"]
    assert reason["en"].startswith("Nearest that suffices: about 1.5 km")
    assert reason["id"].startswith("Terdekat yang cukup: ± 1,5 km")
    assert reason["facts"] == facts


def test_pledge_has_no_reason(donor: Person) -> None:
    match = pledged(verified(), 1, donor)
    assert client_of(donor).get(f"/matches/{match.reference}/").body["reason"] is None


def test_lists_hold_what_concerns_one_and_nothing_else(stranger: Person) -> None:
    match, _ = proposed(), proposed(verified(), published())
    own = client_of(donor_of(match)).get("/matches/").body["results"]
    assert [row["reference"] for row in own] == [match.reference]
    assert client_of(stranger).get("/matches/").body["results"] == []


def test_filters_of_matches(city_coordinator: Person) -> None:
    match = match_at(M.ACCEPTED)
    client = client_of(city_coordinator)
    for query in (
        {"status": "accepted"},
        {"request": match.request.reference},
        {"offer": match.offer.reference},
        {"category": "sembako"},
        {"region": "31.73.01"},
        {"reference": match.reference},
    ):
        assert len(client.get("/matches/", **query).body["results"]) == 1, query
    for query in ({"status": "lost"}, {"category": "meal"}, {"region": "31.74"}):
        assert client.get("/matches/", **query).body["results"] == [], query


def test_nobody_acts_without_a_session(public: Client) -> None:
    match = match_at(M.PROPOSED)
    answer = public.post(f"/matches/{match.reference}/accept/")
    assert answer.refused == (404, "not_found")
