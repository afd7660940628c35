"""The table of official regions, and the constraints that keep a tree a tree."""

from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import override_settings

from geo.actions.regions import load_regions
from geo.models import Boundary, Generation, Region
from geo.table import official_regions

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("load_regions", stdout=out)
    return out.getvalue()


def test_jakarta_has_318_regions() -> None:
    levels = Counter(Region.objects.values_list("level", flat=True))
    assert levels == {"province": 1, "city": 6, "kecamatan": 44, "kelurahan": 267}


def test_upper_levels_are_the_sums_of_their_kelurahan() -> None:
    for above in Region.objects.exclude(level="kelurahan"):
        below = Region.objects.at_level("kelurahan").within_region(above.code)
        assert above.households == sum(region.households or 0 for region in below)
        assert above.population == sum(region.population or 0 for region in below)
        assert above.area_km2 == pytest.approx(sum(region.area_km2 or 0 for region in below), 1e-3)


def test_loading_again_changes_nothing() -> None:
    boundaries = Boundary.objects.count()
    assert "0 created, 0 changed, 318 as they were" in run()
    assert Boundary.objects.count() == boundaries == 318
    assert Generation.objects.count() == 1


def test_loading_restores_a_region_that_was_altered_and_no_other() -> None:
    Region.objects.filter(code="31.71.01.1001").update(name="Elsewhere", households=1)
    assert "0 created, 1 changed, 317 as they were" in run()
    assert Region.objects.get(code="31.71.01.1001").name == "Gambir"


def test_loading_leaves_neighbourhoods_alone() -> None:
    gambir = Region.objects.get(code="31.71.01.1001")
    rw = {"level": "rw", "name": "RW 001", "point": gambir.point, "rw_number": 1}
    Region.objects.create(code="31.71.01.1001.001", parent=gambir, **rw)
    run()
    assert Region.objects.filter(code="31.71.01.1001.001").exists()


def test_a_load_with_a_faulty_row_writes_nothing() -> None:
    regions = [*official_regions("Jakarta")]
    regions[-1].level = "city"
    Region.objects.filter(code="31.71.01.1001").update(name="Elsewhere")
    with pytest.raises(IntegrityError), transaction.atomic():
        load_regions(regions)
    assert Region.objects.get(code="31.71.01.1001").name == "Elsewhere"


@override_settings(PROVINCE_NAME="Provinsi Jakarta")
def test_the_province_is_named_by_setting() -> None:
    run()
    assert Region.objects.get(code="31").name == "Provinsi Jakarta"


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "31.71.01.1001.12"},
        {"code": "31.71.01.1002.012"},
        {"parent_id": None},
        {"rw_number": 0},
        {"rw_number": 1000},
        {"level": "kampung"},
        {"level": "kelurahan"},
        {"households": -1},
    ],
)
def test_the_database_refuses_what_is_no_region(fault: dict[str, Any]) -> None:
    facts = {
        "code": "31.71.01.1001.012",
        "parent_id": "31.71.01.1001",
        "level": "rw",
        "name": "RW 012",
        "rw_number": 12,
        "point": Point(106.82, -6.17, srid=4326),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(**{**facts, **fault})
    Region.objects.create(**facts)


def test_two_generations_are_never_current_at_once() -> None:
    now = Generation.objects.get().imported_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Generation.objects.create(name="second", imported_at=now, is_current=True)
