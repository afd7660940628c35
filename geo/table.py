"""The official regions of Jakarta, from the table that comes with the program."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.contrib.gis.geos import Point

from geo.codes import PROVINCE
from geo.models import Region
from geo.projection import DEGREES

TABLE = Path(__file__).parent / "data" / "regions.csv"


def official_regions(province_name: str) -> Iterator[Region]:
    """The 318 regions from the province down to the kelurahan, unsaved."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Region(
                code=row["code"],
                parent_id=row["parent"] or None,
                level=row["level"],
                name=province_name if row["code"] == PROVINCE else row["name"],
                point=Point(float(row["lon"]), float(row["lat"]), srid=DEGREES),
                area_km2=float(row["area_km2"]),
                households=int(row["households"]),
                population=int(row["population"]),
            )
