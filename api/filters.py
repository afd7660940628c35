"""Filters that several lists share."""

from datetime import datetime
from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Value
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema_field

from aid.categories import CATEGORIES
from aid.errors import PROBLEMS
from aid.models.request import URGENCIES
from api.bodies import ANYWHERE
from api.pages import in_utc
from api.spots import BOX, NEAR, RADIUS, spot_in
from geo.codes import level_of
from geo.projection import METRES, to_metres
from geo.queries import Nearness

REGION = {"type": "string", "pattern": ANYWHERE}
WITHIN = OpenApiParameter("region", REGION, description="Code of a region.")
CATEGORY_CHOICES = [(code, category.name.en) for code, category in CATEGORIES.items()]


def region_code(value: str) -> None:
    """Refuse what is no region's code."""
    if level_of(value) is None:
        raise ValidationError(str(PROBLEMS["unknown_region"]), code="unknown_region")


@extend_schema_field(REGION)
class CodeFilter(filters.CharFilter):  # type: ignore[misc]
    """The code of a region."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[region_code], **options)


@extend_schema_field({**REGION, "description": "At any level; what lies below it counts."})
class AreaFilter(CodeFilter):
    """A region at any level, and everything below it."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.within(value) if value else rows  # type: ignore[attr-defined]


class CategoryFilter(filters.ChoiceFilter):  # type: ignore[misc]
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=CATEGORY_CHOICES, **options)


class UrgencyFilter(filters.ChoiceFilter):  # type: ignore[misc]
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(URGENCIES.items()), **options)


@extend_schema_field(bool)
class YesNoFilter(filters.TypedChoiceFilter):  # type: ignore[misc]
    """``true`` or ``false``; anything else is refused, not taken for nothing said."""

    def __init__(self, **options: Any) -> None:
        choices = [(text, text) for text in ("true", "false")]
        super().__init__(choices=choices, coerce=lambda text: text == "true", **options)


class SinceFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]
    """Rows that wait since the given moment or longer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lookup_expr="lte", **options)

    def filter(self, rows: QuerySet[Any], value: datetime | None) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter(rows, in_utc(value) if value else value)
        return found


class SpotFilters(filters.FilterSet):  # type: ignore[misc]
    """Around a point or in a box, by ``place``, a point in metres; with a point, rows know how many
    ``metres`` they are away."""

    place: Any = F("place")
    near = extend_schema_field(NEAR.type)(filters.CharFilter(method="by_spot"))
    radius = extend_schema_field(RADIUS.type)(filters.NumberFilter(method="by_spot"))
    bbox = extend_schema_field(BOX.type)(filters.CharFilter(method="by_spot"))

    def by_spot(self, rows: QuerySet[Any], *_: Any) -> QuerySet[Any]:
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        spot = spot_in(self.request)
        if spot.box is None and spot.here is None:
            return rows
        rows = rows.alias(spot=self.place)
        if spot.box is not None:
            rows = rows.filter(spot__bboverlaps=spot.box.polygon)
        if spot.here is None:
            return rows
        here = Point(*to_metres(spot.here), srid=METRES)
        if spot.metres is not None:
            rows = rows.filter(spot__dwithin=(here, spot.metres))
        away = Nearness(F("spot"), Value(here, PointField(srid=METRES)))
        measured: QuerySet[Any] = rows.annotate(metres=away)
        return measured


class StatusFilter(filters.MultipleChoiceFilter):  # type: ignore[misc]
    """One status, or several: ``?status=accepted&status=on_the_way``."""

    def __init__(self, statuses: type[Any]) -> None:
        super().__init__(choices=[(status.value, status.value) for status in statuses])
