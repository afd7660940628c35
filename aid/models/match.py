"""A quantity of one offer set aside for one request, and its way to the door."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Index, Q, UniqueConstraint

from aid.queries.complaints import ComplaintQuerySet
from aid.queries.matches import MatchQuerySet
from aid.reference import REFERENCE_LENGTH
from aid.rules import RESERVED, TAKEN_BACK, WEIGHED_AGAIN, ComplaintStatus, MatchStatus
from geo.rows import Row
from people.fields import SealedInRowField, SealedTextField

ORIGINS = ("round", "pledge", "coordinator")
# Why a match ended, where its status alone would tell something untrue.
ENDED_WHY = ("", WEIGHED_AGAIN)
COMPLAINTS = ("asked_to_pay", "never_came", "not_as_described", "harassment", "not_safe")


class Match(Row):
    """``quantity`` of ``offer`` for ``request``.

    ``donor`` repeats the offer's, so that lists by donor need no join. ``distance`` is in metres
    between the snapped places, None for a pledge. ``reason`` holds the facts behind a proposal,
    without anything personal. ``receipt_salt`` goes into the household's receipt code, which is
    derived and never stored. ``contact_agreed_at`` is the household's yes to this donor;
    ``consignment`` is that in which it travels, if any; ``collector`` is who fetches it at the
    place where the goods lie. ``handover_place`` names where they meet otherwise, None for the
    RW post or the kelurahan office. ``expected_at`` is about when a donor comes who said that it is
    running late. ``ended_why`` is WEIGHED_AGAIN for a proposal that a round took back; the pair may
    be proposed again. ``asked_to_pay`` is what the household said of that, None as long as it said
    nothing; it is told above the kelurahan only. ``blocked`` (of rows ``with_facts``): the
    household blocked the donor.
    """

    blocked: bool

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True)
    request = models.ForeignKey("aid.Request", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey("aid.Offer", on_delete=models.PROTECT, related_name="+")
    donor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=12)
    origin = models.CharField(max_length=12)
    round_id = models.BigIntegerField(null=True, blank=True)
    distance = models.PositiveIntegerField(null=True, blank=True)
    reason = models.JSONField(default=dict, blank=True)
    consignment = models.ForeignKey(
        "aid.Consignment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    collector = SealedTextField(null=True)
    receipt_salt = models.CharField(max_length=32)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    contact_agreed_at = models.DateTimeField(null=True, blank=True)
    handover_place = SealedInRowField(null=True)
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    asked_to_pay = models.BooleanField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True, default="", db_default="")

    private = MatchQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        verbose_name_plural = "matches"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["donor", "status"], name="match_donor_status"),
            Index(fields=["made_at"], name="match_unanswered", condition=Q(status="proposed")),
            Index(fields=["accepted_at"], name="match_promised", condition=Q(status="accepted")),
            Index(
                fields=["status", "delivered_at"],
                name="match_unsettled",
                condition=Q(status__in=["on_the_way", "delivered", "disputed"]),
            ),
            Index(fields=["round_id"], name="match_of_round", condition=Q(round_id__isnull=False)),
        ]
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(quantity__gte=1), name="match_moves_something"),
            CheckConstraint(
                condition=Q(status__in=[status.value for status in MatchStatus]),
                name="match_status",
            ),
            CheckConstraint(condition=Q(origin__in=ORIGINS), name="match_origin"),
            CheckConstraint(condition=Q(ended_why__in=ENDED_WHY), name="match_ended_why"),
            CheckConstraint(
                condition=~Q(status__in=["delivered", "disputed"]) | Q(delivered_at__isnull=False),
                name="match_delivered_at",
            ),
            UniqueConstraint(
                fields=["request", "offer"],
                condition=Q(status="proposed"),
                name="one_proposal_per_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def told_as(self) -> str:
        """The status as it is told: what a round took back was not left unanswered."""
        return TAKEN_BACK if self.ended_why == WEIGHED_AGAIN else self.status

    @property
    def late_until(self) -> datetime | None:
        """About when it comes, where its donor said that it is running late; None once it came."""
        return self.expected_at if self.status in RESERVED else None

    @property
    def serves_list(self) -> bool:
        """Whether it is for a portion of a list: its donor accepts it by planning."""
        return self.request.list_id is not None


class Complaint(models.Model):
    """Something that went wrong with a match, told by somebody whom it concerns.

    ``handout`` is that of the household which tells it, where the match serves many. ``message``
    is one that the other side wrote: whoever answers the complaint may read it.
    """

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    handout = models.ForeignKey(
        "aid.Handout", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    text = SealedTextField()
    message = models.ForeignKey(
        "aid.Message", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, default=ComplaintStatus.OPEN.value)
    made_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = SealedTextField()

    private = ComplaintQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=COMPLAINTS), name="complaint_kind"),
            CheckConstraint(
                condition=Q(status__in=[status.value for status in ComplaintStatus]),
                name="complaint_status",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"
