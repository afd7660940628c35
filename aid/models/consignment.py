"""One donor's goods for one neighbourhood or institution, and what each household gets of them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, F, Index, Q, UniqueConstraint

from aid.categories import CATEGORIES
from aid.queries.consignments import ConsignmentQuerySet, CouponQuerySet, HandoutQuerySet
from aid.reference import REFERENCE_LENGTH
from aid.rules import AWAITED_AT_POST, COMING, ConsignmentStatus, HandoutStatus
from aid.slots import SLOTS, slot_ends
from geo.rows import Row
from people.fields import SealedTextField

VEHICLES = ("truck", "pickup", "car", "motorbike", "cart", "on_foot")
ANSWERS = ("complete", "part", "nothing")
WAYS = ("coupon", "page", "list")


class Consignment(Row):
    """Goods of one category that travel and are handed over as one; they hold many matches.

    ``quantity`` is in the category's unit. Of it, ``reserved`` is not handed out yet (planned,
    on the way, or at the post), ``delivered`` was given to households, ``confirmed`` (part of
    delivered) is their own word, ``lost`` never arrived, ``cancelled`` went back or on to
    others: always the sums of its matches, written by ``aid.actions.counters`` alone.
    ``counted`` is what the receiver counted at the post. ``divided_among`` is the number of
    households that share it, None where each gets its own quantity whole; then quantities are
    package equivalents. ``statement_at``: when the donor stated that the goods are halal,
    unexpired, free of politics and of any fee. ``expected_at`` is about when a donor comes who said
    that it is running late.
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True)
    donor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "aid.Household", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(
        "aid.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.CharField(max_length=12)
    status = models.CharField(max_length=12, default=ConsignmentStatus.PLANNED.value)
    quantity = models.PositiveIntegerField()
    reserved = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(null=True, blank=True)
    divided_among = models.PositiveIntegerField(null=True, blank=True)
    division_reason = SealedTextField()
    day = models.DateField()
    slot = models.CharField(max_length=12)
    vehicle = models.CharField(max_length=10)
    contents = models.JSONField(default=list, blank=True)
    deliverer = SealedTextField()
    receiver = SealedTextField()
    witness = SealedTextField()
    note = SealedTextField()
    statement_at = models.DateTimeField()
    slot_confirmed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    distributed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    private = ConsignmentQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["region", "status"], name="consignment_region_status"),
            Index(fields=["donor", "status"], name="consignment_donor_status"),
        ]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(
                condition=Q(category__in=list(CATEGORIES)), name="consignment_category"
            ),
            CheckConstraint(
                condition=Q(status__in=[status.value for status in ConsignmentStatus]),
                name="consignment_status",
            ),
            CheckConstraint(condition=Q(slot__in=list(SLOTS)), name="consignment_slot"),
            CheckConstraint(condition=Q(vehicle__in=VEHICLES), name="consignment_vehicle"),
            CheckConstraint(condition=Q(quantity__gte=1), name="consignment_moves_something"),
            CheckConstraint(
                condition=Q(quantity=F("reserved") + F("delivered") + F("lost") + F("cancelled")),
                name="consignment_adds_up",
            ),
            CheckConstraint(
                condition=Q(confirmed__lte=F("delivered")), name="consignment_confirmed_delivered"
            ),
            CheckConstraint(
                condition=Q(status__in=("planned", "on_the_way", "cancelled", "lost"))
                | Q(counted__isnull=False, arrived_at__isnull=False),
                name="consignment_counted_at_post",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def region_code(self) -> str:
        return str(self.region_id)

    @property
    def late_until(self) -> datetime | None:
        """About when it comes, where its donor said that it is running late; None once it came."""
        return self.expected_at if self.status in COMING else None

    @property
    def resident_id(self) -> int | None:
        return self.institution.resident_id if self.institution is not None else None


class Coupon(models.Model):
    """The printed code by which one household says "received" for one portion, with or without
    a phone; it also opens what the household gets.

    ``serial`` is no secret and names the coupon on lists; the secret digits are derived from
    ``salt`` and stored nowhere. A coupon that was reissued has ``revoked_at``. ``entry`` is an
    offline phone's own id of the hand-out that redeemed it.
    """

    serial = models.CharField(max_length=12, unique=True)
    request = models.ForeignKey("aid.Request", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("aid.Household", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(
        "aid.Line", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    salt = models.CharField(max_length=32)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    entry = models.UUIDField(unique=True, null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    private = CouponQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            UniqueConstraint(
                fields=["request", "household"],
                condition=Q(revoked_at=None),
                name="one_standing_coupon",
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class Handout(Row):
    """What one household gets of a consignment that came to the post.

    ``request`` is the portion, or the household's own request. ``quantity`` is in the category's
    unit, what the household is to get whole. ``line`` is the
    household's on the list, if any. Of a divided consignment a household gets an equal share:
    one part in ``shared_by`` of ``share_of`` units. ``way`` tells how it was confirmed or given.
    ``asked_to_pay`` is as of matches.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey("aid.Request", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("aid.Household", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(
        "aid.Line", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    coupon = models.ForeignKey(
        Coupon, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = models.PositiveIntegerField()
    share_of = models.PositiveIntegerField(null=True, blank=True)
    shared_by = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, default=HandoutStatus.DUE.value)
    answer = models.CharField(max_length=10, blank=True)
    way = models.CharField(max_length=10, blank=True)
    given_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    asked_to_pay = models.BooleanField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    private = HandoutQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["request", "household"], name="handout_household"),
            Index(fields=["consignment"], name="handout_disputed", condition=Q(status="disputed")),
        ]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(
                condition=Q(status__in=[status.value for status in HandoutStatus]),
                name="handout_status",
            ),
            CheckConstraint(condition=Q(answer="") | Q(answer__in=ANSWERS), name="handout_answer"),
            CheckConstraint(condition=Q(way="") | Q(way__in=WAYS), name="handout_way"),
            CheckConstraint(condition=Q(quantity__gte=1), name="handout_gives_something"),
            CheckConstraint(
                condition=Q(share_of=None, shared_by=None) | Q(share_of__gte=1, shared_by__gte=1),
                name="handout_share",
            ),
            UniqueConstraint(
                fields=["consignment", "request", "household"], name="one_handout_per_household"
            ),
            # However many consignments bring one portion, a household gets it once.
            UniqueConstraint(
                fields=["request", "household"],
                condition=Q(
                    line__isnull=False, status__in=("due", "given", "confirmed", "disputed")
                ),
                name="a_portion_once_per_household",
            ),
        ]

    def __str__(self) -> str:
        return f"handout {self.pk}"

    @property
    def region_code(self) -> str:
        return self.consignment.region_code

    @property
    def donor_id(self) -> int:
        return self.consignment.donor_id

    @property
    def resident_id(self) -> int | None:
        return self.household.resident_id

    @property
    def awaited_until(self) -> datetime:
        """Until when the household may come before others get it. Goods that came late are
        awaited for a while too."""
        ends = slot_ends(self.consignment.day, self.consignment.slot)
        came = self.consignment.arrived_at
        return ends if came is None else max(ends, came + AWAITED_AT_POST)

    @property
    def own_request_id(self) -> int | None:
        return None if self.line_id is not None else self.request_id


class HandoutConflict(models.Model):
    """An entry of an offline phone that could not be counted, kept for the office to look at.

    ``entry`` is the phone's own id of it, by which a batch sent twice counts once.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="+")
    coupon = models.ForeignKey(
        Coupon, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry = models.UUIDField(unique=True)
    code = models.CharField(max_length=30)
    serial = models.CharField(max_length=20, blank=True)
    phone_time = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField()

    private = models.Manager["HandoutConflict"]()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"conflict {self.pk}"
