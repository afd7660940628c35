"""Fixtures of the API's tests."""

import pytest

from tests.api.client import Client, client_of


@pytest.fixture(autouse=True)
def database(people_db: None) -> None:
    """Every test has a database, those that name nobody of the cast too."""


@pytest.fixture
def public(people_db: None) -> Client:
    """Somebody without account, link or session."""
    return client_of()
