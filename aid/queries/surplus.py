"""What is offered enough of already, by kecamatan, for people who choose what to give.

Told is whether, never how much, and only where at least LEAST_DONORS whom the city knows offer it:
so nobody reads what a single donor has, and nobody makes it look enough by offers of made-up
donors. How far offers go is passed over.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Sum
from django.db.models.functions import Left

from aid.categories import CATEGORIES
from aid.models import Offer
from aid.queries.figures import CODE_LENGTHS, rounded
from aid.queries.tallies import sums_below
from geo.codes import KELURAHAN_LENGTH, Level
from geo.models import Region
from geo.official import kelurahan_in, official_regions

LEAST_DONORS = 5
KECAMATAN_LENGTH = CODE_LENGTHS["kecamatan"]
FREE = F("quantity") - F("proposed") - F("reserved") - F("delivered") - F("lost")


@dataclass(frozen=True)
class Supply:
    """Categories of which enough is offered in ``kecamatan``, and of which it lacks some, the most
    worth first."""

    kecamatan: Region
    enough: tuple[str, ...]
    lacking: tuple[str, ...]


def supply_at(region_code: str, now: datetime) -> Supply | None:
    """What is offered enough of around ``region_code``; None above a kecamatan, and where it is
    nothing. Two statements."""
    kecamatan = official_regions().regions.get(region_code[:KECAMATAN_LENGTH])
    if kecamatan is None or kecamatan.level != Level.KECAMATAN:
        return None
    open_units = {each.category: each.open for each in sums_below(kecamatan.pk, 8, now)}
    free_units = offered_by_many(kecamatan.pk, now)
    told = {code: rounded(units, CATEGORIES[code].told_step) for code, units in open_units.items()}
    enough = [
        code
        for code in CATEGORIES
        if (free := rounded(free_units.get(code, 0), CATEGORIES[code].told_step)) is not None
        and free >= (told.get(code) or 0)
    ]
    worth = {code: (units or 0) * CATEGORIES[code].value for code, units in told.items()}
    lacking = [code for code in worth if worth[code] and code not in enough]
    lacking.sort(key=lambda code: (-worth[code], code))
    return Supply(kecamatan, tuple(enough), tuple(lacking)) if enough else None


def offered_by_many(kecamatan: str, now: datetime) -> dict[str, int]:
    """Free units by category, where enough known donors offer it. One statement."""
    rows = (
        Offer.private.open_to_all()
        .filter(until__gt=now, donor__verified_at__isnull=False)
        .alias(kelurahan=Left("region_id", KELURAHAN_LENGTH), free=FREE)
        .filter(kelurahan__in=kelurahan_in(kecamatan), free__gt=0)
        .order_by()
        .values_list("category")
        .annotate(units=Sum(FREE), donors=Count("donor_id", distinct=True))
    )
    return {category: units for category, units, donors in rows if donors >= LEAST_DONORS}
