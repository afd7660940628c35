"""What the public and the matcher see of a place."""

import pytest
from django.contrib.gis.geos import Point

from geo.privacy import published_point, snapped_point
from geo.projection import METRES, to_degrees, to_metres


def at(east: float, north: float) -> Point:
    return to_degrees(east, north)


def test_published_point_is_the_nearest_of_the_500_metre_grid() -> None:
    # 702,240 is nearer to 702,000 than to 702,500; 9,317,260 is nearer to 9,317,500.
    published = published_point(at(702_240, 9_317_260))
    assert published.srid == 4326
    assert to_metres(published) == pytest.approx((702_000, 9_317_500), abs=0.1)


def test_snapped_point_is_the_nearest_of_the_100_metre_grid_in_metres() -> None:
    snapped = snapped_point(at(702_240, 9_317_260))
    assert snapped.srid == METRES
    assert snapped.coords == (702_200, 9_317_300)


def test_all_homes_of_a_square_publish_the_same_point() -> None:
    homes = [
        at(702_000 + east, 9_317_000 + north) for east in (-249, 0, 249) for north in (-249, 249)
    ]
    assert {published_point(home).coords for home in homes} == {
        published_point(at(702_000, 9_317_000)).coords
    }


def test_rounding_again_changes_nothing() -> None:
    for step in range(50):
        home = at(690_000 + 733 * step, 9_300_000 + 691 * step)
        published, snapped = published_point(home), snapped_point(home)
        assert published_point(published) == published
        assert snapped_point(snapped) == snapped
        assert snapped_point(published).coords == pytest.approx(to_metres(published), abs=0.1)


def test_the_same_home_always_publishes_the_same_point() -> None:
    home = at(702_240, 9_317_260)
    assert {published_point(home).coords for _ in range(20)} == {published_point(home).coords}


def test_a_home_lies_at_most_half_a_diagonal_from_what_is_published() -> None:
    # Half the diagonal of 500 m squares is 353.6 m.
    for step in range(100):
        home = at(690_000 + 371 * step, 9_300_000 + 457 * step)
        east, north = to_metres(home)
        shown_east, shown_north = to_metres(published_point(home))
        assert ((east - shown_east) ** 2 + (north - shown_north) ** 2) ** 0.5 <= 353.7
