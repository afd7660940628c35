"""Households, and what is private about them."""

import uuid
from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q

from aid.queries.households import ContactQuerySet, HouseholdQuerySet


class Household(models.Model):
    """One kitchen (KK); several may share a house or a phone.

    ``region`` is the kelurahan or neighbourhood that the person chose: it decides who
    coordinates. ``place`` is for the matcher alone: metres in EPSG:32748, snapped to 100 m.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    people = models.PositiveSmallIntegerField()
    vulnerable = models.BooleanField(default=False)
    place = models.PointField(srid=32748, spatial_index=False)
    consent_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    private = HouseholdQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(people__gte=1, people__lte=50), name="household_people"),
        ]

    def __str__(self) -> str:
        return f"household {self.pk}"


class Contact(models.Model):
    """Name, phone, address and exact point: read through ``aid.actions.disclosure`` only."""

    household = models.OneToOneField(
        Household, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    point = models.PointField(srid=4326, null=True, blank=True, spatial_index=False)

    private = ContactQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"contact of {self.household_id}"
