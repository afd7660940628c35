"""The rule tables against what is expected of them, cell by cell, without a database."""

from dataclasses import dataclass, replace

import pytest

from aid import rules
from aid.relations import (
    consignment_relations,
    handout_relations,
    list_relations,
    match_relations,
    offer_relations,
    region_relations,
    request_relations,
)
from aid.rules import (
    TABLES,
    ConsignmentStatus,
    HandoutStatus,
    ListStatus,
    MatchStatus,
    RequestStatus,
    Verdict,
    Who,
)
from people.person import ANYONE, SYSTEM, Person, Role, RoleInRegion
from tests.aid.expected import EVERYBODY, EXPECTED, STATUSES, cells

RW = "31.73.01.1005.901"


def office(user_id: int, region_code: str, role: Role = Role.COORDINATOR) -> Person:
    return Person(user_id=user_id, roles=(RoleInRegion(role, region_code),))


@dataclass(frozen=True)
class Asked:
    pk: int = 1
    region_code: str = RW
    resident_id: int | None = None
    filed_by_id: int | None = 3


@dataclass(frozen=True)
class Given:
    region_code: str = RW
    donor_id: int = 4


@dataclass(frozen=True)
class Listed:
    region_code: str = RW
    opened_by_id: int | None = 10
    compiled_by_id: int | None = 5


@dataclass(frozen=True)
class Sent:
    region_code: str = RW
    donor_id: int = 4
    resident_id: int | None = None


@dataclass(frozen=True)
class HandedOut:
    """To a household that opens it by coupon 1, by its link (request 1) or its account."""

    region_code: str = RW
    donor_id: int = 4
    coupon_id: int | None = None
    resident_id: int | None = None
    own_request_id: int | None = None
    given_by_id: int | None = None


@dataclass(frozen=True)
class Paired:
    request: Asked
    donor_id: int = 4


CAST = {
    "A": ANYONE,
    "S": Person(user_id=1),
    "H": Person(opened=frozenset([1])),
    "F": Person(user_id=3),
    "D": Person(user_id=4),
    "E": office(10, RW, Role.CADRE),
    "N": Person(user_id=11, neighbour_in=frozenset([RW])),
    "W": office(5, RW),
    "K": office(6, RW[:13]),
    "C": office(7, RW[:5]),
    "U": office(8, RW[:5], Role.AUDITOR),
    "O": office(9, "31.74.01.1001"),
    "G": SYSTEM,
}
BY_ACCOUNT = (CAST | {"H": Person(user_id=2)}, Asked(resident_id=2))
BY_LINK = (CAST, Asked())
BY_HELPERS_LINK = (CAST | {"F": Person(helping=frozenset([1]))}, Asked(filed_by_id=None))


def relations(table: str, person: Person, request: Asked) -> frozenset[Who]:
    if table == "request":
        return request_relations(person, request)
    if table == "offer":
        return offer_relations(person, Given())
    if table == "region":
        return region_relations(person, RW)
    if table == "list":
        return list_relations(person, Listed())
    if table == "consignment":
        return consignment_relations(person, Sent(resident_id=request.resident_id))
    if table == "handout":
        return handout_relations(
            person, HandedOut(resident_id=request.resident_id, own_request_id=request.pk)
        )
    return match_relations(person, Paired(request))


@pytest.mark.parametrize("table", TABLES)
def test_same_verbs_are_expected(table: str) -> None:
    assert {line.verb for line in TABLES[table]} == set(EXPECTED[table])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("cast", "request_"), [BY_ACCOUNT, BY_LINK], ids=["account", "link"])
def test_every_cell(table: str, cast: dict[str, Person], request_: Asked) -> None:
    relations_of = {letter: relations(table, cast[letter], request_) for letter in cast}
    wrong = [
        f"{letter} {line.verb} at {status}: {got}, expected {line.verdict(status, letter)}"
        for line, status, letter in cells(table)
        if not (letter == "H" and table in BY_ACCOUNT_ALONE and request_.resident_id is None)
        and submitted_by_account(table, line.verb, letter, cast)
        and (got := rules.verdict(table, line.verb, status, relations_of[letter]))
        != line.verdict(status, letter)
    ]
    assert not wrong


