"""Serializers that cost little to make: one is made for each request."""

from copy import copy, deepcopy
from typing import Any

from rest_framework import serializers

# Fields that hold others, which know what holds them.
HOLDING = (serializers.BaseSerializer, serializers.ListField, serializers.DictField)


class Lean(serializers.Serializer[Any]):
    """As its parent, whose fields are each set up anew from their arguments; here they are copied
    as they stand. Nobody changes what a copy shares: its messages, validators and choices."""

    def get_fields(self) -> dict[str, Any]:
        return {
            name: deepcopy(field) if isinstance(field, HOLDING) else copy(field)
            for name, field in self._declared_fields.items()
        }
