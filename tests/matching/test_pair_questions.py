"""A coordinator asks why a request and an offer were not put together, and the engine answers."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from aid.errors import NotAllowed, NotFound, QuestionsWait
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus
from geo.codes import PROVINCE
from matching import jobs, tasks
from matching.explanation import pair_text
from matching.models import PairQuestion, Round
from matching.questions import MOST_WAITING, WAITS, ask_why_not, questions_about
from matching.rounds import run_round
from people.person import Person
from tests import factories
from tests.api.client import client_of
from tests.factories import CITY, ELSEWHERE, HOME
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
    assert answered(city, request, given).startswith("Nothing is open any more")


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
    assert "This offer is already for this request." in text(content)
    assert b"data-live-every" not in content


def test_api_asks_and_tells(stranger: Person) -> None:
    request, offer = factories.verified(), factories.published()
    client = client_of(factories.office(CITY))
    path = f"/requests/{request.reference}/why-not/"
    asked = client.post(path, {"offer": offer.reference})
    assert (asked.status, asked.body["answered_at"], asked.body["id"]) == (202, None, "")
    work()
    (told,) = client.get(path).body
    assert (told["offer"], told["facts"]) == (offer.reference, {"code": "matched"})
    assert told["id"] == "Tawaran ini sudah untuk permintaan ini."
    assert client_of(stranger).get(path).refused == (404, "not_found")
