"""Figures of regions: exact for those in office there, as published for everybody else."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid import rules
from aid.actions.access import require
from aid.errors import NotFound
from aid.queries.figures import (
    CODE_LENGTHS,
    ByCategory,
    figures_below,
    figures_of,
    levels_below,
    neighbourhoods_told,
    public_numbers,
    published,
)
from aid.queries.need import RW_CODE_LENGTH
from aid.relations import region_relations
from api.doors import Door
from api.errors import BadQuery
from geo.codes import Level
from geo.models import Region
from matching.causes import unmet_by_cause
from matching.reasons import CAUSES
from people.person import Person


class FigureShown(serializers.Serializer[Any]):
    """Quantities in the category's unit; null stands for 0 to 4, shown as "<5"."""

    requests = serializers.IntegerField(allow_null=True)
    asked = serializers.IntegerField(allow_null=True)
    proposed = serializers.IntegerField(allow_null=True)
    promised = serializers.IntegerField(allow_null=True)
    on_the_way = serializers.IntegerField(allow_null=True)
    delivered = serializers.IntegerField(allow_null=True)
    confirmed = serializers.IntegerField(allow_null=True)
    unmet = serializers.IntegerField(allow_null=True)


class RegionFigures(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.CharField()
    exact = serializers.BooleanField(help_text="False: rounded to 5, small numbers withheld.")
    figures = serializers.DictField(child=FigureShown(), help_text="By category.")


class RegionFiguresWithin(RegionFigures):
    within = RegionFigures(many=True)


class CauseShown(serializers.Serializer[Any]):
    """Need of one category in one part of the region that stays unmet for one cause."""

    region = serializers.CharField(help_text="A code, one level down where there is one.")
    category = serializers.CharField()
    cause = serializers.ChoiceField(choices=CAUSES, help_text="The facts' code.")
    requests = serializers.IntegerField()
    missing = serializers.IntegerField(help_text="In the category's unit.")
    worth = serializers.IntegerField(help_text="In rupiah.")


def sees_exact(person: Person, code: str) -> bool:
    relations = region_relations(person, code)
    return rules.verdict("region", "see_board", None, relations) is rules.Verdict.ALLOWED


def shown(person: Person, region: Region, by_category: ByCategory) -> dict[str, Any]:
    """The figures of ``region`` as ``person`` may read them."""
    in_office = sees_exact(person, region.code)
    published_exactly = region.level not in (Level.KELURAHAN, Level.RW)
    return {
        "code": region.code,
        "name": region.name if in_office else region.public_name,
        "level": region.level,
        "exact": in_office or published_exactly,
        "figures": {
            category: public_numbers(figure) for category, figure in sorted(by_category.items())
        }
        if in_office
        else published(by_category, region.level),
    }


def as_counted(region: Region, told: dict[str, dict[str, int | None]]) -> dict[str, Any]:
    """The figures of an RW from the hourly count."""
    return {
        "code": region.code,
        "name": region.public_name,
        "level": region.level,
        "exact": False,
        "figures": told,
    }


class Figures(Door):
    parameters = ("level",)

    @extend_schema(
        tags=["figures"],
        operation_id="figures_detail",
        summary="A region's figures, and those of the regions within.",
        parameters=[
            OpenApiParameter(
                "level",
                enum=list(CODE_LENGTHS)[1:],
                description="Level of the regions within; without it, the next one down.",
            )
        ],
        responses=RegionFiguresWithin,
    )
    def get(self, request: Request, code: str) -> Response:
        region = Region.objects.filter(code=code).first()
        if region is None:
            raise NotFound()
        if region.level == Level.RW and not sees_exact(self.person, code):
            return Response({**self.counted(region), "within": []})
        answer = shown(self.person, region, figures_of(code))
        answer["within"] = self.within(region, request.query_params.get("level"))
        return Response(answer)

    def counted(self, region: Region) -> dict[str, Any]:
        """What everybody may read of an RW. Raises NotFound, also where it has too few."""
        told = neighbourhoods_told(region.code).get(region.code)
        if told is None:
            raise NotFound()
        return as_counted(region, told)

    def within(self, region: Region, level: str | None) -> list[dict[str, Any]]:
        """The regions of ``level`` in ``region``, without one those one level down."""
        below = list(levels_below(region.level)) if region.level in CODE_LENGTHS else []
        if level is not None and level not in below:
            raise BadQuery("level")
        if below:
            chosen, length = level or below[0], CODE_LENGTHS[level or below[0]]
        elif region.level != Level.KELURAHAN:
            return []
        elif sees_exact(self.person, region.code):
            chosen, length = Level.RW, RW_CODE_LENGTH
        else:
            told = neighbourhoods_told(region.code)
            counted = Region.objects.filter(code__in=told).order_by("code")
            return [as_counted(each, told[each.code]) for each in counted]
        found = figures_below(region.code, length)
        regions = Region.objects.at_level(chosen).within_region(region.code).order_by("code")
        return [shown(self.person, inner, found.get(inner.code, {})) for inner in regions]


class Causes(Door):
    @extend_schema(
        tags=["figures"],
        operation_id="figures_causes",
        summary="Why need of a region stays unmet, for its offices; as of the newest round.",
        responses=CauseShown(many=True),
    )
    def get(self, _: Request, code: str) -> Response:
        if not Region.objects.filter(code=code).exists():
            raise NotFound()
        require("region", "see_board", None, region_relations(self.person, code))
        lengths = [*CODE_LENGTHS.values(), RW_CODE_LENGTH]
        below = next((length for length in lengths if length > len(code)), len(code))
        rows = unmet_by_cause(code, below, timezone.now())
        return Response(CauseShown([row._asdict() for row in rows], many=True).data)


urlpatterns = [
    path("figures/<region:code>/", Figures.as_view()),
    path("figures/<region:code>/causes/", Causes.as_view()),
]
