import re
from typing import Any

import pytest

from aid.models import Request
from people.person import Person
from tests import lists
from tests.api.client import Client, client_of
from tests.factories import (
    CITY,
    HOME,
    RW_901,
    count_neighbourhoods,
    declared,
    in_rw_901,
    rw_901,
    verified,
)
from tests.frontend.browsers import browser_of


def test_area_shows_rounded_need(public: Client) -> None:
    # 7 packages are open; shown as 5.
    verified(quantity=3)
    verified(quantity=4, urgency=0)
    areas = public.get("/need/", region=CITY).body
    assert [area["region"]["code"] for area in areas] == [HOME]
    assert areas[0]["needs"] == [
        {"category": "sembako", "quantity": 5, "urgency": 0, "waiting": "today"}
    ]


def test_small_need_of_an_area_has_no_number(public: Client) -> None:
    verified(quantity=4)
    assert public.get("/need/").body[0]["needs"][0]["quantity"] is None


def test_requests_to_pledge_to_are_for_those_with_an_account(public: Client) -> None:
    assert public.get("/need/requests/").refused == (401, "sign_in_needed")


def test_donor_finds_a_request_by_its_kelurahan_never_its_rw(donor: Person) -> None:
    request = verified(region=rw_901().code)
    client = client_of(donor)
    rows = client.get("/need/requests/", region=HOME).body["results"]
    assert [row["reference"] for row in rows] == [request.reference]
    assert rows[0]["region"]["code"] == HOME
    assert set(rows[0]) == {
        "reference", "region", "place", "category", "quantity", "urgency", "institution", "slot",
        "whole",
    }  # fmt: skip


def test_asking_for_a_single_rw_tells_no_more(donor: Person) -> None:
    verified(region=rw_901().code)
    answer = client_of(donor).get("/need/requests/", region=RW_901)
    assert answer.body["results"] == []


def test_rw_is_named_where_ten_households_ask(donor: Person) -> None:
    in_rw_901(10)
    count_neighbourhoods()
    rows = client_of(donor).get("/need/requests/", region=RW_901).body["results"]
    assert {row["region"]["code"] for row in rows} == {RW_901}
    assert len(rows) == 10


@pytest.mark.parametrize("ordering", ["urgency", "waiting", "distance"])
def test_no_order_tells_who_asked_before_whom(donor: Person, ordering: str) -> None:
    """Equals come in the order of their references, which are random; page by page too."""
    made = [verified().reference for _ in range(6)]
    client, near = client_of(donor), {"near": "-6.14,106.73"} if ordering == "distance" else {}
    page = client.get("/need/requests/", ordering=ordering, page_size=2, **near).body
    seen, previous = [row["reference"] for row in page["results"]], None
    while page["next"]:
        page = client.get("/need/requests/?" + page["next"].partition("?")[2]).body
        seen += [row["reference"] for row in page["results"]]
        previous = page["previous"]
    assert seen == sorted(made)
    back = client.get("/need/requests/?" + str(previous).partition("?")[2]).body["results"]
    assert [row["reference"] for row in back] == sorted(made)[2:4]


def test_page_for_donors_tells_it_no_more(donor: Person) -> None:
    for _ in range(6):
        verified()
    content = browser_of(donor).get(f"/give/need/{HOME}/").content.decode()
    shown = list(dict.fromkeys(re.findall(r"R-[0-9A-Z]{8}", content)))
    assert len(shown) == 6 and shown == sorted(shown)


def test_most_urgent_come_first(donor: Person) -> None:
    later, urgent = verified(urgency=2), verified(urgency=0)
    rows = client_of(donor).get("/need/requests/").body["results"]
    assert [row["reference"] for row in rows] == [urgent.reference, later.reference]
    only = client_of(donor).get("/need/requests/", urgency=2).body["results"]
    assert [row["reference"] for row in only] == [later.reference]


def test_own_requests_are_left_out(resident: Person) -> None:
    verified(resident)
    assert client_of(resident).get("/need/requests/").body["results"] == []


def test_declared_need_of_a_neighbourhood_is_shown(public: Client) -> None:
    declared(20)
    areas = public.get("/need/neighbourhoods/", region=HOME).body
    assert [area["region"]["code"] for area in areas] == [RW_901]
    assert areas[0]["needs"][0]["quantity"] == 20


def test_pages_of_requests_follow_each_other(donor: Person) -> None:
    made = [verified(urgency=urgency).reference for urgency in (2, 0, 1)]
    client = client_of(donor)
    page = client.get("/need/requests/", page_size=2).body
    rest = client.get("/need/requests/?" + page["next"].partition("?")[2]).body
    seen = [row["reference"] for row in [*page["results"], *rest["results"]]]
    assert seen == [made[1], made[2], made[0]]


@pytest.mark.parametrize("path", ["/need/", "/need/neighbourhoods/", "/need/requests/"])
@pytest.mark.parametrize("query", [{"region": "99.9"}, {"category": "gold"}])
def test_bad_query_is_refused(donor: Person, path: str, query: dict[str, str]) -> None:
    assert client_of(donor).get(path, **query).refused == (400, "bad_query")


def test_later_weeks_are_told_apart_and_rounded(public: Client) -> None:
    six = [lists.household(number) for number in range(1, 7)]
    lists.verified(None, six, first_day=lists.later(14))
    assert public.get("/need/neighbourhoods/", region=HOME).body == []
    (portion,) = public.get("/need/later-portions/", region=HOME).body
    assert portion["region"]["code"] == RW_901
    assert (portion["day"], portion["quantity"]) == (lists.later(14).isoformat(), 5)


def test_of_each_list_no_more_portions_are_read_than_told(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may ask for the whole city."""
    six = [lists.household(number) for number in range(1, 7)]
    lists.verified(None, six, first_day=lists.later(14), portions=6)
    taken, read = Request.from_db, []

    def note(*row: Any) -> Request:
        read.append(taken(*row))
        return read[-1]

    monkeypatch.setattr(Request, "from_db", note)
    told = public.get("/need/later-portions/").body
    days = [lists.later(14 + 7 * week).isoformat() for week in range(4)]
    assert [portion["day"] for portion in told] == days
    assert len(read) == 4


def test_requests_to_pledge_to_are_told_with_the_fields_asked_for(donor: Person) -> None:
    verified()
    page = client_of(donor).get("/need/requests/", fields="reference,quantity").body
    assert [set(row) for row in page["results"]] == [{"reference", "quantity"}]
