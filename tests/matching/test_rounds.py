"""A round proposes what is best, says why, and never commits too much."""

import json
import threading
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django import Settings

from aid.actions.matches import decline
from aid.errors import NotAllowed
from aid.models import Event, Match
from aid.rules import MatchStatus
from matching import child, jobs, queries, tasks
from matching.actions import ask_for_round
from matching.errors import NotSolved
from matching.explanation import reason_text
from matching.locks import ORDER, ROUNDS
from matching.models import Gap, Round
from matching.policy import Policy
from matching.queries import gap_facts
from matching.report import WIDTH, report
from matching.rounds import run_round
from matching.solver import solve
from people.person import Person
from tests import factories
from tests.database import Copy
from tests.factories import CITY, HOME, KECAMATAN


@pytest.mark.django_db
def test_round_proposes_with_a_reason() -> None:
    request, offer = factories.verified(urgency=0), factories.published()
    this = run_round("full")
    match = Match.private.get(round_id=this.pk)
    assert (match.request_id, match.offer_id, match.quantity) == (request.pk, offer.pk, 4)
    assert match.status == MatchStatus.PROPOSED
    assert match.distance == round(request.place.distance(offer.place))
    assert reason_text(match.reason, "id") == (
        "Terdekat yang cukup: kurang dari 1 km; mendesak: tidak ada makanan hari ini."
    )
    assert (factories.fresh(request).proposed, factories.fresh_offer(offer).proposed) == (4, 4)


@pytest.mark.django_db
def test_round_is_stored_with_what_it_takes_to_judge_it() -> None:
    factories.verified()
    factories.published(quantity=3)
    this = run_round("arrival", Policy(cost_grid_m=20), seed=7)
    stored = Round.objects.get(pk=this.pk)
    assert (stored.kind, stored.status, stored.seed) == ("arrival", "done", 7)
    assert Policy.from_dict(stored.policy) == Policy(cost_grid_m=20)
    assert len(stored.digest) == 64
    assert stored.finished_at is not None
    figures = stored.figures
    assert (figures["proposed"], figures["skipped"]) == (1, 0)
    assert figures["proof"]["optimal"]
    # One of four packages stays unmet, of priority 20.
    (proof,) = figures["proof"]["categories"]
    assert proof["stages"][0] == {"name": "need", "value": 20, "bound": 20, "gap": 0}
    assert figures["cities"][CITY] == {
        "requests": 1, "met": 0, "partly": 1, "asked": 800_000, "matched": 600_000,
    }  # fmt: skip
    assert figures["gaps"] == {"used_up": 1}


@pytest.mark.django_db
def test_urgent_request_goes_first() -> None:
    factories.verified(urgency=2)
    urgent = factories.verified(urgency=0)
    factories.published(quantity=4)
    this = run_round("full")
    assert Match.private.get(round_id=this.pk).request_id == urgent.pk


@pytest.mark.django_db
def test_round_without_anything_to_match_is_a_round_too() -> None:
    this = run_round("full")
    assert (this.status, this.figures["proposed"]) == ("done", 0)


@pytest.mark.django_db
def test_next_round_leaves_standing_proposals_alone() -> None:
    factories.verified()
    factories.published()
    run_round("full")
    assert run_round("full").figures["proposed"] == 0
    assert Match.private.count() == 1


@pytest.mark.django_db
def test_same_problem_policy_and_seed_give_the_same_plan() -> None:
    for _ in range(4):
        factories.verified()
        factories.published(quantity=3)
    now = timezone.now()
    one, two = (queries.load(Policy(), now).problem for _ in range(2))
    assert one.digest() == two.digest()
    plans = [solve(problem, Policy(), seed=5).plan for problem in (one, two)]
    assert plans[0].offer.tolist() == plans[1].offer.tolist()
    assert run_round("full").digest == one.digest()


