"""The description of the API is what the application does: calls that it allows or forbids, drawn
by chance that is the same each time."""

import logging
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.api.described import Caller, faults, the_description
from tests.database import Copies
from tests.privacy.world import World, build

# So that processes share the calls evenly.
PARTS = 4
CALLS, CALLS_AT_LENGTH = 6, 60


@pytest.fixture(scope="module", autouse=True)
def database(
    copies: Copies, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """One for all tests here, which leave nothing behind in it."""
    with django_db_blocker.unblock(), copies.fresh():
        yield


@pytest.fixture(scope="module")
def world(database: None) -> Iterator[World]:
    logging.disable(logging.ERROR)
    yield build()
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def description(world: World) -> Any:
    return the_description()


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("who", ["anyone", "donor", "coordinator of the kelurahan"])
def test_everything_is_answered_as_described(
    world: World, description: Any, pytestconfig: pytest.Config, who: str, part: int
) -> None:
    caller = Caller(next(actor for actor in world.actors if actor.name == who), world)
    most = CALLS_AT_LENGTH if pytestconfig.getoption("--long") else CALLS
    operations = [found.ok() for found in description.get_all_operations()]
    chosen = [each for each in operations if crc32(each.label.encode()) % PARTS == part]
    assert len(chosen) > 20
    found = [fault for each in chosen for fault in faults(each, caller, most)]
    assert not found, f"{len(found)} faults\n\n" + "\n\n".join(found)
