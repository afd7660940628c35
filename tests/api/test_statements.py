"""A list costs the same few statements however long it is."""

import math
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aid.rules import MatchStatus
from geo import official
from tests.api.client import Client, client_of
from tests.factories import CITY, KECAMATAN, match_at, office, published, verified

PATHS = [
    ("/requests/", 3),
    ("/offers/", 4),
    ("/matches/", 6),
    ("/complaints/", 5),
    ("/need/", 8),
    ("/need/requests/", 4),
    (f"/figures/{KECAMATAN}/", 10),
    ("/regions/", 5),
]


# What begins a transaction or names what may be read in it.
TOLD = re.compile(r"SAVEPOINT|set_config")


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status == 200
    return sum(not TOLD.search(each["sql"]) for each in captured)


@pytest.mark.parametrize(("path", "most"), PATHS)
def test_statements_do_not_grow_with_the_list(
    path: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(office(CITY))
    match_at(MatchStatus.DELIVERED)
    verified()
    # What a process keeps is read before, and not again meanwhile.
    official.official_regions()
    monkeypatch.setattr(official, "KEPT_SECONDS", math.inf)
    few = statements(client, path)
    for _ in range(4):
        match_at(MatchStatus.DELIVERED)
        published()
        verified()
    assert statements(client, path) == few <= most
