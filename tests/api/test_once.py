"""A POST that is sent again changes nothing again."""

from collections.abc import Callable
from threading import Event as Signal
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aid import rules
from aid.actions import photos
from aid.models import Event, Offer, Request
from aid.rules import MatchStatus
from api import once
from people.jobs import forget_answers
from people.models import KeptAnswer
from people.person import Person
from tests import factories, lists
from tests.aid.pictures import JPEG
from tests.aid.sheets import HEADINGS, csv_file, good
from tests.aid.test_races import all_at_once
from tests.api.client import V1, Answer, Client, answer_of, client_of
from tests.api.test_limits import lower
from tests.database import Copy
from tests.factories import CITY, ELSEWHERE, HOME

KEY = "6f1c2d8a-contoh-kunci"
ASK = {
    "category": "sembako", "quantity": 1, "region": HOME, "name": "Siti Contoh",
    "phone": "0812-0000-1234", "consent": True,
}  # fmt: skip
GIVE = {"category": "sembako", "quantity": 5, "region": HOME}


def test_same_request_sent_again_is_one_request(public: Client) -> None:
    """Without an account, on a phone whose network swallowed the answer."""
    first = public.post("/requests/", ASK, idempotency_key=KEY)
    again = public.post("/requests/", ASK, idempotency_key=KEY)
    assert first.status == again.status == 201
    assert first.body == again.body and again.body["link"]["token"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Content-Type"] == first.headers["Content-Type"] == "application/json"
    assert again.headers["Cache-Control"] == "no-store"
    assert Request.private.count() == 1
    assert Event.log.filter(kind="submit").count() == 1


def test_another_key_is_another_request(donor: Person) -> None:
    client = client_of(donor)
    answers = [client.post("/offers/", GIVE, idempotency_key=f"k{n}") for n in range(2)]
    assert {answer.status for answer in answers} == {201}
    assert Offer.private.count() == 2


def test_order_and_spaces_of_a_body_say_nothing_else(donor: Person) -> None:
    client = client_of(donor)
    client.post("/offers/", GIVE, idempotency_key="1")
    again = client.post("/offers/", dict(reversed(GIVE.items())), idempotency_key='"1"')
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/offers/", {**GIVE, "quantity": 6}),
        ("/offers/?x=1", GIVE),
        (f"/regions/{ELSEWHERE}/pledge/", {"category": "sembako", "quantity": 1}),
    ],
)
def test_key_is_for_one_address_and_body(donor: Person, path: str, body: dict[str, Any]) -> None:
    client = client_of(donor)
    client.post("/offers/", GIVE, idempotency_key=KEY)
    refused = client.post(path, body, idempotency_key=KEY).refused
    assert refused == (422, "idempotency_key_reused")
    assert Offer.private.count() == 1


def test_nobody_gets_the_answer_to_somebody_else(donor: Person, new_donor: Person) -> None:
    first = client_of(donor).post("/offers/", GIVE, idempotency_key="1")
    other = client_of(new_donor).post("/offers/", GIVE, idempotency_key="1")
    assert other.status == 201 and "Idempotency-Replayed" not in other.headers
    assert other.body["reference"] != first.body["reference"]


def test_session_without_account_has_keys_of_its_own(public: Client) -> None:
    """What was answered in a session that opened links is not told without it."""
    opened = client_of(factories.opened(factories.submitted()))
    clients = (opened, opened, public)
    first, again, other = (
        client.post("/requests/", ASK, idempotency_key="1" * 16) for client in clients
    )
    assert again.body == first.body
    assert other.status == 201 and other.body["link"]["token"] != first.body["link"]["token"]


def test_answer_to_an_office_is_told_to_it_alone(city_coordinator: Person) -> None:
    """A new link for a household: nothing for who knows the password of the office and guesses
    its key, but has no second factor."""
    request = factories.submitted().request
    path = f"/requests/{request.reference}/link/"
    assert client_of(city_coordinator).post(path, idempotency_key="1").status == 200
    account = Person(user_id=city_coordinator.user_id)
    assert client_of(account).post(path, idempotency_key="1").refused == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/requests/",
        f"/neighbourhoods/{HOME}.901/requests/",
        "/offers/",
        "/requests/R-7K3M9QXA/pledge/",
        f"/regions/{HOME}/pledge/",
        "/matches/M-7K3M9QXA/accept/",
    ],
)
def test_what_must_not_be_done_twice_needs_a_key(donor: Person, path: str) -> None:
    answer = client_of(donor).post(path, {}, idempotency_key=None)
    assert answer.refused == (400, "idempotency_key_missing")


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "kunci\tlain", "kunçi"])
def test_key_is_printable_and_not_too_long(donor: Person, key: str) -> None:
    refused = client_of(donor).post("/offers/", GIVE, idempotency_key=key).refused
    assert refused == (400, "idempotency_key_invalid")


