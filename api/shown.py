"""Parts that several answers share; every serializer here and elsewhere is an allow-list."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from aid.categories import CATEGORIES
from people.person import Person


class RegionShown(serializers.Serializer[Any]):
    """A region in brief."""

    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.CharField()


class PlaceShown(serializers.Serializer[Any]):
    """A published point, on the 500 m grid, in degrees."""

    latitude = serializers.FloatField(source="y")
    longitude = serializers.FloatField(source="x")


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
