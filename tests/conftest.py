"""Fixtures for every test: the databases."""

import os
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.database import Copies, Copy


@pytest.fixture(scope="session")
def copies(django_db_blocker: DjangoDbBlocker) -> Iterator[Copies]:
    """This process's maker of test databases."""
    url = os.environ.get("DATABASE_URL")
    owner_url = os.environ.get("DATABASE_OWNER_URL", url)
    if not url or not owner_url:
        pytest.fail(
            "No database: run ./gandeng test, or set DATABASE_URL and DATABASE_OWNER_URL.",
            pytrace=False,
        )
    with django_db_blocker.unblock():
        made = Copies(url, owner_url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def django_db_setup(copies: Copies, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database per process; each test's changes are rolled back (pytest-django)."""
    with django_db_blocker.unblock(), copies.fresh():
        yield


@pytest.fixture
def committed_db(
    copies: Copies, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """A database for this test alone, in which commits are real; dropped afterwards.

    For tests with threads, other processes or a browser. Threads that open a connection of
    their own reach the same database; other processes take the URL. Not together with `db`.
    """
    with django_db_blocker.unblock(), copies.fresh() as copy:
        yield copy
