"""Parts that several answers share; every serializer here and elsewhere is an allow-list."""

from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import Point
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from aid.categories import CATEGORIES
from geo.privacy import published_point
from people.models import User
from people.person import Person
from people.private import name_of


class RegionShown(serializers.Serializer[Any]):
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
        return PlaceShown(published_point(value)).data


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


class ForPerson(serializers.Serializer[Any]):
    """What is shown depends on who looks."""

    @property
    def person(self) -> Person:
        found: Person = self.context["person"]
        return found
