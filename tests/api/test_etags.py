"""What somebody saw, and whether it is still so."""

from threading import Event as Signal
from typing import Any

import pytest

from aid.actions import matches, requests, unchanged
from aid.models import Event
from aid.rules import MatchStatus, RequestStatus
from api import etags
from people.person import Person
from tests import factories, lists
from tests.aid.test_races import all_at_once
from tests.api.client import Answer, Client, client_of
from tests.database import Copy
from tests.factories import HOME, KECAMATAN, match_at
from tests.waiting import until_waiting


def seen(client: Client, path: str, **headers: str) -> Answer:
    return client.ask("get", path, {}, headers=headers)


def test_same_answer_is_not_sent_again(donor: Person) -> None:
    match = match_at(MatchStatus.PROPOSED, donor=donor)
    client, path = client_of(donor), f"/matches/{match.reference}/"
    first = seen(client, path)
    assert first.headers["ETag"].startswith('"')
    again = seen(client, path, if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, None)
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert seen(client, path, if_none_match="*").status == 304
    matches.decline(donor, match.reference)
    other = seen(client, path, if_none_match=first.headers["ETag"])
    assert other.status == 200 and other.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["/categories/", f"/figures/{KECAMATAN}/", f"/regions/{HOME}/", "/need/", "/requests/",
     "/regions/boundaries/?level=city", "/me/", "/posts/", "/history/head/"],
)  # fmt: skip
def test_every_answer_has_a_tag_and_says_what_it_depends_on(public: Client, path: str) -> None:
    first = seen(public, path)
    assert first.status == 200
    assert seen(public, path, if_none_match=f'"x", {first.headers["ETag"]}').status == 304
    told = {name.strip() for name in first.headers["Vary"].split(",")}
    assert told == {"Accept-Language", "Cookie", "Authorization", "Accept-Encoding"}


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_tag_is_weak_when_compressed_and_comes_back_so(coordinator: Person, encoding: str) -> None:
    client = client_of(coordinator)
    request = factories.submitted().request
    path = f"/requests/{request.reference}/"
    packed = client.django.get(f"/api/v1{path}", headers={"accept-encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    weak = packed.headers["ETag"]
    assert weak.startswith('W/"')
    again = seen(client, path, if_none_match=weak, accept_encoding=encoding)
    assert (again.status, again.headers["ETag"]) == (304, weak)
    assert client.post(f"{path}verify/", language="id", if_match=weak).status == 200


def test_what_concerns_people_is_still_kept_nowhere(donor: Person) -> None:
    match = match_at(MatchStatus.PROPOSED, donor=donor)
    first = seen(client_of(donor), f"/matches/{match.reference}/")
    again = seen(
        client_of(donor), f"/matches/{match.reference}/", if_none_match=first.headers["ETag"]
    )
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-store"


def test_refusals_have_no_tag(public: Client) -> None:
    answer = seen(public, "/requests/R-7K3M9QXA/", if_none_match="*")
    assert answer.refused == (404, "not_found") and "ETag" not in answer.headers


def test_verb_is_done_on_what_was_seen(coordinator: Person) -> None:
    client = client_of(coordinator)
    request = factories.submitted().request
    path = f"/requests/{request.reference}/"
    tag = seen(client, path).headers["ETag"]
    assert client.post(f"{path}verify/", if_match=f'"other", {tag}').body["status"] == "verified"


def test_verb_is_not_done_on_what_changed_meanwhile(coordinator: Person) -> None:
    client = client_of(coordinator)
    request = factories.submitted().request
    path = f"/requests/{request.reference}/"
    tag = seen(client, path).headers["ETag"]
    factories.verify(request)
    before = Event.log.count()
    body = {"reason": "Ganda"}
    answer = client.post(f"{path}refuse/", body, if_match=tag)
    assert answer.refused == (412, "changed_meanwhile")
    assert Event.log.count() == before
    assert factories.fresh(request).status == RequestStatus.VERIFIED
    tag = seen(client, path).headers["ETag"]
    assert client.post(f"{path}refuse/", body, if_match=tag).body["status"] == "refused"


def test_star_matches_whatever_there_is(coordinator: Person) -> None:
    client = client_of(coordinator)
    path = f"/requests/{factories.submitted().request.reference}/verify/"
    assert client.post(path, if_match="*").status == 200
    nowhere = client.post("/requests/R-7K3M9QXA/verify/", if_match="*")
    assert nowhere.refused == (404, "not_found")


def test_where_nothing_has_a_tag_nothing_matches(donor: Person) -> None:
    request = factories.verified()
    path = f"/requests/{request.reference}/pledge/"
    for wanted in ("*", '"x"'):
        answer = client_of(donor).post(path, {"quantity": 1}, if_match=wanted)
        assert answer.refused == (412, "changed_meanwhile")


def test_stranger_learns_nothing_by_a_tag(stranger: Person) -> None:
    request = factories.submitted().request
    path = f"/requests/{request.reference}/verify/"
    assert client_of(stranger).post(path, if_match='"x"').refused == (404, "not_found")


def test_answer_comes_again_though_the_thing_changed_by_it(coordinator: Person) -> None:
    client = client_of(coordinator)
    path = f"/requests/{factories.submitted().request.reference}/"
    sent = {"if_match": seen(client, path).headers["ETag"], "idempotency_key": "1"}
    first, again = (client.post(f"{path}verify/", **sent) for _ in range(2))
    assert first.status == again.status == 200 and first.body == again.body


def test_line_is_written_anew_as_it_was_seen(rw_head: Person) -> None:
    """Two at one list: the second would write over the first one's correction of a name."""
    client = client_of(rw_head)
    path = f"/lists/{lists.draft(rw_head).reference}/lines/1/"
    tag = seen(client, path).headers["ETag"]
    body = {"name": "Ani Contoh", "people": 4, "rt": 1, "agreed": True}
    assert client.post(path, body, if_match=tag).body["name"] == "Ani Contoh"
    for late in (path, f"{path}remove/"):
        answer = client.post(late, body if late == path else {}, if_match=tag)
        assert answer.refused == (412, "changed_meanwhile")
    assert seen(client, path).body["name"] == "Ani Contoh"
    tag = seen(client, path).headers["ETag"]
    assert client.post(f"{path}remove/", if_match=tag).status == 204


def test_of_two_who_saw_the_same_one_is_too_late(
    committed_db: Copy, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two connections: the first has the request locked when the second comes, which waits for
    it and then looks."""
    request = factories.submitted().request
    clients = [client_of(coordinator), client_of(coordinator)]
    path = f"/requests/{request.reference}/"
    tag = seen(clients[0], path).headers["ETag"]
    locked = Signal()
    require = etags.require_tag

    def telling(*arguments: Any) -> None:
        require(*arguments)
        locked.set()
        until_waiting(1)

    monkeypatch.setattr(etags, "require_tag", telling)

    def second() -> Answer:
        locked.wait(20)
        return clients[1].post(f"{path}refuse/", {"reason": "Ganda"}, if_match=tag)

    first, late = all_at_once([lambda: clients[0].post(f"{path}verify/", if_match=tag), second])
    assert isinstance(first, Answer) and isinstance(late, Answer), (first, late)
    assert first.body["status"] == "verified"
    assert late.refused == (412, "changed_meanwhile")
    assert factories.fresh(request).status == RequestStatus.VERIFIED


def test_action_that_locks_in_secret_is_found_out() -> None:
    with pytest.raises(RuntimeError), unchanged.only_if(lambda: None):
        pass


def test_only_the_first_thing_locked_is_looked_at() -> None:
    first, second = (factories.submitted().request for _ in range(2))
    looked: list[int] = []
    with unchanged.only_if(lambda: looked.append(1)):
        for request in (first, second):
            requests.withdraw(factories.household_of(request), request.reference)
    assert looked == [1]
