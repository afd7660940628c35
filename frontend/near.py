"""From where a donor looks: a kelurahan chosen by name or by the phone's place, else that of their
newest offer. All distances go between published points of kelurahan."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from aid.models import Offer
from aid.queries.areas import kelurahan
from aid.queries.need import AreaNeed, least_served
from frontend.forms import Form
from frontend.places import Place, kelurahan_of, label_of
from geo.official import official_regions
from people.person import Person

# Within one band, in kilometres, who is least served comes first; beyond the last all the same.
BANDS_KM = (2.0, 5.0, 10.0)
# Says that the whole city is meant, whatever one offered.
EVERYWHERE = "all"


@dataclass(frozen=True)
class Near:
    """``code`` and ``label`` of the kelurahan, empty for the whole city; ``asked`` is what the
    page's links carry on, ``choices`` where a name may mean several, ``typed`` what was typed and
    ``unknown`` whether nothing is called so."""

    code: str = ""
    label: str = ""
    asked: str = ""
    choices: tuple[Place, ...] = ()
    typed: str = ""
    unknown: bool = False


def near_in(request: HttpRequest, person: Person) -> Near:
    """What the address asks for, or the person's newest offer says."""
    typed = request.GET.get("place", "").replace("\x00", "")[:100].strip()
    if typed:
        found = kelurahan_of(Form({"kelurahan": typed}))
        if isinstance(found, Place):
            return Near(found.code, found.label, found.code)
        choices, _ = found
        return Near(choices=choices, typed=typed, unknown=not choices)
    code = request.GET.get("near", "")
    if code == EVERYWHERE:
        return Near(asked=EVERYWHERE)
    if code in official_regions().kelurahan:
        return Near(code, label_of(code), code)
    code = offered_from(person)
    return Near(code, label_of(code)) if code else Near()


def offered_from(person: Person) -> str:
    """The kelurahan of the newest offer of whom the person gives as; nothing without one."""
    if person.donor_id is None:
        return ""
    rows = Offer.private.filter(donor_id=person.donor_id, for_request=None, target=None)
    newest: Offer | None = rows.select_related("region").order_by("-published_at").first()
    code = kelurahan(newest.region).pk if newest is not None else ""
    return code if code in official_regions().kelurahan else ""


def by_distance(areas: Iterable[AreaNeed], near: Near) -> list[AreaNeed]:
    """The least served within each band first; as they are for the whole city."""
    if not near.code:
        return list(areas)
    away = kilometres(near, [area.region.pk for area in areas])
    return sorted(areas, key=lambda area: (band(away[area.region.pk]), *least_served(area)))


def kilometres(near: Near, codes: Iterable[str]) -> Mapping[str, float]:
    """How far the kelurahan are from there, in half kilometres."""
    points = official_regions().kelurahan
    here = points[near.code]
    return {code: round(math.dist(here, points[code]) / 500) / 2 for code in codes}


def band(km: float) -> int:
    return sum(km > most for most in BANDS_KM)
