"""What passes between household and donor: the conversation, the agreed place, the photos."""

import uuid
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import messages, photos, places
from aid.models.photo import SIDES
from aid.photo_files import HEADERS
from api.bodies import File
from api.doors import Door
from people.person import Person

TAGS = ["matches"]


class MessageShown(serializers.Serializer[Any]):
    """``own``: written by your side; ``read``: the other side has opened it."""

    id = serializers.UUIDField()
    own = serializers.BooleanField()
    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    read = serializers.BooleanField()


class PlaceAgreed(serializers.Serializer[Any]):
    """Empty: the RW post or the kelurahan office."""

    place = serializers.CharField()


class PhotoShown(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=SIDES)
    added_at = serializers.DateTimeField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    removable = serializers.BooleanField()


class Upload(serializers.Serializer[Any]):
    photo = File(help_text="JPEG, PNG or WebP, at most 8 MB.")


class Conversation(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="matches_messages",
        summary="The messages of household and donor; opening them marks them as read.",
        responses=MessageShown(many=True),
    )
    def get(self, _: Request, reference: str) -> Response:
        said = messages.see_messages(self.person, reference)
        return Response(MessageShown(said, many=True).data)


class AgreedPlace(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="matches_place",
        summary="Where household and donor meet.",
        responses=PlaceAgreed,
    )
    def get(self, _: Request, reference: str) -> Response:
        return Response({"place": places.place_of(self.person, reference)})


class Album(Door):
    parser_classes = (MultiPartParser,)
    spends: ClassVar = {"POST": "add_photo"}

    @extend_schema(
        tags=TAGS,
        operation_id="matches_photos",
        summary="The photos of a match, for those whom it concerns.",
        responses=PhotoShown(many=True),
    )
    def get(self, _: Request, reference: str) -> Response:
        return Response(album(self.person, reference))

    @extend_schema(
        tags=TAGS,
        operation_id="matches_add_photo",
        summary="Add a photo; nothing but its pixels is kept.",
        request={"multipart/form-data": Upload},
        responses=PhotoShown(many=True),
    )
    def post(self, _: Request, reference: str) -> Response:
        photos.keep_photo(self.person, reference, self.pixels)
        return Response(album(self.person, reference))

    def prepare(self, request: Request, reference: str) -> None:
        file = request.FILES.get("photo")
        data = file.read() if file is not None else b""
        self.pixels = photos.decoded_photo(self.person, reference, data)


class OnePhoto(Door):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: ARG002
        """Whoever asks for pictures only gets refusals in JSON all the same."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        tags=TAGS,
        operation_id="matches_photo",
        summary="One photo, a JPEG.",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, _: Request, reference: str, number: uuid.UUID) -> HttpResponse:
        return HttpResponse(photos.see_photo(self.person, reference, number), headers=HEADERS)


class RemovePhoto(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="matches_remove_photo",
        summary="Take a photo away: the household any, others their own.",
        request=None,
        responses=PhotoShown(many=True),
    )
    def post(self, _: Request, reference: str, number: uuid.UUID) -> Response:
        photos.remove_photo(self.person, reference, number)
        return Response(album(self.person, reference))


def album(person: Person, reference: str) -> list[dict[str, Any]]:
    match, found = photos.photos_of(person, reference)
    rows = [
        {
            "id": photo.pk,
            "side": photo.side,
            "added_at": photo.added_at,
            "width": photo.width,
            "height": photo.height,
            "removable": photos.may_remove(person, match, photo),
        }
        for photo in found
    ]
    return list(PhotoShown(rows, many=True).data)


ONE = "matches/<reference:reference>"
urlpatterns = [
    path(f"{ONE}/messages/", Conversation.as_view()),
    path(f"{ONE}/place/", AgreedPlace.as_view()),
    path(f"{ONE}/photos/", Album.as_view()),
    path(f"{ONE}/photos/<uuid:number>/", OnePhoto.as_view()),
    path(f"{ONE}/photos/<uuid:number>/remove/", RemovePhoto.as_view()),
]
