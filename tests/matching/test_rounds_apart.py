"""What computes has a process of its own, tells how far it is, and can be called off."""

import multiprocessing
import os
import signal
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from aid.errors import NotAllowed, NotFound, WrongState
from aid.models import Match
from aid.round_errors import RoundsWait
from matching import child, jobs
from matching.actions import ask_for_round, cancel_round
from matching.child import Task, compute, compute_apart
from matching.columns import Progress
from matching.errors import MatchingError, NotSolved, OutOfRange
from matching.locks import held
from matching.models import Round
from matching.rounds import Cancelled, run_round
from people.person import Person
from tests import factories
from tests.database import Copy
from tests.factories import CITY, HOME, KECAMATAN, RW_901
from tests.matching.instances import FAIR, POLICY, Ask, Give, make
from tests.trials import a_dry_run

# Two kampung of two packages each ask; one offer of two lies beside the first.
PROBLEM = make(
    [Ask(0, quantity=2, neighbourhood=0), Ask(900, quantity=2, neighbourhood=1)],
    [Give(0, quantity=2)],
)


def no_pulse(_: Progress | None) -> None:
    """Hears nothing."""


# The process


@pytest.mark.apart
def test_process_of_its_own_gives_the_same_answer() -> None:
    pids: set[int | None] = set()

    def pulse(_: Progress | None) -> None:
        pids.update(process.pid for process in multiprocessing.active_children())

    apart = compute_apart(Task(PROBLEM, FAIR, 3, with_curve=True), pulse)
    here = compute(Task(PROBLEM, FAIR, 3, with_curve=True))
    assert apart.plan.quantity.tolist() == here.plan.quantity.tolist()
    assert (apart.reasons, apart.gaps, apart.curve) == (here.reasons, here.gaps, here.curve)
    assert apart.certificate.proofs == here.certificate.proofs
    assert len(pids) == 1 and os.getpid() not in pids


