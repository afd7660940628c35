"""Degrees and metres, against a second computation and against PostGIS."""

import math

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from geo.projection import DEGREES, METRES, to_degrees, to_metres

MONAS = (106.827153, -6.175392)


def krueger(lon: float, lat: float) -> tuple[float, float]:
    """UTM 48 south by Krüger's series to the third order in n (Karney 2011, equations 7-11, 35)."""
    a, f = 6_378_137.0, 1 / 298.257223563
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    e = math.sqrt(f * (2 - f))
    phi, lam = math.radians(lat), math.radians(lon - 105)
    tau = math.tan(phi)
    sigma = math.sinh(e * math.atanh(e * math.sin(phi)))
    tau_conformal = tau * math.sqrt(1 + sigma**2) - sigma * math.sqrt(1 + tau**2)
    xi = math.atan2(tau_conformal, math.cos(lam))
    eta = math.asinh(math.sin(lam) / math.hypot(tau_conformal, math.cos(lam)))
    east, north = eta, xi
    for order, factor in enumerate(alpha, start=1):
        east += factor * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
        north += factor * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
    return 500_000 + 0.9996 * radius * east, 10_000_000 + 0.9996 * radius * north


def test_geodjango_projects_as_the_series_does_to_the_millimetre() -> None:
    east, north = to_metres(Point(*MONAS, srid=DEGREES))
    assert (east, north) == pytest.approx(krueger(*MONAS), abs=0.001)
    # 1.827° east of 105° at 110.7 km a degree (cos 6.2°), 6.175° south at 110.6 km a degree.
    assert (east, north) == pytest.approx((500_000 + 202_200, 10_000_000 - 683_000), abs=500)


def test_postgis_projects_as_geodjango_does(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(moved), ST_Y(moved) FROM ST_Transform("
            "ST_SetSRID(ST_MakePoint(%s, %s), 4326), 32748) AS moved",
            MONAS,
        )
        assert cursor.fetchone() == pytest.approx(krueger(*MONAS), abs=0.001)


def test_there_and_back_is_the_same_place() -> None:
    there = to_metres(Point(*MONAS, srid=DEGREES))
    back = to_degrees(*there)
    assert back.srid == DEGREES
    assert back.coords == MONAS


def test_metres_stay_metres() -> None:
    assert to_metres(Point(700_100, 9_310_300, srid=METRES)) == (700_100, 9_310_300)
