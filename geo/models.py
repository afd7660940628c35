"""The nouns: regions, and the boundaries that one generation gives them."""

from django.contrib.gis.db.models import GeometryField, MultiPolygonField, PointField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import cached_property

from geo.codes import PATTERNS, Level
from geo.privacy import published_degrees
from geo.queries import BoundaryQuerySet, GenerationQuerySet, RegionQuerySet
from geo.rows import Row


class Region(Row):
    """One node of the hierarchy; its point, area and figures are public facts."""

    code = models.CharField(primary_key=True, max_length=24)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=100)
    point = PointField(srid=4326)
    area_km2 = models.FloatField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    rw_number = models.PositiveSmallIntegerField(null=True, blank=True)
    # Neighbourhoods only: when a coordinator vouched for it. The others have a source.
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        indexes = [
            GistIndex(Cast("point", PointField(geography=True)), name="geo_region_point_metres"),
        ]
        constraints = [
            models.CheckConstraint(
                name="geo_region_level_of_code",
                condition=Q(
                    *(Q(level=level, code__regex=PATTERNS[level]) for level in Level),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="geo_region_code_below_parent",
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | Q(parent__isnull=False, code__startswith=Concat(F("parent_id"), Value("."))),
            ),
            models.CheckConstraint(
                name="geo_region_rw_facts",
                condition=Q(level=Level.RW, rw_number__isnull=True)
                | Q(level=Level.RW, rw_number__range=(1, 999))
                | (~Q(level=Level.RW) & Q(rw_number__isnull=True, verified_at__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["parent", "rw_number"], name="geo_region_one_rw_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def published(self) -> tuple[float, float]:
        """Longitude and latitude of its published point."""
        return published_degrees(self.point)

    @property
    def public_name(self) -> str:
        """Its name for everybody: anybody may add a neighbourhood under any name, so that until
        a coordinator vouched for it only its number or the end of its code is told."""
        if self.is_verified:
            return self.name
        return f"RW {self.rw_number:03d}" if self.rw_number else self.code.rpartition(".")[2]

    @property
    def is_verified(self) -> bool:
        """Official regions are, by their source; a neighbourhood once a coordinator says so."""
        return self.level != Level.RW or self.verified_at is not None


class Generation(models.Model):
    """One set of boundaries. Older ones stay, so that old answers stay reproducible."""

    name = models.CharField(max_length=100)
    source = models.TextField(blank=True)
    imported_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="geo_generation_one_current",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The shape of a region in one generation; approximate ones are drawn, not surveyed."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="boundaries")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="boundaries")
    # The region's, repeated: a search among kelurahan must not measure the whole province.
    level = models.CharField(max_length=10, choices=Level.choices)
    shape = MultiPolygonField(srid=4326)
    approximate = models.BooleanField()

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "boundaries"
        indexes = [
            GistIndex(
                Cast("shape", GeometryField(geography=True)), name="geo_boundary_shape_metres"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "region"], name="geo_boundary_one_per_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} in {self.generation_id}"
