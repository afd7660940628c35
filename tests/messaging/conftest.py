"""A push service on loopback that the site calls, and mails that are kept."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.messaging.stand_in import PushService, push_service


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as found:
        settings.PUSH_STAND_IN = found.origin
        yield found


@pytest.fixture
def mails(settings: Any, mailoutbox: list[Any]) -> list[Any]:
    """The mails that were sent."""
    settings.MAILS = True
    return mailoutbox
