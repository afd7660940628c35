"""What a donor can give."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import BaseConstraint, CheckConstraint, F, Index, Q
from django.db.models.functions import Left

from aid.categories import CATEGORIES
from aid.queries.offers import OfferQuerySet
from aid.reference import REFERENCE_LENGTH
from aid.rules import OfferStatus
from geo.codes import KELURAHAN_LENGTH
from geo.privacy import published_degrees
from geo.rows import Row
from people.fields import SealedTextField

HANDOVERS = ("delivery", "pickup")
LARGEST_RADIUS_M = 100_000
# The largest number of proposals that a donor may limit itself to.
MOST_OPEN = 99
# Offers that go about equally far are searched together, up to so many metres: within a class,
# one in a few of those nearby reaches as well, so that the nearest that reach are soon found.
REACHES_M = (250, 1000, 4000, 16_000, LARGEST_RADIUS_M)
# Open to whoever is within reach.
FOR_ANYBODY = Q(status="open", for_request=None, target=None)


def reach_index(number: int) -> GistIndex:
    """The index of the offers in class ``number`` of REACHES_M."""
    far = Q(radius__lte=REACHES_M[number])
    if number:
        far &= Q(radius__gt=REACHES_M[number - 1])
    return GistIndex(
        "category", "place", name=f"offer_reach_{REACHES_M[number]}", condition=FOR_ANYBODY & far
    )


class Offer(Row):
    """A quantity of one category, at a place, that goes up to ``radius`` metres.

    A pledge is an offer too: ``target`` reserves it for a neighbourhood, ``for_request`` for one
    request. ``post`` is where the goods lie already; ``contents`` are the codes of what the
    donor ticked as being in a package. ``lost`` counts what never arrived and cannot be given
    again. ``least`` units are the smallest part worth a trip; the donor of an offer with
    ``most_open`` takes so many unanswered proposals at once, for all offers together. ``place`` is
    for the matcher alone: EPSG:32748, snapped to 100 m.
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True)
    donor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(
        "geo.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    for_request = models.ForeignKey(
        "aid.Request", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.CharField(max_length=12)
    post = models.ForeignKey(
        "aid.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contents = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=12, default=OfferStatus.OPEN.value)
    quantity = models.PositiveIntegerField()
    proposed = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    least = models.PositiveIntegerField(default=1, db_default=1)
    most_open = models.PositiveSmallIntegerField(null=True, blank=True)
    radius = models.PositiveIntegerField()
    handover = models.CharField(max_length=10, default="delivery")
    note = SealedTextField()
    until = models.DateTimeField()
    published_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    place = models.PointField(srid=32748, spatial_index=False)

    private = OfferQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(
                fields=["donor"], name="offer_capped_donor", condition=Q(most_open__isnull=False)
            ),
            Index(fields=["donor", "status"], name="offer_donor_status"),
            Index(fields=["until"], name="offer_ending", condition=Q(status="open")),
            *(reach_index(number) for number in range(len(REACHES_M))),
            Index(
                "category",
                Left("region_id", KELURAHAN_LENGTH),
                "radius",
                name="offer_reach_of_kelurahan",
                condition=FOR_ANYBODY,
            ),
        ]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(category__in=list(CATEGORIES)), name="offer_category"),
            CheckConstraint(
                condition=Q(status__in=[status.value for status in OfferStatus]),
                name="offer_status",
            ),
            CheckConstraint(condition=Q(handover__in=HANDOVERS), name="offer_handover"),
            CheckConstraint(condition=Q(quantity__gte=1), name="offer_gives_something"),
            CheckConstraint(condition=Q(least__gte=1), name="offer_least_part"),
            CheckConstraint(
                condition=Q(most_open=None) | Q(most_open__gte=1, most_open__lte=MOST_OPEN),
                name="offer_most_open",
            ),
            CheckConstraint(condition=Q(radius__lte=LARGEST_RADIUS_M), name="offer_radius"),
            CheckConstraint(
                condition=Q(
                    quantity__gte=F("proposed") + F("reserved") + F("delivered") + F("lost")
                ),
                name="offer_never_overdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def region_code(self) -> str:
        return str(self.region_id)

    @property
    def published(self) -> tuple[float, float]:
        """Longitude and latitude of its published point."""
        return published_degrees(self.place)

    @property
    def available(self) -> int:
        return self.quantity - self.proposed - self.reserved - self.delivered - self.lost
