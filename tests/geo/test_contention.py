"""Two people at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from geo.actions.boundaries import draw_boundaries_if_none
from geo.actions.neighbourhoods import add_neighbourhood
from geo.errors import NeighbourhoodExists
from geo.models import Boundary, Generation, Region
from tests.database import Copy

KAPUK = "31.73.01.1005"

T = TypeVar("T")


def at_once(count: int, act: Callable[[], T]) -> list[T]:
    """The results of ``count`` threads that begin together, each on its own connection."""
    start = Barrier(count)

    def run(_: int) -> T:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_rw_is_added_once(committed_db: Copy) -> None:
    point = Region.objects.get(code=KAPUK).point

    def add() -> str:
        try:
            return add_neighbourhood(KAPUK, point=point.clone(), rw_number=12).code
        except NeighbourhoodExists as refusal:
            return refusal.code

    assert sorted(at_once(8, add)) == [f"{KAPUK}.012", *["neighbourhood_exists"] * 7]


def test_kampungs_added_at_once_get_different_codes(committed_db: Copy) -> None:
    point = Region.objects.get(code=KAPUK).point
    names = iter([f"Kampung {letter}" for letter in "ABCDEFGH"])

    def add() -> str:
        return add_neighbourhood(KAPUK, point=point.clone(), name=next(names)).code

    assert sorted(at_once(8, add)) == [f"{KAPUK}.K{number:02d}" for number in range(1, 9)]


def test_first_boundaries_are_drawn_once(committed_db: Copy) -> None:
    Boundary.objects.all().delete()
    Generation.objects.all().delete()
    drawn = at_once(4, draw_boundaries_if_none)
    assert sum(generation is not None for generation in drawn) == 1
    assert Generation.objects.count() == 1
    assert Boundary.objects.count() == 318
