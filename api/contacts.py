"""A household's contact, for the one person to whom it was disclosed."""

from typing import Any

from rest_framework import serializers

from aid.actions.disclosure import Disclosed
from api.shown import PlaceShown


class ContactShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    landmark = serializers.CharField()
    point = PlaceShown(allow_null=True)


def contact_shown(disclosed: Disclosed) -> dict[str, Any]:
    shown: dict[str, Any] = ContactShown(disclosed).data
    return shown