# An institution has an account; what it gets is not opened by a link.
BY_ACCOUNT_ALONE = frozenset({"consignment"})


def submitted_by_account(table: str, verb: str, letter: str, cast: dict[str, Person]) -> bool:
    """Whether the cell means the same for a household with an account: such a household may
    do besides what anybody with an account may."""
    for_accounts = (table, verb) in {
        ("offer", "publish"),
        ("region", "add_neighbourhood"),
        ("region", "open_post"),
    }
    return not (letter == "H" and cast["H"].user_id is not None and for_accounts)


def test_coupon_opens_what_its_household_gets() -> None:
    opened = HandedOut(coupon_id=1)
    holder = Person(coupons=frozenset([1]))
    assert Who.RESIDENT in handout_relations(holder, opened)
    assert Who.RESIDENT not in handout_relations(holder, HandedOut(coupon_id=2))
    assert Who.RESIDENT not in handout_relations(holder, HandedOut())
    assert not OFFICES & handout_relations(replace(CAST["K"], coupons=frozenset([1])), opened)


@pytest.mark.parametrize("letter", ["E", "W", "K", "C"])
def test_whoever_hands_out_is_no_household_by_its_link(letter: str) -> None:
    """The link may be theirs for having filed the request; their own household they prove by its
    account or its coupon."""
    handing_out = {Who.CADRE, Who.COORDINATOR}
    opened = replace(CAST[letter], opened=frozenset([1]))
    found = handout_relations(opened, HandedOut(own_request_id=1))
    assert Who.RESIDENT not in found and handing_out & found
    elsewhere = HandedOut(own_request_id=1, region_code="31.74.01.1001.1")
    assert Who.RESIDENT in handout_relations(opened, elsewhere)
    own = HandedOut(own_request_id=1, resident_id=opened.user_id)
    found = handout_relations(opened, own)
    assert Who.RESIDENT in found and not handing_out & found


@pytest.mark.parametrize("organisation", [False, True])
def test_whoever_gives_does_not_receive(organisation: bool) -> None:
    """Not for the institution whose account they hold either, nor by an office there."""
    giver = Person(user_id=4) if not organisation else Person(2, organisations=frozenset([4]))
    giver = replace(giver, roles=CAST["K"].roles)
    sent = Sent(resident_id=giver.user_id)
    assert consignment_relations(giver, sent) == {Who.ANYONE, Who.ACCOUNT, Who.DONOR}


@pytest.mark.parametrize("letter", ["W", "K", "C"])
def test_whoever_made_a_list_does_not_check_it(letter: str) -> None:
    person = CAST[letter]
    reviewer = {Who.REVIEWER} & list_relations(person, Listed())
    assert reviewer == ({Who.REVIEWER} if letter != "W" else frozenset())
    for made in (Listed(opened_by_id=person.user_id), Listed(compiled_by_id=person.user_id)):
        assert not {Who.REVIEWER, Who.OVERSIGHT} & list_relations(person, made)
        assert Who.COORDINATOR in list_relations(person, made)


def test_helper_by_link_may_do_what_a_helper_with_an_account_may() -> None:
    cast, request = BY_HELPERS_LINK
    for table in ("request", "match"):
        for line, status, letter in cells(table):
            if letter == "F":
                helps = relations(table, cast[letter], request)
                got = rules.verdict(table, line.verb, status, helps)
                assert got == line.verdict(status, letter), (table, line.verb, status)


@pytest.mark.parametrize("table", [table for table in TABLES if STATUSES[table]])
def test_buttons_are_the_allowed_verbs(table: str) -> None:
    for status in STATUSES[table]:
        for letter in EVERYBODY:
            asked = Asked(resident_id=2) if letter == "H" else Asked()
            person = Person(user_id=2) if letter == "H" else CAST[letter]
            found = rules.allowed(table, status, relations(table, person, asked))
            expected = [
                verb
                for verb, line in EXPECTED[table].items()
                if line.verdict(status, letter) is Verdict.ALLOWED
            ]
            assert list(found) == expected, (status, letter)


