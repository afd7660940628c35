"""What a household or a neighbourhood needs, and the links that open it."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import BaseConstraint, CheckConstraint, F, Index, Q, UniqueConstraint

from aid.categories import CATEGORIES
from aid.queries.requests import KELURAHAN, LinkQuerySet, RequestQuerySet
from aid.reference import REFERENCE_LENGTH
from aid.rules import RequestStatus
from aid.slots import SLOTS
from geo.queries import ON_PUBLISHED_GRID
from geo.rows import Row
from people.fields import SealedTextField

URGENCIES = {0: "none_today", 1: "none_tomorrow", 2: "this_week"}


class Request(Row):
    """A quantity of one category, for one household or one neighbourhood.

    Quantities are whole numbers of the category's unit. ``proposed``, ``reserved``,
    ``delivered`` and ``confirmed`` (part of delivered) count the request's matches; ``listed``
    is the part of a neighbourhood's declared need that its households' own requests took over
    (each of them ``part_of`` it, with ``inside`` units), so that nothing counts twice. They
    are written by ``aid.actions.counters`` only.

    One ``portion`` of a ``list`` is a request too, from ``serve_from`` on and, where a meal has a
    ``slot``, by ``until``. ``put_first`` marks whom a donor failed (or who was missed) before.
    ``no_local_id``: the household has no Jakarta ID, or its RT doesn't know it, so that others
    vouch for it. ``not_through_rw``: it asked to be checked by the kelurahan, not by its RW.
    ``corrected_at``: when its household last corrected it; ``erased_at``: since when nothing
    personal of it is kept.
    ``whole``: what is open is of use only all at once, from one donor.
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True)
    household = models.ForeignKey(
        "aid.Household", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=12)
    status = models.CharField(max_length=12, default=RequestStatus.SUBMITTED.value)
    needed = models.PositiveIntegerField()
    listed = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    inside = models.PositiveIntegerField(default=0)
    list = models.ForeignKey(
        "aid.NeighbourhoodList", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    portion = models.PositiveSmallIntegerField(null=True, blank=True)
    serve_from = models.DateTimeField(null=True, blank=True)
    slot = models.CharField(max_length=12, blank=True)
    put_first = models.BooleanField(default=False)
    no_local_id = models.BooleanField(default=False)
    not_through_rw = models.BooleanField(default=False)
    whole = models.BooleanField(default=False, db_default=False)
    urgency = models.PositiveSmallIntegerField(default=2)
    note = SealedTextField()
    filed_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    for_someone_else = models.BooleanField(default=False)
    until = models.DateTimeField()
    submitted_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    refusal = SealedTextField()
    place = models.PointField(srid=32748, spatial_index=False)

    private = RequestQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["region", "status"], name="request_region_status"),
            Index(fields=["status", "submitted_at"], name="request_queue"),
            Index(
                KELURAHAN,
                "category",
                "urgency",
                "submitted_at",
                name="request_open_need",
                condition=Q(status="verified"),
            ),
            # By the reference, which tells nobody who asked before whom.
            Index(
                KELURAHAN,
                "urgency",
                "reference",
                name="request_near_by_urgency",
                condition=Q(status="verified"),
            ),
            Index(
                fields=["urgency", "reference"],
                name="request_by_urgency",
                condition=Q(status="verified"),
            ),
            Index(KELURAHAN, "id", name="request_kelurahan"),
            Index(fields=["closed_at"], name="request_to_forget", condition=Q(erased_at=None)),
            Index(
                fields=["urgency", "submitted_at", "id"],
                name="request_to_check",
                condition=Q(status="submitted"),
            ),
            GistIndex(ON_PUBLISHED_GRID, name="request_published_place"),
            GistIndex(
                "category", "place", name="request_open_place", condition=Q(status="verified")
            ),
        ]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(category__in=tuple(CATEGORIES)), name="request_category"),
            CheckConstraint(
                condition=Q(status__in=[status.value for status in RequestStatus]),
                name="request_status",
            ),
            CheckConstraint(condition=Q(urgency__in=tuple(URGENCIES)), name="request_urgency"),
            CheckConstraint(condition=Q(slot="") | Q(slot__in=tuple(SLOTS)), name="request_slot"),
            CheckConstraint(
                condition=Q(list=None, portion=None)
                | Q(list__isnull=False, portion__gte=1, household=None),
                name="request_portion_of_list",
            ),
            UniqueConstraint(fields=["list", "portion"], name="one_request_per_portion"),
            CheckConstraint(condition=Q(needed__gte=1), name="request_needs_something"),
            CheckConstraint(
                condition=Q(
                    needed__gte=F("listed") + F("proposed") + F("reserved") + F("delivered")
                ),
                name="request_never_overfilled",
            ),
            CheckConstraint(
                condition=Q(confirmed__lte=F("delivered")), name="request_confirmed_delivered"
            ),
            CheckConstraint(condition=Q(inside__lte=F("needed")), name="request_inside_needed"),
            UniqueConstraint(
                fields=["household", "category"],
                condition=Q(status="submitted"),
                name="one_new_request_per_category",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def region_code(self) -> str:
        return str(self.region_id)

    @property
    def resident_id(self) -> int | None:
        return self.household.resident_id if self.household is not None else None

    @property
    def claimable(self) -> int:
        """Units that a pledge may take: those nobody promised, mere proposals included."""
        return self.open + self.proposed

    @property
    def promised(self) -> int:
        """Units that somebody promised, whether they came already or not."""
        return self.reserved + self.delivered

    @property
    def open(self) -> int:
        """Units that nobody promised yet; mere proposals count as promised here."""
        return self.needed - self.listed - self.proposed - self.reserved - self.delivered


class Vouch(models.Model):
    """Somebody of the neighbourhood said that a household which has no Jakarta ID lives there."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    as_cadre = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    private = models.Manager["Vouch"]()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            UniqueConstraint(fields=["request", "user"], name="vouch_once"),
        ]

    def __str__(self) -> str:
        return f"vouch {self.pk}"


class PageLink(models.Model):
    """A secret link that, with its page code, opens one request without an account.

    Only hashes are kept. ``opens_as`` tells whether it is the household's or the helper's.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    opens_as = models.CharField(max_length=10, choices=[("resident",) * 2, ("helper",) * 2])
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    private = LinkQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"{self.opens_as} link of request {self.request_id}"
