"""Parts that several answers share; every serializer here and elsewhere is an allow-list."""

from collections.abc import Callable, Iterable
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ObjectDoesNotExist
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from aid.categories import CATEGORIES
from geo.privacy import published_degrees
from people.models import User
from people.person import Person
from people.private import name_of


class Shown(serializers.Serializer[Any]):
    """What is shown of something. As its parent does it, but that how each field is read is found
    out once for a list, not once for each of its rows."""

    @cached_property
    def ways(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        """Of each field its name, how it is read of a row, and how that is shown."""
        return [
            (name, way_to(field), field.to_representation)
            for name, field in self.fields.items()
            if not field.write_only
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = {}
        for name, read, show in self.ways:
            value = read(instance)
            shown[name] = None if value is None else show(value)
        return shown


def way_to(field: Any) -> Callable[[Any], Any]:
    """How ``field`` is read of a row."""
    if field.source == "*":
        return itself
    find = attrgetter(field.source)

    def read(row: Any) -> Any:
        try:
            value = find(row)
        except (AttributeError, ObjectDoesNotExist):
            return field.get_attribute(row)
        return field.get_attribute(row) if callable(value) else value

    return read


def itself(row: Any) -> Any:
    return row


class RegionShown(Shown):
    """A region in brief."""

    code = serializers.CharField()
    name = serializers.CharField(
        source="public_name",
        help_text="Of a neighbourhood that no coordinator vouched for, its number or code.",
    )
    level = serializers.CharField()


class PlaceShown(serializers.Serializer[Any]):
    """A published point, on the 500 m grid, in degrees."""

    latitude = serializers.FloatField(source="y")
    longitude = serializers.FloatField(source="x")


@extend_schema_field(PlaceShown)
class PublishedPlace(serializers.Field[Any, Any, Any, Any]):
    """What everybody may see of a point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Point) -> dict[str, float]:
        longitude, latitude = published_degrees(value)
        return {"latitude": latitude, "longitude": longitude}


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
class ClockField(serializers.TimeField):
    """A time of day in Jakarta, which has no zone: no time as RFC 3339 knows it."""


@extend_schema_field(serializers.CharField())
class NameField(serializers.Field[Any, Any, Any, Any]):
    """The name of a user; of many, the view reads all names at once before."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: User) -> str:
        return name_of(value)


class CategoryField(serializers.ChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(CATEGORIES), **options)


class StatusField(serializers.ChoiceField):
    def __init__(self, statuses: Iterable[str]) -> None:
        super().__init__(choices=[str(status) for status in statuses])


class ForPerson(Shown):
    """What is shown depends on who looks."""

    @property
    def person(self) -> Person:
        found: Person = self.context["person"]
        return found
