"""Fixtures for every test: the databases and the cast."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from aid.actions import exports
from aid.queries import open_data, over_time
from matching import child
from people import throttles
from people.person import Person, Role
from people.queries import person_of
from tests import factories
from tests.database import Copies, Copy


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the long fault and scale runs too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="a long run: only with --long"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Files don't name their tests: they hold the second in which they were made, and workers
    that collect in different seconds would know the same test by different names."""
    if isinstance(val, bytes):
        return "bytes"
    # None leaves the name to pytest.
    return f"{val[:40]}..." if isinstance(val, str) and len(val) > 200 else None


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    """Every test begins in the site's own language, whatever an earlier one read last."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def nobody_has_read_yet() -> None:
    """What earlier tests read doesn't count, nor files that they began to take away."""
    throttles.buckets.clear()
    exports.slots.held.clear()


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds compute here, without the second that starting a process takes, unless a test is
    marked `apart`."""
    if not request.node.get_closest_marker("apart"):
        monkeypatch.setattr(child, "compute_apart", child.compute)


@pytest.fixture(autouse=True)
def open_data_read_anew() -> None:
    """No test reads what another one's database held."""
    open_data.kept.forget()
    over_time.kept.forget()


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
    with ExitStack() as databases:
        with django_db_blocker.unblock():
            databases.enter_context(copies.fresh())
        # Blocked while tests run: one that touches the database must ask for it.
        yield
        with django_db_blocker.unblock():
            databases.close()


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


# The cast: the same people in all tests. They live in `committed_db` where a test asks for
# it, else in `db`.


@pytest.fixture
def people_db(request: pytest.FixtureRequest) -> None:
    committed = "committed_db" in request.fixturenames
    request.getfixturevalue("committed_db" if committed else "db")


@pytest.fixture
def resident(people_db: None) -> Person:
    """Siti, who asks with an account of her own."""
    return person_of(factories.account("Siti Contoh"))


@pytest.fixture
def anonymous_resident(people_db: None) -> Person:
    """Somebody without an account who asked in HOME and opened their link."""
    return factories.opened(factories.submitted(name="Tanpa Akun"))


@pytest.fixture
def helper(people_db: None) -> Person:
    """A neighbour who files for others."""
    return person_of(factories.account("Kader Contoh"))


@pytest.fixture
def donor(people_db: None) -> Person:
    """A donor whom the city knows."""
    return factories.a_donor()


@pytest.fixture
def new_donor(people_db: None) -> Person:
    """A donor whom nobody verified yet."""
    return factories.a_donor(verified=False)


@pytest.fixture
def coordinator(people_db: None) -> Person:
    """Coordinates HOME, a kelurahan."""
    return factories.office(factories.HOME)


@pytest.fixture
def other_coordinator(people_db: None) -> Person:
    """Coordinates a kelurahan of another city."""
    return factories.office(factories.ELSEWHERE)


@pytest.fixture
def rw_head(people_db: None) -> Person:
    """Coordinates RW 901 of HOME."""
    return factories.office(factories.rw_901().code)


@pytest.fixture
def cadre(people_db: None) -> Person:
    """Lists and hands out in RW 901 of HOME, and coordinates nothing."""
    return factories.office(factories.rw_901().code, Role.CADRE)


@pytest.fixture
def neighbour(people_db: None) -> Person:
    """Lives in RW 901 of HOME, where their own request was checked."""
    return factories.a_neighbour()


@pytest.fixture
def city_coordinator(people_db: None) -> Person:
    return factories.office(factories.CITY)


@pytest.fixture
def auditor(people_db: None) -> Person:
    """Audits HOME's city: sees, but does nothing."""
    return factories.office(factories.CITY, Role.AUDITOR)


@pytest.fixture
def stranger(people_db: None) -> Person:
    """Has an account and no part in anything."""
    return person_of(factories.account("Orang Lain"))
