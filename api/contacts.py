"""A household's contact, for the one person to whom it was disclosed."""

from typing import Any

from rest_framework import serializers

from api.shown import PlaceShown
from people.private import Details


class ContactShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    landmark = serializers.CharField()
    account = serializers.CharField(help_text="Where money is to be paid; may be empty.")
    point = PlaceShown(allow_null=True)


def contact_shown(disclosed: Details) -> dict[str, Any]:
    shown: dict[str, Any] = ContactShown(disclosed).data
    return shown
