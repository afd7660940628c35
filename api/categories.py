"""What can be asked for and given."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.categories import CATEGORIES
from api.doors import Door


class WordsShown(serializers.Serializer[Any]):
    id = serializers.CharField()
    en = serializers.CharField()


class CategoryShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = WordsShown()
    unit = WordsShown()
    value = serializers.IntegerField(help_text="Rupiah for one unit, for figures.")
    step = serializers.IntegerField(help_text="Quantities are multiples of it.")
    most = serializers.IntegerField(help_text="The largest quantity of one entry.")
    per_person = serializers.BooleanField()
    lasts_days = serializers.IntegerField(help_text="How long an entry stands unless it says so.")


class Categories(Door):
    cache = "public, max-age=3600"

    @extend_schema(
        tags=["categories"],
        operation_id="categories_list",
        summary="What can be asked for and given.",
        responses=CategoryShown(many=True),
    )
    def get(self, _: Request) -> Response:
        return Response(CategoryShown(CATEGORIES.values(), many=True).data)


urlpatterns = [path("categories/", Categories.as_view())]
