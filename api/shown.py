"""Parts that several answers share; every serializer here and elsewhere is an allow-list."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.utils.timezone import get_default_timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from aid.categories import CATEGORIES
from api.lean import Lean
from people.models import User
from people.person import Person
from people.private import name_of


class Way(NamedTuple):
    """How one field is shown: as it is in the row where it is of the type ``plain``."""

    field: Any
    plain: type | None
    show: Callable[[Any], Any]


class Shown(Lean):
    """What is shown of something. As its parent does it, but that how each field is read and shown
    is found out once for a list, not once for each of its rows."""

    @cached_property
    def of_row(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """Fields that are shown of the whole row, by name."""
        return [
            (
                field.field_name,
                getattr(self, getattr(field, "method_name", ""), None) or field.to_representation,
            )
            for field in self.shown_fields
            if field.source == "*"
        ]

    @cached_property
    def ways(self) -> dict[str, Way]:
        """The others, by name."""
        return {
            field.field_name: way_of(field) for field in self.shown_fields if field.source != "*"
        }

    @property
    def shown_fields(self) -> list[Any]:
        return [field for field in self.fields.values() if not field.write_only]

    @cached_property
    def names(self) -> list[str]:
        return [field.field_name for field in self.shown_fields]

    @cached_property
    def read(self) -> Callable[[Any], tuple[Any, ...]]:
        """All that ``ways`` show, read of a row at once."""
        sources = [way.field.source for way in self.ways.values()]
        if len(sources) > 1:
            return attrgetter(*sources)
        return lambda row: tuple(attrgetter(source)(row) for source in sources)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = dict.fromkeys(self.names)
        try:
            values = self.read(instance)
        except (AttributeError, ObjectDoesNotExist):
            values = tuple(way.field.get_attribute(instance) for way in self.ways.values())
        for (name, (field, plain, show)), value in zip(self.ways.items(), values, strict=True):
            if type(value) is plain:
                shown[name] = value
            elif value is not None:
                found = field.get_attribute(instance) if callable(value) else value
                shown[name] = None if found is None else show(found)
        for name, show in self.of_row:
            shown[name] = show(instance)
        return shown


# Of fields that show what is in the row: the type by which it is known that there is nothing to do.
PLAIN = (
    (serializers.CharField, str),
    (serializers.ChoiceField, str),
    (serializers.IntegerField, int),
    (serializers.FloatField, float),
    (serializers.BooleanField, bool),
)


def way_of(field: Any) -> Way:
    how = type(field).to_representation
    if how is serializers.DateTimeField.to_representation:
        return Way(field, None, moment_shown)
    plain = next((plain for kind, plain in PLAIN if how is kind.to_representation), None)
    return Way(field, plain, field.to_representation)


def moment_shown(value: datetime) -> str:
    """With the city's offset; as its parent does it, which asks each time where the city is."""
    return value.astimezone(get_default_timezone()).isoformat()


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
    """What everybody may see of a place: its published longitude and latitude."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: tuple[float, float]) -> dict[str, float]:
        longitude, latitude = value
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

    def shown_together(self, row: Any) -> Sequence[Any]:
        """The rows of the list that ``row`` is shown in, or itself alone."""
        listed = isinstance(self.parent, serializers.ListSerializer) and self.parent.instance
        return listed if listed and row in listed else [row]