def test_longest_key_serves(donor: Person) -> None:
    assert client_of(donor).post("/offers/", GIVE, idempotency_key="x" * 255).status == 201


def test_strangers_cannot_guess_a_key(public: Client) -> None:
    answer = public.post("/requests/", ASK, idempotency_key="x" * 15)
    assert answer.refused == (400, "idempotency_key_too_short")
    assert not Request.private.exists()


def test_refused_is_not_remembered(donor: Person) -> None:
    client = client_of(donor)
    request = factories.submitted().request
    path = f"/requests/{request.reference}/pledge/"
    assert client.post(path, {"quantity": 1}, idempotency_key=KEY).status == 409
    factories.verify(request)
    assert client.post(path, {"quantity": 1}, idempotency_key=KEY).status == 201


def test_wrong_codes_are_counted_each_time(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor=donor)
    path = f"/matches/{match.reference}/enter-code/"
    wrong = [
        client_of(donor).post(path, {"code": "x"}, idempotency_key=KEY).refused for _ in range(2)
    ]
    assert wrong == [(422, "wrong_code")] * 2
    assert factories.fresh_match(match.pk).wrong_codes == 2
    assert not KeptAnswer.private.exists()


def test_answer_without_body_is_given_again(city_coordinator: Person) -> None:
    client = client_of(city_coordinator)
    tried = client.post("/rounds/", {"region": CITY, "dry_run": True}).body["id"]
    path = f"/rounds/{tried}/cancel/"
    first, again = (client.post(path, {"region": CITY}, idempotency_key=KEY) for _ in range(2))
    assert (first.status, first.body) == (again.status, again.body) == (204, None)
    assert "Content-Type" not in again.headers
    assert again.headers["Idempotency-Replayed"] == "true"


def sent_file(client: Client, path: str, **fields: Any) -> Answer:
    """A form with a file, in boundaries of its own each time."""
    form = {name: ContentFile(*value) if isinstance(value, tuple) else value
            for name, value in fields.items()}  # fmt: skip
    return answer_of(client.django.post(V1 + path, form, headers={"idempotency-key": KEY}))


