"""Households; what is private about them lies sealed elsewhere."""

import uuid
from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import BaseConstraint, CheckConstraint, Index, Q

from aid.queries.households import HouseholdQuerySet
from geo.rows import Row

HOUSEHOLD = "household"
KINDS = (HOUSEHOLD, "orphanage", "boarding_school", "care_home", "flats", "shelter", "other")
MOST_PEOPLE, MOST_IN_INSTITUTION = 50, 5000


class Household(Row):
    """One kitchen (KK); several may share a house or a phone. Or an institution (``kind``): a
    panti, a pesantren, the management of a rusun, counted in people as well.

    ``region`` is the kelurahan or neighbourhood that the person chose: it decides who
    coordinates. ``details`` holds name, phone, address and exact point, sealed. ``place`` is for
    the matcher alone: metres in EPSG:32748, snapped to 100 m. Of phone and id number (NIK) only
    fingerprints are kept here, empty where none was given; of the id number nothing else is.
    ``name_fingerprint`` is that of the name as ``aid.names`` compares it. Since ``erased_at``
    nothing of all that is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, default=HOUSEHOLD)
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    details = models.OneToOneField(
        "people.PrivateDetails", on_delete=models.PROTECT, related_name="+"
    )
    phone_fingerprint = models.CharField(max_length=64, blank=True)
    id_fingerprint = models.CharField(max_length=64, blank=True)
    name_fingerprint = models.CharField(max_length=64, blank=True)
    people = models.PositiveSmallIntegerField()
    vulnerable = models.BooleanField(default=False)
    place = models.PointField(srid=32748, spatial_index=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    private = HouseholdQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["phone_fingerprint"], name="household_phone"),
            Index(fields=["id_fingerprint"], name="household_id_number"),
            Index(fields=["region", "name_fingerprint"], name="household_name"),
        ]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=KINDS), name="household_kind"),
            CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE)
                | Q(people__gte=1, people__lte=MOST_IN_INSTITUTION) & ~Q(kind=HOUSEHOLD),
                name="household_people",
            ),
        ]

    def __str__(self) -> str:
        return f"household {self.pk}"
