"""Loading the official regions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from geo.models import Region

FACTS = ("parent_id", "level", "name", "point", "area_km2", "households", "population")


@dataclass(frozen=True)
class Loaded:
    """How many official regions a load created, changed, and found as they were."""

    created: int
    changed: int
    unchanged: int


def load_regions(regions: Iterable[Region]) -> Loaded:
    """Store the official regions; neighbourhoods and regions not given stay as they are."""
    given = {region.code: region for region in regions}
    with transaction.atomic():
        known = Region.objects.in_bulk(list(given))
        news = [region for code, region in given.items() if code not in known]
        changed = [
            region
            for code, region in given.items()
            if code in known and _facts(region) != _facts(known[code])
        ]
        Region.objects.bulk_create(
            [*news, *changed],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[fact.removesuffix("_id") for fact in FACTS],
        )
    return Loaded(len(news), len(changed), len(given) - len(news) - len(changed))


def _facts(region: Region) -> tuple[object, ...]:
    return tuple(getattr(region, fact) for fact in FACTS)
