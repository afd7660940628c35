"""What may be tried so often and no more, at the API."""

from collections.abc import Callable

import pytest

from people import limits
from people.limits import HOUR, LIMITS, Limit
from people.person import Person
from tests.api.client import Answer, Client, client_of
from tests.factories import ELSEWHERE, HOME, submitted, verified

Try = Callable[[Client], Answer]

ASK = {"category": "sembako"}
TRIES: dict[str, tuple[str, Try]] = {
    "a request": ("ask", lambda client: client.post("/requests/", ASK)),
    "a neighbourhood's request": (
        "ask", lambda client: client.post(f"/neighbourhoods/{HOME}.901/requests/", ASK),
    ),
    "an offer": ("publish_offer", lambda client: client.post("/offers/", {})),
    "a pledge": (
        "pledge", lambda client: client.post("/requests/R-7K3M9QXA/pledge/", {"quantity": 1}),
    ),
    "a pledge to an area": (
        "pledge",
        lambda client: client.post(
            f"/regions/{ELSEWHERE}/pledge/", {"category": "sembako", "quantity": 1}
        ),
    ),
    "a neighbourhood": (
        "add_neighbourhood", lambda client: client.post("/neighbourhoods/", {"kelurahan": HOME}),
    ),
    "a page code": (
        "open_link", lambda client: client.post("/follow/", {"token": "x", "code": "1"}),
    ),
    "a list's line taken off": (
        "remove_line", lambda client: client.post("/lists/L-7K3M9QXA/lines/1/remove/"),
    ),
    "an act on a list": ("act_on_list", lambda client: client.post("/lists/L-7K3M9QXA/close/")),
    "a list's copy": ("act_on_list", lambda client: client.post("/lists/L-7K3M9QXA/copy/")),
    "an act on a consignment": (
        "act_on_consignment", lambda client: client.post("/consignments/K-7K3M9QXA/start/"),
    ),
    "an act on a hand-out": (
        "hand_out", lambda client: client.post("/handouts/999999999/not-come/"),
    ),
    "a photo": ("add_photo", lambda client: client.post("/matches/M-7K3M9QXA/photos/", {})),
}  # fmt: skip


@pytest.mark.parametrize("what", TRIES)
def test_attempt_beyond_the_limit_is_refused_with_the_time_to_wait(
    stranger: Person, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    action, attempt = TRIES[what]
    lower(monkeypatch, action)
    client = client_of(stranger)
    assert attempt(client).status != 429
    answer = attempt(client)
    assert answer.refused == (429, "too_many_attempts")
    assert answer.headers["Retry-After"] == "3600"
    assert "in 60 min" in answer.body["detail"]


def lower(monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    """One attempt an hour at ``action``."""
    lowered = tuple(Limit(1, HOUR, limit.by) for limit in LIMITS[action])
    monkeypatch.setattr(limits, "LIMITS", {**LIMITS, action: lowered})


def test_three_hundred_people_behind_one_address_ask(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shelter's people share its address; each form is sent up to three times."""
    for limit in LIMITS["ask"]:
        assert limit.by != "network" or limit.most >= 3 * 300


def test_pledges_of_one_account_do_not_hinder_another(
    donor: Person, new_donor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_account = (Limit(1, HOUR, "account"),)
    monkeypatch.setattr(limits, "LIMITS", {**LIMITS, "pledge": by_account})
    first, second = (verified().reference for _ in range(2))
    body = {"quantity": 1}
    assert client_of(donor).post(f"/requests/{first}/pledge/", body).status == 201
    assert client_of(donor).post(f"/requests/{second}/pledge/", body).status == 429
    assert client_of(new_donor).post(f"/requests/{second}/pledge/", body).status == 201


def test_limits_do_not_open_what_is_locked(public: Client) -> None:
    """Five wrong page codes still lock a link, however much the network may try."""
    receipt = submitted()
    for _ in range(5):
        public.post("/follow/", {"token": receipt.token, "code": "xxxxxx"})
    right = {"token": receipt.token, "code": receipt.code}
    assert public.post("/follow/", right).refused == (423, "link_locked")
