"""A round takes back proposals that nobody answered, many at once."""

import pytest
from procrastinate.contrib.django import app

from aid import events
from aid.actions import matches
from aid.actions.taking_back import Standing, take_back
from aid.errors import WrongState
from aid.models import Event, Match
from aid.rules import MatchStatus
from people.person import Person
from tests import factories, invariants
from tests.factories import fresh, fresh_match, fresh_offer, published, verified

pytestmark = pytest.mark.django_db


def standing(match: Match) -> Standing:
    return Standing(match.pk, match.request_id, match.offer_id)


def test_what_is_taken_back_is_open_again_on_both_sides() -> None:
    match = factories.proposed()
    assert take_back([standing(match)], 7) == [match.pk]
    ended = fresh_match(match.pk)
    assert (ended.status, ended.ended_why) == (MatchStatus.LAPSED, "weighed_again")
    assert (fresh(match.request).proposed, fresh_offer(match.offer).proposed) == (0, 0)
    invariants.check_everything()


def test_what_was_answered_is_left_alone() -> None:
    kept = [factories.match_at(status) for status in (MatchStatus.ACCEPTED, MatchStatus.DECLINED)]
    waits = factories.proposed()
    assert take_back([standing(match) for match in (*kept, waits)], 7) == [waits.pk]
    assert [fresh_match(match.pk).status for match in kept] == ["accepted", "declined"]
    invariants.check_everything()


def test_what_is_taken_back_twice_ends_once() -> None:
    match = factories.proposed()
    take_back([standing(match)], 7)
    assert take_back([standing(match)], 8) == []
    assert Event.log.filter(kind="lapse").count() == 1
    invariants.check_everything()


def test_hundreds_take_as_many_statements_as_one(
    django_assert_max_num_queries: object,
) -> None:
    offer = published(quantity=12)
    waiting = [standing(factories.proposed(verified(), offer, 1)) for _ in range(12)]
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert len(take_back(waiting, 7)) == 12
    assert fresh_offer(offer).proposed == 0
    invariants.check_everything()


def test_the_pages_of_both_sides_hear_of_it(
    resident: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[set[str]] = []
    match = factories.proposed(verified(resident))
    monkeypatch.setattr(events, "publish", lambda topics, *_: told.append(set(topics)))
    take_back([standing(match)], 7)
    (heard,) = told
    assert {
        f"request:{match.request.reference}",
        f"person:{resident.user_id}",
        f"person:{match.donor_id}",
    } <= heard


def test_next_round_looks_at_what_was_taken_back() -> None:
    """Even if the one that took it back dies before it proposes anything."""
    match = factories.proposed()
    before = len(list(app.job_manager.list_jobs(task="matching.arrival", status="todo")))
    take_back([standing(match)], 7)
    after = len(list(app.job_manager.list_jobs(task="matching.arrival", status="todo")))
    assert after == before + 1


def test_donor_can_no_longer_accept_it() -> None:
    match = factories.proposed()
    take_back([standing(match)], 7)
    with pytest.raises(WrongState):
        matches.accept(factories.donor_of(match), match.reference)
    assert fresh_match(match.pk).status == MatchStatus.LAPSED
