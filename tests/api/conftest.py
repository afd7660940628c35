"""Fixtures of the API's tests."""

from collections.abc import AsyncIterator

import pytest
from django.conf import settings

from tests.api.client import Client, client_of
from tests.api.serving import Live, served
from tests.database import Copy


@pytest.fixture(autouse=True)
def database(people_db: None) -> None:
    """Every test has a database, those that name nobody of the cast too."""


@pytest.fixture
def public(people_db: None) -> Client:
    """Somebody without account, link or session."""
    return client_of()


@pytest.fixture
async def live(committed_db: Copy, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Live]:
    """The site as it is served; commits are real."""
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    async with served() as site:
        yield site
