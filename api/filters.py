"""Filters that several lists share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import rest_framework as filters

from aid.categories import CATEGORIES
from aid.errors import PROBLEMS
from aid.models.request import URGENCIES
from geo.codes import level_of

CATEGORY_CHOICES = [(code, category.name.en) for code, category in CATEGORIES.items()]


def region_code(value: str) -> None:
    """Refuse what is no region's code."""
    if level_of(value) is None:
        raise ValidationError(str(PROBLEMS["unknown_region"]), code="unknown_region")


class AreaFilter(filters.CharFilter):  # type: ignore[misc]
    """A region at any level, and everything below it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("validators", [region_code])
        options.setdefault("label", "Code of a region at any level; what lies below it counts.")
        super().__init__(**options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.within(value) if value else rows  # type: ignore[attr-defined]


class CategoryFilter(filters.ChoiceFilter):  # type: ignore[misc]
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=CATEGORY_CHOICES, **options)


class UrgencyFilter(filters.ChoiceFilter):  # type: ignore[misc]
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(URGENCIES.items()), **options)


class SinceFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]
    """Rows that wait since the given moment or longer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lookup_expr="lte", **options)


class StatusFilter(filters.MultipleChoiceFilter):  # type: ignore[misc]
    """One status, or several: ``?status=accepted&status=on_the_way``."""

    def __init__(self, statuses: type[Any]) -> None:
        super().__init__(choices=[(status.value, status.value) for status in statuses])
