"""A coordinator asks why a request and an offer were not put together, and the engine answers."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from aid.errors import NotAllowed, NotFound
from aid.models import Match, Offer, Request
from aid.round_errors import QuestionsWait
from aid.rules import MatchStatus
from geo.codes import PROVINCE
from matching import answering, child, jobs, tasks
from matching.child import Answer, Pulse, Task
from matching.errors import NotSolved
from matching.explanation import pair_text
from matching.models import PairQuestion, Round
from matching.questions import (
    KEPT,
    MOST_SHOWN,
    MOST_WAITING,
    WAITS,
    ask_why_not,
    questions_about,
)
from matching.rounds import run_round
from people.person import Person
from tests import factories
from tests.api.client import client_of
from tests.factories import CITY, ELSEWHERE, HOME, RW_901
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db


def work() -> None:
    """The worker answers what was asked."""
    for job in app.job_manager.list_jobs(task=tasks.PAIR, status="todo"):
        jobs.answer_question(**json.loads(str(job.task_kwargs)))
        app.job_manager.cancel_job_by_id(job.id or 0)


def answered(person: Person, request: Request, offer: Offer) -> str:
    ask_why_not(person, request.reference, offer.reference)
    work()
    return pair_text(PairQuestion.private.get(request_id=request.pk).facts, "en")


def test_offer_that_goes_to_somebody_more_urgent_says_so() -> None:
    city = factories.office(CITY)
    request = factories.verified(quantity=2, urgency=2)
    factories.verified(quantity=2, urgency=0)
    offer = factories.published(quantity=2)
    assert answered(city, request, offer) == (
        "This offer is used up by requests that have priority."
    )
    assert (Match.private.count(), Round.objects.count()) == (0, 0)


def test_what_waits_for_an_answer_is_weighed_too() -> None:
    """The round gave all of it to the more urgent one: the question sees that it goes first."""
    city = factories.office(CITY)
    request = factories.verified(quantity=2, urgency=2)
    factories.verified(quantity=2, urgency=0)
    offer = factories.published(quantity=2)
    run_round("full")
    assert "have priority" in answered(city, request, offer)


def test_offer_of_another_kind_too_far_or_promised_says_so() -> None:
    city = factories.office(PROVINCE)
    request = factories.verified(quantity=2)
    meal = factories.published(category="meal")
    assert answered(city, request, meal) == "This offer is for another kind of aid."
    far = factories.published(region=ELSEWHERE, radius=1)
    Offer.private.filter(pk=far.pk).update(radius=100)
    PairQuestion.private.all().delete()
    assert answered(city, request, far).startswith("This offer doesn't reach this place.")
    given = factories.published(quantity=2)
    factories.bring(factories.proposed(request, given), MatchStatus.ACCEPTED)
    PairQuestion.private.all().delete()
    assert answered(city, request, given) == "This offer is already for this request."
    promised = factories.published(quantity=2)
    factories.bring(factories.proposed(factories.verified(), promised, 2), MatchStatus.ACCEPTED)
    PairQuestion.private.all().delete()
    assert answered(city, request, promised).startswith("Nothing can be paired now")


def test_request_that_nobody_checked_says_so() -> None:
    request, offer = factories.submitted(quantity=2).request, factories.published()
    said = answered(factories.office(CITY), request, offer)
    assert said == "This request is not checked yet."


def test_pair_that_would_be_best_waits_for_the_answer_of_another() -> None:
    """All of the offer is proposed to somebody less urgent, whom rounds leave alone."""
    factories.verified(quantity=2, urgency=2)
    offer = factories.published(quantity=2)
    run_round("full")
    request = factories.verified(quantity=2, urgency=0)
    said = answered(factories.office(CITY), request, offer)
    assert said.endswith("but one of them waits for an answer to another proposal.")


def test_repaired_plan_says_that_it_does_not_fit() -> None:
    """All 4 at once don't come out of 3."""
    city, offer = factories.office(CITY), factories.published(quantity=3)
    request = factories.verified(quantity=4)
    Request.private.filter(pk=request.pk).update(whole=True)
    assert answered(city, request, offer).startswith("This offer can't be divided to fit")


def test_answer_of_a_moment_ago_stands_and_a_waiting_one_is_asked_once() -> None:
    city = factories.office(CITY)
    request, offer = factories.verified(), factories.published()
    first = ask_why_not(city, request.reference, offer.reference)
    assert ask_why_not(city, request.reference, offer.reference).pk == first.pk
    assert len(list(app.job_manager.list_jobs(task=tasks.PAIR))) == 1
    work()
    assert ask_why_not(city, request.reference, offer.reference).answered_at is not None
    PairQuestion.private.update(answered_at=timezone.now() - timedelta(hours=1))
    assert ask_why_not(city, request.reference, offer.reference).answered_at is None


