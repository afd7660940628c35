"""Open data for everybody: files of the published figures, and what their columns mean."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate
from django_filters import rest_framework as filters
from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.errors import NotFound
from aid.open_data.columns import DATASETS, FILES, FORMATS, REGION_LEVELS, DataSet
from aid.open_data.files import KINDS
from aid.queries.open_data import STANDS_FOR, Chosen, Snapshot, lines, shapes, snapshot
from api.doors import Door
from api.errors import BadQuery
from api.filters import CATEGORY_CHOICES, REGION, region_code
from geo.codes import PROVINCE
from geo.models import Region
from geo.queries import RegionQuerySet

TAGS = ["open data"]
CACHE = f"public, max-age={STANDS_FOR.seconds}"
FILTERS = [
    OpenApiParameter(
        "file", location="path", enum=list(FILES), description="What it is of, and its format."
    ),
    OpenApiParameter("region", REGION, description="Code of a region; what lies in it is told."),
    OpenApiParameter("category", enum=[code for code, _ in CATEGORY_CHOICES]),
    OpenApiParameter(
        "level",
        enum=list(REGION_LEVELS),
        description="Level of the regions told; kelurahan unless given. Activities: kecamatan.",
    ),
]


COLLECTION = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
    },
}


class OpenDataFilters(filters.FilterSet):  # type: ignore[misc]
    """Which lines are told; the regions by themselves are what is filtered."""

    region = filters.CharFilter(method="as_they_are", validators=[region_code])
    category = filters.ChoiceFilter(method="as_they_are", choices=CATEGORY_CHOICES)
    level = filters.ChoiceFilter(
        method="as_they_are", choices=[(level, level) for level in REGION_LEVELS]
    )

    def as_they_are(self, rows: RegionQuerySet, *_: Any) -> RegionQuerySet:
        return rows


class ColumnShown(serializers.Serializer[Any]):
    """One column of a file; texts in Indonesian and English."""

    column = serializers.CharField(source="key")
    tag = serializers.CharField(help_text="HXL 1.1 hashtag and attributes.")
    meaning_id = serializers.CharField(source="meaning.id")
    meaning_en = serializers.CharField(source="meaning.en")
    number = serializers.BooleanField()
    unit_id = serializers.CharField(source="unit.id")
    unit_en = serializers.CharField(source="unit.en")
    rounding_id = serializers.CharField(source="rounding.id")
    rounding_en = serializers.CharField(source="rounding.en")
    source_id = serializers.CharField(source="source.id")
    source_en = serializers.CharField(source="source.en")


class DataSetShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    title_id = serializers.CharField(source="title.id")
    title_en = serializers.CharField(source="title.en")
    meaning_id = serializers.CharField(source="meaning.id")
    meaning_en = serializers.CharField(source="meaning.en")
    levels = serializers.ListField(child=serializers.CharField())
    files = serializers.SerializerMethodField()
    columns = ColumnShown(many=True)

    def get_files(self, dataset: DataSet) -> list[str]:
        return [f"/api/v1/open-data/{dataset.name}.{kind}" for kind in FORMATS]


class DictionaryShown(serializers.Serializer[Any]):
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    datasets = DataSetShown(many=True)


class Open(Door):
    """The same for everybody: nobody is asked who they are, and anybody may keep it."""

    cache = CACHE
    varies = ("Accept-Language", "Accept-Encoding")
    authentication_classes = ()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: ARG002
        """Whoever asks for a table only gets refusals in JSON all the same."""
        return super().perform_content_negotiation(request, force=True)


class Dictionary(Open):
    @extend_schema(
        tags=TAGS,
        operation_id="open_data_dictionary",
        summary="What the columns of the files mean, and the licence.",
        responses=DictionaryShown,
    )
    def get(self, _: Request) -> Response:
        told = {
            "licence": settings.OPEN_DATA_LICENCE,
            "licence_url": settings.OPEN_DATA_LICENCE_URL,
            "datasets": DATASETS.values(),
        }
        return Response(DictionaryShown(told).data)


class OneFile(Open):
    weight = 20

    @extend_schema(
        tags=TAGS,
        operation_id="open_data_file",
        summary="The published figures as a file: CSV with HXL hashtags, XLSX or GeoJSON.",
        parameters=FILTERS,
        responses={
            (200, kind.media_type): COLLECTION if name == "geojson" else OpenApiTypes.BINARY
            for name, kind in KINDS.items()
        },
    )
    def get(self, request: Request, file: str) -> HttpResponseBase:
        name, _, kind = file.partition(".")
        dataset, chosen = DATASETS[name], self.chosen(request, DATASETS[name])
        found = snapshot()
        moment = int(found.moment.timestamp())
        etag = f'"{file}-{chosen.level}-{chosen.within}-{chosen.category}-{moment}"'
        unchanged = get_conditional_response(request._request, etag=etag, last_modified=moment)
        answer = unchanged or HttpResponse(
            written(found, dataset, kind, chosen), content_type=KINDS[kind].content_type
        )
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = CACHE
        if answer.status_code == 200:
            answer.headers["Content-Disposition"] = (
                f'attachment; filename="{file_name(found, dataset, kind, chosen)}"'
            )
        return answer

    def chosen(self, request: Request, dataset: DataSet) -> Chosen:
        """What is asked for. Raises NotFound for a region that there isn't, and refuses filters
        that aren't right, or that the file doesn't have."""
        given = OpenDataFilters(request.query_params, queryset=Region.objects.all())
        if not given.is_valid():
            raise translate_validation(given.errors)
        asked = given.form.cleaned_data
        level = asked["level"] or dataset.levels[0]
        if level not in dataset.levels:
            raise BadQuery("level")
        if asked["category"] and asked["category"] not in dataset.categories:
            raise BadQuery("category")
        within = asked["region"] or PROVINCE
        if not Region.objects.filter(code=within).exists():
            raise NotFound()
        return Chosen(level, within, asked["category"])


def written(found: Snapshot, dataset: DataSet, kind: str, chosen: Chosen) -> bytes:
    told = lines(found, dataset, chosen)
    geometry = shapes({line.code for line in told}) if kind == "geojson" else {}
    return KINDS[kind].write(dataset, told, geometry)


def file_name(found: Snapshot, dataset: DataSet, kind: str, chosen: Chosen) -> str:
    """``gandeng-needs-31-2026-11-29.csv``; what differs from the usual is named too."""
    level = chosen.level if chosen.level != dataset.levels[0] else ""
    parts = ("gandeng", dataset.name, chosen.within, level, chosen.category)
    return f"{'-'.join(filter(None, parts))}-{localdate(found.moment).isoformat()}.{kind}"


urlpatterns = [
    path("open-data/dictionary/", Dictionary.as_view()),
    path("open-data/<open_data_file:file>", OneFile.as_view()),
]
