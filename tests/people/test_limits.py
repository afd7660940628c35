"""How often things may be tried; counted for all processes together."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from people import limits
from people.errors import TooManyAttempts
from people.limits import DAY, HOUR, LIMITS, Limit, spend
from people.models import Bucket
from tests.database import Copy

FOUR_AN_HOUR = {"try": (Limit(4, HOUR, "phone"),)}
PHONE = "+6281234567890"


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 8, 0, tzinfo=timezone.get_current_timezone())

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def four_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", FOUR_AN_HOUR)


def wait(act: Callable[[], None]) -> int:
    """The seconds to wait; 0 when ``act`` is not refused."""
    try:
        act()
    except TooManyAttempts as refusal:
        return refusal.retry_after
    return 0


def attempt(phone: str = PHONE) -> int:
    return wait(lambda: spend("try", phone=phone))


@pytest.mark.django_db
@pytest.mark.usefixtures("four_an_hour")
def test_attempts_beyond_the_limit_are_refused_until_one_has_come_back(clock: Clock) -> None:
    assert [attempt() for _ in range(4)] == [0, 0, 0, 0]
    # 4 an hour: one comes back every 15 minutes.
    assert attempt() == 900
    clock.forward(minutes=14, seconds=59)
    assert attempt() == 1
    clock.forward(seconds=1)
    assert [attempt(), attempt()] == [0, 900]


@pytest.mark.django_db
@pytest.mark.usefixtures("four_an_hour")
def test_refused_attempts_do_not_prolong_the_wait(clock: Clock) -> None:
    for _ in range(100):
        attempt()
    clock.forward(minutes=15)
    assert attempt() == 0
    clock.forward(hours=1)
    assert [attempt() for _ in range(5)] == [0, 0, 0, 0, 900]


@pytest.mark.django_db
@pytest.mark.usefixtures("four_an_hour")
def test_one_person_s_attempts_are_nobody_else_s(clock: Clock) -> None:
    for _ in range(5):
        attempt()
    assert attempt("+6281299999999") == 0


@pytest.mark.django_db
def test_what_does_not_apply_is_not_counted(clock: Clock) -> None:
    for _ in range(LIMITS["print_coupon"][0].most + 1):
        spend("print_coupon", account=None)
    assert not Bucket.private.exists()


def test_who_tries_must_be_said() -> None:
    with pytest.raises(KeyError):
        spend("pledge")


@pytest.mark.django_db
@pytest.mark.usefixtures("four_an_hour")
def test_counts_hold_no_phone_and_no_address(clock: Clock) -> None:
    attempt()
    with connection.cursor() as cursor:
        cursor.execute("select bucket::text from people_bucket bucket")
        (row,) = cursor.fetchall()
    assert PHONE not in row[0] and PHONE.removeprefix("+62") not in row[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("four_an_hour")
def test_full_buckets_are_forgotten_and_no_others(clock: Clock) -> None:
    attempt()
    for _ in range(3):
        attempt("+6281299999999")
    clock.forward(minutes=16)
    limits.forget_full()
    assert Bucket.private.count() == 1


@pytest.mark.parametrize(
    ("language", "text"), [("id", "Coba lagi 15 menit lagi."), ("en", "in 15 min.")]
)
def test_refusal_says_how_long_to_wait(language: str, text: str) -> None:
    with override(language):
        assert text in str(TooManyAttempts(841).message)


def test_every_limit_is_named_apart() -> None:
    """Two limits of one action on the same kind differ in their time, which is in the key."""
    for action, found in LIMITS.items():
        keys = {limits.key_of(action, limit, "x") for limit in found}
        assert len(keys) == len(found)
        assert all(len(key) <= 100 for key in keys)


def test_counting_inside_another_transaction_is_refused(committed_db: Copy) -> None:
    """It would be forgotten with the attempt."""
    with pytest.raises(RuntimeError), transaction.atomic():
        spend("use_code", code="x")


def test_a_refused_attempt_stays_counted(committed_db: Copy) -> None:
    for _ in range(LIMITS["guess_code"][0].most):
        with pytest.raises(ValueError, match="wrong"):
            guess_and_fail()
    with pytest.raises(TooManyAttempts):
        guess_and_fail()


def guess_and_fail() -> None:
    spend("guess_code", code="1", network="192.0.2.1", everybody="")
    with transaction.atomic():
        raise ValueError("wrong")


def test_processes_count_together(committed_db: Copy) -> None:
    """8 connections try 10 times each at once: 5 pass, as if there were one."""
    passed: list[int] = []
    start = threading.Barrier(8)

    def try_ten_times() -> None:
        start.wait()
        found = [
            wait(lambda: spend("guess_code", code="2", network="n", everybody=""))
            for _ in range(10)
        ]
        passed.append(found.count(0))
        connection.close()

    threads = [threading.Thread(target=try_ten_times) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == LIMITS["guess_code"][0].most == 5
    assert LIMITS["guess_code"][0].per == DAY
