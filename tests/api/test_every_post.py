"""Nothing can be posted without being counted: by account, by link, and by network."""

from collections.abc import Callable
from typing import Any

import pytest

from people import limits
from people.limits import LIMITS
from people.person import Person
from tests.api.client import Client, client_of
from tests.api.test_scopes import every_way, filled
from tests.factories import household_of, submitted

POSTS = [pattern for method, pattern in every_way() if method == "POST"]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """By whom the attempts are counted, one entry for each."""
    by: list[str] = []
    real: Callable[..., int] = limits.spend_one

    def spend_one(key: str, limit: Any) -> int:
        by.append(limit.by)
        return real(key, limit)

    monkeypatch.setattr(limits, "spend_one", spend_one)
    return by


def counts(client: Client, counted: list[str], pattern: str) -> set[str]:
    counted.clear()
    client.post(filled(pattern))
    return set(counted)


@pytest.mark.parametrize("pattern", POSTS)
def test_posting_counts_whoever_it_is(
    stranger: Person, public: Client, counted: list[str], pattern: str
) -> None:
    household = household_of(submitted().request)
    assert counts(public, counted, pattern) >= {"network"}
    assert counts(client_of(stranger), counted, pattern) >= {"account", "network"}
    assert counts(client_of(household), counted, pattern) >= {"link", "network"}


def test_what_is_counted_for_everything_is_never_narrower_than_what_is_counted_for_one() -> None:
    """Whoever hands out all day, or a whole network that asks, is stopped by its own limit."""
    widest = {limit.by: limit for limit in LIMITS["act"]}
    for action, found in LIMITS.items():
        for limit in found:
            if limit.by in widest and limit.per == widest[limit.by].per:
                assert limit.most <= widest[limit.by].most, action