def test_photo_sent_again_is_one_photo_though_the_first_was_the_last(
    donor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes again is not decoded anew, nor refused because the album is full."""
    monkeypatch.setattr(rules, "MOST_PHOTOS", 1)
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor=donor)
    client, path = client_of(donor), f"/matches/{match.reference}/photos/"
    first = sent_file(client, path, photo=(JPEG, "a.jpg"))
    assert first.status == 200 and len(first.body) == 1
    monkeypatch.setattr(photos, "decoded_photo", failing)
    again = sent_file(client, path, photo=(JPEG, "a.jpg"))
    assert (again.body, again.headers["Idempotency-Replayed"]) == (first.body, "true")
    other = sent_file(client, path, photo=(JPEG + b"x", "a.jpg"))
    assert other.refused == (422, "idempotency_key_reused")


def test_list_sent_again_is_told_the_same(rw_head: Person) -> None:
    found = lists.opened(rw_head)
    client, path = client_of(rw_head), f"/lists/{found.reference}/import/"
    file = csv_file(HEADINGS, good())
    first, again = (sent_file(client, path, file=(file, "a.csv"), agreed="1") for _ in range(2))
    assert first.body == again.body == {"new": 1, "changed": 0, "unchanged": 0}
    other = sent_file(client, path, file=(file, "a.csv"), agreed="0")
    assert other.refused == (422, "idempotency_key_reused")


def test_opening_a_link_again_opens_it_again(public: Client) -> None:
    """No answer is kept: what it does, it does to the session."""
    receipt = factories.submitted()
    opening = {"token": receipt.token, "code": receipt.code}
    for client in (public, client_of()):
        answer = client.post("/follow/", opening, idempotency_key=KEY)
        assert answer.status == 200 and "Idempotency-Replayed" not in answer.headers
        assert client.get("/me/").body["opened"] == [receipt.request.reference]


def test_attempts_are_counted_for_answers_that_come_again(
    donor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "publish_offer")
    client = client_of(donor)
    assert client.post("/offers/", GIVE, idempotency_key=KEY).status == 201
    assert client.post("/offers/", GIVE, idempotency_key=KEY).refused == (429, "too_many_attempts")


def test_key_costs_two_statements(donor: Person) -> None:
    """One to look, one to keep."""
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor=donor)
    client, path = client_of(donor), f"/matches/{match.reference}/write-message/"
    statements = []
    for key in (None, None, KEY):
        with CaptureQueriesContext(connection) as captured:
            assert client.post(path, {"text": "Sebentar lagi"}, idempotency_key=key).status == 200
        statements.append(len(captured))
    assert statements[2] == statements[1] + 2


def failing(*_: object) -> object:
    raise RuntimeError("Listrik padam.")


def test_mishap_after_the_action_leaves_neither_action_nor_key(
    committed_db: Copy, donor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(donor)
    client.django.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(once, "keep_answer", failing)
        answer = client.post("/offers/", GIVE, idempotency_key=KEY)
    assert answer.refused == (500, "server_error")
    assert not Offer.private.exists() and not Event.log.filter(kind="publish").exists()
    again = client.post("/offers/", GIVE, idempotency_key=KEY)
    assert again.status == 201 and "Idempotency-Replayed" not in again.headers


def test_second_of_two_at_once_is_told_to_wait(
    committed_db: Copy, donor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two connections: the first holds its transaction open until the second was answered."""
    began, answered = Signal(), Signal()
    keep = once.keep_answer

    def slowly(*arguments: Any) -> object:
        began.set()
        answered.wait(20)
        return keep(*arguments)

    monkeypatch.setattr(once, "keep_answer", slowly)
    clients = [client_of(donor), client_of(donor)]

    def second() -> object:
        began.wait(20)
        try:
            return clients[1].post("/offers/", GIVE, idempotency_key=KEY)
        finally:
            answered.set()

    acts: list[Callable[[], object]] = [
        lambda: clients[0].post("/offers/", GIVE, idempotency_key=KEY), second,
    ]  # fmt: skip
    first, waiting = all_at_once(acts)
    assert first.status == 201, first  # type: ignore[attr-defined]
    assert waiting.refused == (409, "idempotency_in_flight"), waiting  # type: ignore[attr-defined]
    assert waiting.headers["Retry-After"] == "1"  # type: ignore[attr-defined]
    again = clients[1].post("/offers/", GIVE, idempotency_key=KEY)
    assert again.body == first.body  # type: ignore[attr-defined]
    assert Offer.private.count() == 1


def test_sixteen_at_once_are_one(committed_db: Copy, donor: Person) -> None:
    client = client_of(donor)
    attempt = [lambda: client_of(donor).post("/offers/", GIVE, idempotency_key=KEY)] * 16
    outcomes = all_at_once(attempt)
    codes = {outcome.status for outcome in outcomes}  # type: ignore[attr-defined]
    assert 201 in codes and codes <= {201, 409}, outcomes
    assert client.post("/offers/", GIVE, idempotency_key=KEY).status == 201
    assert Offer.private.count() == 1


def test_table_tells_neither_key_nor_answer(public: Client) -> None:
    answer = public.post("/requests/", ASK, idempotency_key=KEY)
    with connection.cursor() as cursor:
        cursor.execute("select answer::text from people_keptanswer answer")
        (row,) = cursor.fetchone()
    assert KEY not in row
    for told in (answer.body["link"]["token"], answer.body["request"]["reference"]):
        assert told not in row and told.encode().hex() not in row


def test_database_shows_no_answer_whose_key_was_not_named(
    committed_db: Copy, donor: Person
) -> None:
    client_of(donor).post("/offers/", GIVE, idempotency_key=KEY)
    assert not KeptAnswer.private.exists()
    with connection.cursor() as cursor:
        cursor.execute("delete from people_keptanswer")
        assert cursor.rowcount == 0


def test_answers_are_forgotten_after_a_day(committed_db: Copy, donor: Person) -> None:
    client = client_of(donor)
    for key in ("old", "new"):
        client.post("/offers/", GIVE, idempotency_key=key)
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute(
            "update people_keptanswer set made_at = made_at - interval '25 hours'"
            " where made_at = (select min(made_at) from people_keptanswer)"
        )
    forget_answers(0)
    answers = {
        key: client.post("/offers/", GIVE, idempotency_key=key).headers for key in ("old", "new")
    }
    assert "Idempotency-Replayed" not in answers["old"]
    assert answers["new"]["Idempotency-Replayed"] == "true"