@pytest.mark.django_db
def test_pair_that_comes_to_nothing_while_solving_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A coordinator pairs them by hand meanwhile, and the donor declines."""
    request, offer = factories.verified(), factories.published()

    def compute_while_declined(*arguments: Any) -> Any:
        match = factories.proposed(request, offer)
        decline(Person(user_id=offer.donor_id), match.reference)
        return child.compute(*arguments)

    monkeypatch.setattr(child, "compute_apart", compute_while_declined)
    this = run_round("full")
    assert (this.figures["proposed"], this.figures["skipped"]) == (0, 1)
    assert Match.private.count() == 1


@pytest.mark.django_db
def test_what_changed_while_solving_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    request = factories.verified()
    factories.published()

    def compute_slowly(*arguments: Any) -> Any:
        answer = child.compute(*arguments)
        factories.pledged(request, 2)
        return answer

    monkeypatch.setattr(child, "compute_apart", compute_slowly)
    this = run_round("full")
    assert (this.figures["proposed"], this.figures["skipped"]) == (0, 1)
    now = factories.fresh(request)
    assert (now.reserved, now.proposed) == (2, 0)


@pytest.mark.django_db
def test_failed_round_is_kept_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> Any:
        raise NotSolved("INFEASIBLE")

    monkeypatch.setattr(child, "compute_apart", fail)
    with pytest.raises(NotSolved):
        run_round("full")
    assert Round.objects.get().status == "failed"
    assert Match.private.count() == 0


@pytest.mark.django_db
def test_round_whose_process_died_is_failed_by_the_next() -> None:
    dead = Round.objects.create(kind="full", started_at=timezone.now(), seed=1, policy={})
    run_round("full")
    dead.refresh_from_db()
    assert dead.status == "failed"


@pytest.mark.django_db
def test_request_that_nobody_reaches_learns_why() -> None:
    request = factories.verified()
    run_round("full")
    told = reason_text(gap_facts(request.pk) or {}, "id")
    assert told.startswith("Belum ada tawaran paket sembako. Satu tawaran lagi")


@pytest.mark.django_db
def test_reason_of_a_gap_goes_when_the_gap_goes() -> None:
    request = factories.verified()
    run_round("full")
    factories.published()
    run_round("full")
    assert gap_facts(request.pk) is None
    assert Gap.private.count() == 0


@pytest.mark.django_db
def test_proposals_are_recorded_as_events_of_the_round() -> None:
    factories.verified()
    factories.published()
    this = run_round("full")
    assert Event.log.get(kind="propose").facts["round"] == this.pk


def test_rounds_on_one_category_run_one_after_the_other(committed_db: Copy) -> None:
    def run() -> None:
        try:
            run_round("full", categories=["sembako", "meal"])
        finally:
            connection.close()

    with psycopg.connect(committed_db.url, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s, %s)", [ROUNDS, ORDER.index("meal")])
        run_round("full", categories=["cash"])
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
        assert Round.objects.get(categories__contains="meal").status == "waiting"
        other.execute("select pg_advisory_unlock(%s, %s)", [ROUNDS, ORDER.index("meal")])
        thread.join(timeout=10)
    assert list(Round.objects.values_list("status", flat=True)) == ["done", "done"]


@pytest.mark.django_db
def test_round_of_some_categories_leaves_the_others_alone() -> None:
    factories.verified()
    factories.published()
    meal, offer = factories.verified(category="meal"), factories.published(category="meal")
    cash = factories.verified(category="cash", quantity=250_000)
    run_round("full", categories=["cash"])
    this = run_round("full", categories=["meal"])
    match = Match.private.get()
    assert (match.request_id, match.offer_id) == (meal.pk, offer.pk)
    assert [outcome["category"] for outcome in this.figures["categories"]] == ["meal"]
    assert this.figures["cities"][CITY]["requests"] == 1
    assert gap_facts(cash.pk) is not None


# Jobs


@pytest.mark.django_db
def test_crowd_of_changes_needs_one_round() -> None:
    for _ in range(3):
        factories.verified()
    factories.published()
    assert len(list(app.job_manager.list_jobs(task=tasks.ARRIVAL, status="todo"))) == 4
    jobs.match_arrivals()
    assert list(app.job_manager.list_jobs(task=tasks.ARRIVAL, status="todo")) == []
    assert Round.objects.get().kind == "arrival"


@pytest.mark.django_db
@pytest.mark.parametrize("region", [CITY, KECAMATAN])
def test_coordinator_above_the_kelurahan_may_ask_for_a_round(region: str) -> None:
    this = ask_for_round(factories.office(region), region)
    (job,) = app.job_manager.list_jobs(task=tasks.FULL, status="todo")
    assert json.loads(str(job.task_kwargs)) == {"round_id": this.pk}
    jobs.match_all(this.pk)
    this.refresh_from_db()
    assert (this.status, this.seed, this.region_code) == ("done", this.pk, region)


@pytest.mark.django_db
def test_round_runs_on_schedule() -> None:
    factories.verified()
    factories.published()
    jobs.match_on_schedule(0)
    assert (Round.objects.get().kind, Match.private.count()) == ("schedule", 1)
    assert tasks.SCHEDULE in {
        each.task.name for each in app.periodic_registry.periodic_tasks.values()
    }


@pytest.mark.django_db
def test_settings_say_how_needs_are_weighed(settings: Settings) -> None:
    settings.MATCHING_POLICY = {"cost_grid_m": 50}
    assert run_round("arrival").policy["cost_grid_m"] == 50


@pytest.mark.django_db
def test_others_may_not_ask_for_a_round(stranger: Person) -> None:
    for person, region in ((stranger, CITY), (factories.office(HOME), HOME)):
        with pytest.raises(NotAllowed):
            ask_for_round(person, region)
    assert list(app.job_manager.list_jobs(task=tasks.FULL)) == []


# The readable table


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ["Putaran", "terbukti optimal", "Paket sembako", "11 paket", "27,3", "Rp250.000"]),
        ("en", ["Round", "proven optimal", "Staple food package", "Cash", "Rp250,000"]),
    ],
)
def test_command_prints_the_round(
    language: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    factories.verified(urgency=0)
    factories.verified(quantity=7)
    factories.verified(category="cash", quantity=250_000)
    factories.published(quantity=3)
    factories.published(category="meal")
    call_command("run_matching", "--print", "--language", language)
    printed = capsys.readouterr().out
    for word in words:
        assert word in printed
    match = Match.private.get()
    assert match.reference in printed
    assert reason_text(match.reason, language)[:40] in printed
    assert max(map(len, printed.splitlines())) <= WIDTH


@pytest.mark.django_db
def test_command_says_nothing_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("run_matching")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_table_stays_narrow_with_large_figures(language: str) -> None:
    for category in ("sembako", "meal", "thr", "hygiene"):
        factories.verified(category=category, quantity=99_999)
        factories.published(category=category, quantity=99_999)
    factories.verified(category="cash", quantity=999_990_000)
    factories.published(category="cash", quantity=999_990_000)
    assert max(map(len, report(run_round("full"), language).splitlines())) <= WIDTH
