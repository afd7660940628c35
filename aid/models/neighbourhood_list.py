"""A neighbourhood's list: who needs what there, line by line."""

from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q, UniqueConstraint

from aid.categories import CATEGORIES
from aid.queries.lists import LineQuerySet, ListQuerySet
from aid.reference import REFERENCE_LENGTH
from aid.rules import ListStatus
from aid.slots import SLOTS
from geo.rows import Row
from people.fields import SealedTextField


class NeighbourhoodList(models.Model):
    """What the households of one neighbourhood need of one category, in dated portions.

    There are ``portions`` of them, ``every`` days apart, the first on ``first_day``; a meal has a
    ``slot``. When the kelurahan verifies the list, each portion becomes a request of its own,
    with its own counters. ``last_rt`` is the highest number of an RT in the RW, where somebody
    said so; ``meeting_note`` what the musyawarah of ``met_on`` decided, ``sent_back`` why the list
    was last sent back.
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True)
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=12)
    status = models.CharField(max_length=12, default=ListStatus.DRAFT.value)
    first_day = models.DateField()
    portions = models.PositiveSmallIntegerField(default=1)
    every = models.PositiveSmallIntegerField(default=7)
    slot = models.CharField(max_length=12, blank=True)
    last_rt = models.PositiveSmallIntegerField(null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    compiled_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verified_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    met_on = models.DateField(null=True, blank=True)
    meeting_note = SealedTextField()
    sent_back = SealedTextField()
    opened_at = models.DateTimeField()
    compiled_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    private = ListQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(category__in=list(CATEGORIES)), name="list_category"),
            CheckConstraint(
                condition=Q(status__in=[status.value for status in ListStatus]), name="list_status"
            ),
            CheckConstraint(condition=Q(slot="") | Q(slot__in=list(SLOTS)), name="list_slot"),
            CheckConstraint(
                condition=Q(portions__gte=1, portions__lte=31, every__gte=1, every__lte=31),
                name="list_portions",
            ),
            CheckConstraint(
                condition=Q(status__in=("draft", "closed")) | Q(met_on__isnull=False),
                name="list_compiled_after_meeting",
            ),
            CheckConstraint(
                condition=Q(last_rt=None) | Q(last_rt__gte=1, last_rt__lte=999),
                name="list_last_rt",
            ),
            UniqueConstraint(
                fields=["region", "category"],
                condition=Q(status__in=("draft", "compiled")),
                name="one_list_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def region_code(self) -> str:
        return str(self.region_id)


class Line(Row):
    """One household on a list; ``quantity`` is what it gets of each portion.

    ``own_request`` is what the household had asked by itself: it is served by this line and
    counts no second time. ``key`` is the fingerprint of name and RT, by which a doubled line is
    found.
    """

    list = models.ForeignKey(NeighbourhoodList, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    household = models.ForeignKey("aid.Household", on_delete=models.PROTECT, related_name="+")
    rt = models.PositiveSmallIntegerField()
    quantity = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=64)
    own_request = models.ForeignKey(
        "aid.Request", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    private = LineQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(quantity__gte=1), name="line_needs_something"),
            CheckConstraint(condition=Q(rt__gte=1, rt__lte=999), name="line_rt"),
            UniqueConstraint(fields=["list", "number"], name="line_number_once"),
            UniqueConstraint(fields=["list", "household"], name="line_household_once"),
            UniqueConstraint(fields=["list", "key"], name="line_key_once"),
            UniqueConstraint(
                fields=["own_request"],
                condition=Q(own_request__isnull=False),
                name="own_request_on_one_line",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of list {self.list_id}"
