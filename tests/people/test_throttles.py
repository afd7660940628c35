"""How often may be read, as each process counts it."""

import threading

import pytest

from people import throttles
from people.throttles import READS, Buckets, Rate

FOUR_A_MINUTE = Rate(4, 60)
KEY = ("account", "1")


class Clock:
    """Seconds, set by tests."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttles, "monotonic", clock)
    return clock


def test_reads_beyond_the_limit_wait_until_one_has_come_back(clock: Clock) -> None:
    buckets = Buckets()
    assert [buckets.take(KEY, FOUR_A_MINUTE) for _ in range(4)] == [0, 0, 0, 0]
    # 4 a minute: one comes back every 15 seconds.
    assert buckets.take(KEY, FOUR_A_MINUTE) == pytest.approx(15)
    clock.now += 15
    assert buckets.take(KEY, FOUR_A_MINUTE) == 0
    assert buckets.take(KEY, FOUR_A_MINUTE) == pytest.approx(15)


def test_refused_reads_do_not_prolong_the_wait(clock: Clock) -> None:
    buckets = Buckets()
    for _ in range(100):
        buckets.take(KEY, FOUR_A_MINUTE)
    clock.now += 15
    assert buckets.take(KEY, FOUR_A_MINUTE) == 0


def test_heavy_reads_count_as_many(clock: Clock) -> None:
    buckets = Buckets()
    assert buckets.take(KEY, FOUR_A_MINUTE, 3) == 0
    assert buckets.take(KEY, FOUR_A_MINUTE, 2) == pytest.approx(15)
    assert buckets.take(KEY, FOUR_A_MINUTE) == 0


def test_what_is_given_back_can_be_taken_again(clock: Clock) -> None:
    buckets = Buckets()
    buckets.take(KEY, FOUR_A_MINUTE, 4)
    buckets.give_back(KEY, FOUR_A_MINUTE, 1)
    assert [buckets.take(KEY, FOUR_A_MINUTE) > 0 for _ in range(2)] == [False, True]


def test_one_reader_s_reads_are_nobody_else_s(clock: Clock) -> None:
    buckets = Buckets()
    buckets.take(KEY, FOUR_A_MINUTE, 4)
    for other in (("account", "2"), ("token", "1")):
        assert buckets.take(other, FOUR_A_MINUTE) == 0


def test_memory_is_bounded_and_who_was_left_alone_longest_is_forgotten(clock: Clock) -> None:
    buckets = Buckets(most=10)
    for number in range(1_000):
        buckets.take(("network", str(number)), FOUR_A_MINUTE)
        buckets.take(KEY, Rate(10_000, 60))
    assert len(buckets.full_at) == 10 and KEY in buckets.full_at
    assert ("network", "999") in buckets.full_at and ("network", "0") not in buckets.full_at


def test_threads_together_take_no_more_than_there_is(clock: Clock) -> None:
    buckets = Buckets()
    rate = Rate(500, 60)
    passed: list[int] = []

    def read() -> None:
        passed.append(sum(buckets.take(KEY, rate) == 0 for _ in range(200)))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 500


def test_settings_multiply_what_is_allowed_or_switch_it_off(
    clock: Clock, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles, "buckets", Buckets())
    settings.READ_LIMITS = 0.5  # type: ignore[attr-defined]
    most = READS["link"].most // 2
    assert throttles.read("link", "1", most) == 0 < throttles.read("link", "1")
    settings.READ_LIMITS = 0.0  # type: ignore[attr-defined]
    assert throttles.read("link", "1") == 0
