"""Adding a neighbourhood to the map, and vouching for it."""

from typing import Any

from django.db import transaction

from aid import checks
from aid.actions.access import require
from aid.events import Entry, record
from aid.relations import region_relations
from geo.actions import neighbourhoods as geo_neighbourhoods
from geo.models import Region
from people.person import Person


@transaction.atomic
def add_neighbourhood(person: Person, kelurahan_code: object, **fields: Any) -> Region:
    """Add an RW or a settlement without one; it counts as unverified.

    ``fields`` as in ``geo.actions.neighbourhoods``, without ``point`` the kelurahan's own
    serves. Raises Invalid, GeoError or what the rules refuse.
    """
    check = checks.Checks()
    kelurahan = check.field("kelurahan", lambda: checks.region(kelurahan_code))
    check.done()
    assert kelurahan is not None
    relations = region_relations(person, kelurahan.pk)
    require("region", "add_neighbourhood", None, relations)
    if fields.get("point") is None:
        fields["point"] = kelurahan.point
    region = geo_neighbourhoods.add_neighbourhood(kelurahan.pk, **fields)
    record(person, Entry("add_neighbourhood", region=region.code))
    return region


@transaction.atomic
def verify_neighbourhood(person: Person, code: str) -> Region:
    """A coordinator from kelurahan level up vouches that the neighbourhood exists.

    Raises Invalid, GeoError or what the rules refuse.
    """
    check = checks.Checks()
    known = check.field("neighbourhood", lambda: checks.neighbourhood(code))
    check.done()
    assert known is not None
    require("region", "verify_neighbourhood", None, region_relations(person, known.code))
    region = geo_neighbourhoods.mark_neighbourhood_verified(known.code)
    record(person, Entry("verify_neighbourhood", region=region.code))
    return region