@pytest.mark.parametrize("table", TABLES)
def test_verbs_lead_where_expected(table: str) -> None:
    for verb, line in EXPECTED[table].items():
        if line.to is None:
            with pytest.raises(KeyError):
                rules.target(table, verb)
        else:
            assert rules.target(table, verb) == line.to
        from_somewhere = {status.value for status in rules.sources(table, verb)}
        assert from_somewhere == line.come_from - {"new"}


def test_unknown_verb_is_an_error_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        rules.verdict("match", "steal", MatchStatus.ACCEPTED, frozenset(Who))


OFFICES = frozenset({Who.COORDINATOR, Who.REVIEWER, Who.OVERSIGHT})


@pytest.mark.parametrize("letter", ["W", "K", "C"])
def test_office_has_no_say_in_its_own_affairs(letter: str) -> None:
    person = CAST[letter]
    asked = replace(Asked(), resident_id=person.user_id)
    filed = replace(Asked(), filed_by_id=person.user_id)
    opened = replace(person, opened=frozenset([1]))
    assert not OFFICES & request_relations(person, asked)
    assert not OFFICES & request_relations(person, filed)
    assert not OFFICES & request_relations(opened, Asked())
    assert not OFFICES & offer_relations(person, Given(donor_id=person.user_id or 0))
    own_match = Paired(Asked(), donor_id=person.user_id or 0)
    assert not OFFICES & match_relations(person, own_match)
    assert Who.OUTSIDER not in request_relations(person, filed)


@pytest.mark.parametrize("letter", ["W", "K", "C", "U"])
def test_office_gives_nothing_where_it_checks(letter: str) -> None:
    """Whoever may issue the household's link must not be its donor as well."""
    assert Who.OUTSIDER not in request_relations(CAST[letter], Asked())
    elsewhere = replace(Asked(), region_code="31.74.01.1001")
    assert Who.OUTSIDER in request_relations(CAST[letter], elsewhere)


@pytest.mark.parametrize(
    ("region_code", "expected"),
    [
        ("31", OFFICES),
        ("31.73", OFFICES),
        ("31.73.01", OFFICES),
        ("31.73.01.1005", OFFICES - {Who.OVERSIGHT}),
        (RW, {Who.COORDINATOR}),
        ("31.73.01.1005.90", frozenset()),
        ("31.73.01.100", frozenset()),
        ("31.73.01.1005.902", frozenset()),
        ("31.7", frozenset()),
    ],
)
def test_office_reaches_what_lies_below_it(region_code: str, expected: frozenset[Who]) -> None:
    assert OFFICES & request_relations(office(5, region_code), Asked()) == expected


def test_nobody_ends_where_nothing_leads_on_but_the_ends() -> None:
    """Statuses from which no verb leads away are exactly the ends of the two lifecycles."""
    leaving = {status for table in TABLES.values() for r in table if r.to for status in r.come_from}
    assert set(RequestStatus) - leaving == {
        RequestStatus.REFUSED,
        RequestStatus.WITHDRAWN,
        RequestStatus.EXPIRED,
        RequestStatus.ENOUGH,
    }
    assert set(MatchStatus) - leaving == {
        MatchStatus.CONFIRMED,
        MatchStatus.DECLINED,
        MatchStatus.LAPSED,
        MatchStatus.CANCELLED,
        MatchStatus.LOST,
    }
    assert set(ListStatus) - leaving == {ListStatus.CLOSED}
    assert set(ConsignmentStatus) - leaving == {
        ConsignmentStatus.CLOSED,
        ConsignmentStatus.CANCELLED,
        ConsignmentStatus.LOST,
    }
    assert set(HandoutStatus) - leaving == {HandoutStatus.CONFIRMED, HandoutStatus.LOST}
