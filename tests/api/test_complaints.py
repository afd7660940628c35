from aid.models import Complaint, Match
from aid.rules import MatchStatus
from people.person import Person
from tests.api.client import client_of
from tests.factories import household_of, match_at


def complained(kind: str) -> Match:
    match = match_at(MatchStatus.DELIVERED)
    household = client_of(household_of(match.request))
    answer = household.post(f"/matches/{match.reference}/complain/", {"kind": kind, "text": "…"})
    assert answer.status == 200
    return match


def test_what_never_came_is_disputed_at_once() -> None:
    match = complained("never_came")
    assert Match.private.get(pk=match.pk).status == "disputed"


def test_unknown_complaint_is_refused() -> None:
    match = match_at(MatchStatus.DELIVERED)
    household = client_of(household_of(match.request))
    answer = household.post(f"/matches/{match.reference}/complain/", {"kind": "slow"})
    assert answer.field("kind") == "complaint_unknown"
    assert Complaint.private.count() == 0


def test_coordinator_answers_and_closes(coordinator: Person) -> None:
    match = complained("not_as_described")
    client = client_of(coordinator)
    rows = client.get("/complaints/", status="open").body["results"]
    assert [row["match"] for row in rows] == [match.reference]
    path = f"/complaints/{rows[0]['id']}/close/"
    assert client.post(path).field("answer") == "required"
    closed = client.post(path, {"answer": "Sudah diganti."})
    assert (closed.body["status"], closed.body["answer"]) == ("closed", "Sudah diganti.")
    assert client.post(path, {"answer": "Lagi."}).refused == (409, "wrong_state")


def test_asking_to_pay_is_told_above_the_kelurahan_only(
    coordinator: Person, city_coordinator: Person
) -> None:
    complained("asked_to_pay")
    assert client_of(coordinator).get("/complaints/").body["results"] == []
    assert len(client_of(city_coordinator).get("/complaints/").body["results"]) == 1


def test_stranger_neither_sees_nor_closes(stranger: Person) -> None:
    complained("never_came")
    client = client_of(stranger)
    assert client.get("/complaints/").body["results"] == []
    pk = Complaint.private.get().pk
    assert client.post(f"/complaints/{pk}/close/", {"answer": "x"}).refused == (404, "not_found")
    huge = "9" * 30
    assert client.post(f"/complaints/{huge}/close/", {"answer": "x"}).refused == (404, "not_found")