def test_one_question_of_a_person_waits_and_few_of_all() -> None:
    request = factories.verified()
    offers = [factories.published() for _ in range(MOST_WAITING + 1)]
    city = factories.office(CITY)
    ask_why_not(city, request.reference, offers[0].reference)
    with pytest.raises(QuestionsWait):
        ask_why_not(city, request.reference, offers[1].reference)
    for offer in offers[1:MOST_WAITING]:
        ask_why_not(factories.office(CITY), request.reference, offer.reference)
    with pytest.raises(QuestionsWait):
        ask_why_not(factories.office(CITY), request.reference, offers[-1].reference)
    PairQuestion.private.update(asked_at=timezone.now() - WAITS)
    assert ask_why_not(city, request.reference, offers[0].reference).answered_at is None


def test_only_who_may_pair_them_may_ask(stranger: Person, auditor: Person) -> None:
    request, offer = factories.verified(), factories.published()
    with pytest.raises(NotFound):
        ask_why_not(stranger, request.reference, offer.reference)
    with pytest.raises(NotAllowed):
        ask_why_not(auditor, request.reference, offer.reference)
    hidden = factories.published(region=ELSEWHERE)
    with pytest.raises(NotFound):
        ask_why_not(factories.office(HOME), request.reference, hidden.reference)


def test_answer_about_a_hidden_offer_is_not_shown() -> None:
    city, kelurahan = factories.office(PROVINCE), factories.office(HOME)
    request, offer = factories.verified(), factories.published(region=ELSEWHERE)
    answered(city, request, offer)
    assert [each.pk for _, each in questions_about(city, request)] == [offer.pk]
    assert questions_about(kelurahan, request) == []


def test_donor_in_office_reads_nothing_of_their_own_offers() -> None:
    """Or they would read that the household blocked them."""
    head = factories.office(RW_901)
    request, offer = factories.verified(region=RW_901), factories.published(head)
    answered(factories.office(CITY), request, offer)
    assert questions_about(head, request) == []
    assert client_of(head).get(f"/requests/{request.reference}/why-not/").body == []


def test_questions_about_hidden_offers_push_none_out() -> None:
    city, kelurahan = factories.office(PROVINCE), factories.office(HOME)
    request, offer = factories.verified(), factories.published()
    answered(kelurahan, request, offer)
    for _ in range(MOST_SHOWN):
        ask_why_not(city, request.reference, factories.published(region=ELSEWHERE).reference)
        work()
    assert [each.pk for _, each in questions_about(kelurahan, request)] == [offer.pk]
    assert len(questions_about(city, request)) == MOST_SHOWN


def test_question_that_fails_says_so_and_blocks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise NotSolved("INFEASIBLE")

    monkeypatch.setattr(child, "compute_apart", fail)
    city, request = factories.office(CITY), factories.verified()
    said = answered(city, request, factories.published())
    assert said == "No answer could be worked out. Please ask again later."
    assert ask_why_not(city, request.reference, factories.published().reference)


def test_question_ends_when_it_takes_too_long_or_is_asked_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city, request, offer = factories.office(CITY), factories.verified(), factories.published()
    monkeypatch.setattr(answering, "PATIENCE_SECONDS", -1)
    assert answered(city, request, offer).startswith("No answer could be worked out")
    monkeypatch.setattr(answering, "PATIENCE_SECONDS", 100)
    compute = child.compute_apart

    def asked_anew(task: Task, pulse: Pulse) -> Answer:
        PairQuestion.private.all().delete()
        return compute(task, pulse)

    monkeypatch.setattr(child, "compute_apart", asked_anew)
    other = factories.published()
    ask_why_not(city, request.reference, other.reference)
    work()
    assert not PairQuestion.private.exists()


def test_what_nobody_answered_in_time_is_not_waited_for() -> None:
    city, request, offer = factories.office(CITY), factories.verified(), factories.published()
    ask_why_not(city, request.reference, offer.reference)
    PairQuestion.private.update(asked_at=timezone.now() - WAITS)
    content = browser_of(city).get(f"/board/requests/{request.reference}/").content
    assert b"data-live-every" not in content
    PairQuestion.private.update(asked_at=timezone.now() - KEPT)
    ask_why_not(city, request.reference, factories.published().reference)
    assert PairQuestion.private.count() == 1


def test_board_asks_waits_and_shows_the_answer() -> None:
    request, offer = factories.verified(), factories.published()
    browser = in_english(browser_of(factories.office(CITY)))
    here = f"/board/requests/{request.reference}/"
    assert "Why not this one?" in text(browser.get(here).content)
    browser.post(f"{here}why-not/", {"offer": offer.reference})
    content = browser.get(here).content
    assert "Being worked out" in text(content) and b"data-live-every" in content
    work()
    content = browser.get(here).content
    assert "The next round would propose this offer for this request." in text(content)
    assert b"data-live-every" not in content


def test_api_asks_and_tells(stranger: Person) -> None:
    request, offer = factories.verified(), factories.published()
    client = client_of(factories.office(CITY))
    path = f"/requests/{request.reference}/why-not/"
    asked = client.post(path, {"offer": offer.reference})
    assert (asked.status, asked.body["answered_at"], asked.body["id"]) == (202, None, "")
    work()
    (told,) = client.get(path).body
    assert (told["offer"], told["facts"]) == (offer.reference, {"code": "next"})
    assert told["id"] == "Putaran berikutnya akan mengusulkan tawaran ini untuk permintaan ini."
    assert client_of(stranger).get(path).refused == (404, "not_found")
