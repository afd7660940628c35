"""The second lock on addresses: PostgreSQL shows those of named subscriptions only (row-level
security, migration 0001)."""

from collections.abc import Iterable
from contextlib import AbstractContextManager

from people import private

SETTING = "gandeng.subscriptions"


def opened(subscription_ids: Iterable[int]) -> AbstractContextManager[None]:
    """Inside, the addresses of the subscriptions with these ids are there; elsewhere none."""
    return private.opened(SETTING, subscription_ids)