@pytest.mark.apart
def test_what_the_pulse_raises_ends_the_process() -> None:
    def pulse(_: Progress | None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        compute_apart(Task(PROBLEM, FAIR, 3), pulse)
    assert multiprocessing.active_children() == []


@pytest.mark.apart
def test_process_that_dies_makes_an_error() -> None:
    def pulse(_: Progress | None) -> None:
        for process in multiprocessing.active_children():
            os.kill(process.pid or 0, signal.SIGKILL)

    with pytest.raises(NotSolved):
        compute_apart(Task(PROBLEM, FAIR, 3), pulse)


@pytest.mark.apart
def test_error_of_the_engine_comes_back_as_it_is() -> None:
    # 10^18 points on 10^5 packages do not fit into 64 bits.
    huge = make([Ask(0, quantity=100_000, priority=10**18)], [Give(0, quantity=100_000)])
    with pytest.raises(OutOfRange) as here:
        compute(Task(huge, POLICY, 1))
    with pytest.raises(OutOfRange) as apart:
        compute_apart(Task(huge, POLICY, 1), no_pulse)
    assert str(apart.value) == str(here.value)


def test_curve_gives_up_fairness_for_shorter_ways() -> None:
    answer = compute(Task(PROBLEM, FAIR, 0, with_curve=True))
    curve = {point.given_up_percent: point for point in answer.curve}
    assert list(curve) == list(child.CURVE)
    # Fair: a package each, 900 m; giving up half of a coverage: both to the first, 0 m.
    assert (curve[0].trip_km, curve[0].shown_km, curve[0].least_covered) == (0.9, 0.9, 0.5)
    assert (curve[100].trip_km, curve[100].shown_km, curve[100].least_covered) == (0.0, 0.0, 0.0)
    assert curve[0].matched == curve[100].matched == 2 * 200_000


# The round


@pytest.mark.apart
def test_round_in_a_process_of_its_own_proposes_and_tells_how_far_it_was(
    committed_db: Copy,
) -> None:
    factories.verified()
    factories.published()
    this = Round.objects.get(pk=run_round("full").pk)
    assert (this.status, Match.private.get().round_id) == ("done", this.pk)
    assert set(this.progress) == {"stage", "category", "seconds"}


def test_round_called_off_while_it_computes_writes_nothing(
    committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.verified()
    factories.published()
    city = factories.office(CITY)
    seen: list[dict[str, Any]] = []

    def compute_until_called_off(task: Task, pulse: child.Pulse) -> child.Answer:
        answer = compute(task)
        this = Round.objects.get()
        pulse(Progress("sembako", "need", 2, 0.5))
        seen.append(Round.objects.get().progress)
        cancel_round(city, CITY, this.pk)
        pulse(None)
        return answer

    monkeypatch.setattr(child, "compute_apart", compute_until_called_off)
    this = run_round("full")
    assert (this.status, Match.private.count()) == ("cancelled", 0)
    assert (seen[0]["stage"], seen[0]["category"]) == ("need", "sembako")


@pytest.mark.django_db
def test_round_called_off_as_it_ends_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.verified()
    factories.published()
    city = factories.office(CITY)

    def compute_too_late(task: Task, _: child.Pulse) -> child.Answer:
        cancel_round(city, CITY, Round.objects.get().pk)
        return compute(task)

    monkeypatch.setattr(child, "compute_apart", compute_too_late)
    assert (run_round("full").status, Match.private.count()) == ("cancelled", 0)


@pytest.mark.django_db
def test_round_that_waits_for_a_worker_is_called_off_at_once() -> None:
    city = factories.office(CITY)
    this = ask_for_round(city, CITY)
    cancel_round(city, CITY, this.pk)
    this.refresh_from_db()
    assert this.status == "cancelled"
    jobs.match_all(this.pk)
    this.refresh_from_db()
    assert this.status == "cancelled"


@pytest.mark.parametrize("status", ["writing", "done", "failed", "cancelled"])
@pytest.mark.django_db
def test_round_that_writes_or_is_over_is_not_called_off(status: str) -> None:
    this = Round.objects.create(
        kind="full", status=status, started_at=timezone.now(), seed=1, policy={}
    )
    with pytest.raises(WrongState):
        cancel_round(factories.office(CITY), CITY, this.pk)


@pytest.mark.django_db
def test_round_that_nobody_called_for_is_called_off_by_a_city() -> None:
    this = Round.objects.create(
        kind="schedule", status="running", started_at=timezone.now(), seed=1, policy={}
    )
    with pytest.raises(NotFound):
        cancel_round(factories.office(KECAMATAN), KECAMATAN, this.pk)
    cancel_round(factories.office(CITY), CITY, this.pk)
    this.refresh_from_db()
    assert this.cancel_asked_at is not None


@pytest.mark.django_db
def test_kecamatan_calls_off_its_own_rounds_only(stranger: Person) -> None:
    city, kecamatan = factories.office(CITY), factories.office(KECAMATAN)
    of_city = ask_for_round(city, CITY)
    of_kecamatan = ask_for_round(kecamatan, KECAMATAN)
    with pytest.raises(NotFound):
        cancel_round(kecamatan, KECAMATAN, of_city.pk)
    for person, region in ((stranger, CITY), (factories.office(HOME), HOME)):
        with pytest.raises(NotAllowed):
            cancel_round(person, region, of_kecamatan.pk)
    cancel_round(kecamatan, KECAMATAN, of_kecamatan.pk)
    cancel_round(city, CITY, of_city.pk)


@pytest.mark.django_db
def test_office_asks_for_one_round_at_a_time() -> None:
    city, kecamatan = factories.office(CITY), factories.office(KECAMATAN)
    first = ask_for_round(city, CITY)
    with pytest.raises(RoundsWait):
        ask_for_round(factories.office(CITY), CITY)
    ask_for_round(kecamatan, KECAMATAN)
    cancel_round(city, CITY, first.pk)
    assert ask_for_round(city, CITY).status == "waiting"


@pytest.mark.django_db
def test_office_is_one_on_whichever_board_it_asks() -> None:
    """The kecamatan's coordinator on the pages of two of its kelurahan; the city calls it off."""
    factories.rw_901()
    kecamatan, city = factories.office(KECAMATAN), factories.office(CITY)
    first = ask_for_round(kecamatan, HOME)
    assert first.region_code == KECAMATAN
    for code in (KECAMATAN, RW_901):
        with pytest.raises(RoundsWait):
            ask_for_round(kecamatan, code)
    cancel_round(city, HOME, first.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [f"{KECAMATAN}.nowhere", f"{KECAMATAN}.{'9' * 40}"])
def test_region_that_is_not_there_has_no_rounds(code: str) -> None:
    factories.rw_901()
    kecamatan = factories.office(KECAMATAN)
    with pytest.raises(NotFound):
        ask_for_round(kecamatan, code)
    assert not Round.objects.exists()


@pytest.mark.django_db
def test_round_is_called_off_once() -> None:
    city = factories.office(CITY)
    this = ask_for_round(city, CITY)
    Round.objects.filter(pk=this.pk).update(status="running")
    cancel_round(city, CITY, this.pk)
    with pytest.raises(WrongState):
        cancel_round(city, CITY, this.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["running", "writing"])
def test_round_whose_worker_died_is_over_and_its_office_may_ask_anew(status: str) -> None:
    city = factories.office(CITY)
    this = ask_for_round(city, CITY)
    Round.objects.filter(pk=this.pk).update(status=status)
    jobs.match_all(this.pk)
    this.refresh_from_db()
    assert this.status == "failed"
    assert ask_for_round(city, CITY).status == "waiting"


@pytest.mark.django_db
def test_no_more_than_three_offices_wait() -> None:
    for code in ("31.71.02", "31.71.03", "31.71.04"):
        a_dry_run(status="waiting", region_code=code)
    with pytest.raises(RoundsWait):
        ask_for_round(factories.office(CITY), CITY)


def test_round_that_waits_for_another_is_called_off(committed_db: Copy) -> None:
    city = factories.office(CITY)
    waiting = ask_for_round(city, CITY)
    thread = threading.Thread(target=_run_and_close, args=(waiting.pk,))
    with held(["meal"], lambda: None):
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
        cancel_round(city, CITY, waiting.pk)
        thread.join(timeout=10)
        assert not thread.is_alive()
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"


def _run_and_close(round_id: int) -> None:
    try:
        jobs.match_all(round_id)
    finally:
        connection.close()


@pytest.mark.apart
def test_process_that_dies_makes_the_round_failed(
    committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(task: Task, pulse: child.Pulse) -> child.Answer:
        def killing(progress: Progress | None) -> None:
            pulse(progress)
            for process in multiprocessing.active_children():
                os.kill(process.pid or 0, signal.SIGKILL)

        return compute_apart(task, killing)

    monkeypatch.setattr(child, "compute_apart", dying)
    with pytest.raises(MatchingError):
        run_round("full")
    assert (Round.objects.get().status, Match.private.count()) == ("failed", 0)
