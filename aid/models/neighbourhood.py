"""What is told of neighbourhoods (RW): numbers of an hourly snapshot, never live ones."""

from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q, UniqueConstraint

from aid.categories import CATEGORIES
from aid.queries.neighbourhoods import NeighbourhoodFigureQuerySet

NUMBERS = ("requests", "asked", "promised", "on_the_way", "delivered", "confirmed", "unmet")


class NeighbourhoodFigure(models.Model):
    """What may be told of the households' requests of one category in one neighbourhood.

    Numbers are rounded already, in the category's unit; None is too little to tell. What a
    neighbourhood declared itself is not in them. ``shown`` is false where nothing may be told.
    ``counted_at`` is when it was last counted: the numbers stand until enough changed. ``urgency``
    and ``waiting`` are what at least five requests reach.
    """

    region = models.ForeignKey("geo.Region", on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=12)
    counted_at = models.DateTimeField()
    shown = models.BooleanField(default=False)
    requests = models.PositiveIntegerField(null=True)
    asked = models.PositiveIntegerField(null=True)
    promised = models.PositiveIntegerField(null=True)
    on_the_way = models.PositiveIntegerField(null=True)
    delivered = models.PositiveIntegerField(null=True)
    confirmed = models.PositiveIntegerField(null=True)
    unmet = models.PositiveIntegerField(null=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    waiting = models.CharField(max_length=10, blank=True)

    private = NeighbourhoodFigureQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            UniqueConstraint(
                fields=["region", "category"], name="neighbourhood_figure_once_per_category"
            ),
            CheckConstraint(
                condition=Q(category__in=list(CATEGORIES)), name="neighbourhood_figure_category"
            ),
            CheckConstraint(
                condition=Q(shown=True, requests__gte=5)
                | Q(shown=False, **dict.fromkeys(NUMBERS), urgency=None),
                name="neighbourhood_figure_shown_or_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} in {self.region_id}"

    @property
    def numbers(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in NUMBERS}
