"""Rounds, what dry runs would propose, and why nobody was found."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Index, Q, UniqueConstraint

from aid.queries.scope import office, within
from geo.codes import Level, contains, level_of
from people.person import Person

KINDS = ("arrival", "full", "schedule")
STATUSES = ("waiting", "running", "writing", "done", "failed", "cancelled")
# A round that may still be called off, and one that isn't over.
OPEN_ENDED = ("waiting", "running")
UNFINISHED = (*OPEN_ENDED, "writing")

PLANNED, SENDING, SENT, LEFT_OUT = "planned", "sending", "sent", "left_out"
FATES = (PLANNED, SENDING, SENT, LEFT_OUT)


class Round(models.Model):
    """One run of the engine, with all that it takes to run it again and to judge it.

    ``policy`` is a Policy as JSON, ``digest`` the problem's; with ``seed`` they give the same
    plan again. ``categories`` are codes, empty for all. ``region_code`` is where the coordinator
    who called for it holds office, empty when nobody did. A ``dry_run`` proposes nothing and keeps
    what it would propose. One that weighs ``again`` shares out what stands unanswered too.
    ``progress``: stage, category, seconds. ``curve``: points as of ``matching.child``. ``figures``
    as in ``matching.figures``, empty until the round is done. ``started_at`` is when it was called
    for while it waits. Matches point here by their ``round_id``.
    """

    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="running")
    dry_run = models.BooleanField(default=False)
    with_curve = models.BooleanField(default=False)
    again = models.BooleanField(default=False)
    region_code = models.CharField(max_length=24, blank=True, default="")
    categories = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    seed = models.BigIntegerField()
    policy = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    curve = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=KINDS), name="round_kind"),
            CheckConstraint(condition=Q(status__in=STATUSES), name="round_status"),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED

    @property
    def can_be_cancelled(self) -> bool:
        """Whether it has written nothing yet and nobody called it off."""
        return self.status in OPEN_ENDED and self.cancel_asked_at is None

    def is_of(self, region_code: str) -> bool:
        """Whether the office of a region may end it: the one that called for it or one above;
        where nobody did, a city's."""
        if self.region_code:
            return contains(region_code, self.region_code)
        return level_of(region_code) in (Level.PROVINCE, Level.CITY)


class PlannedQuerySet(models.QuerySet["PlannedProposal"]):
    def visible_to(self, person: Person) -> Self:
        """Those for requests in the regions where ``person`` coordinates or audits."""
        return self.filter(office("region_code", person))

    def within(self, region_code: str) -> Self:
        """Those for requests in a region."""
        return self.filter(within("region_code", [region_code]))


class PlannedProposal(models.Model):
    """What a dry run would propose: the fields of ``aid.actions.pairing.Proposal``.

    ``region_code`` and ``category`` are the request's. ``fate``: what became of it once the
    coordinator ``sent_by``, an account, sent it to the donor.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    request_id = models.BigIntegerField()
    offer_id = models.BigIntegerField()
    region_code = models.CharField(max_length=24)
    category = models.CharField(max_length=20)
    quantity = models.IntegerField()
    distance = models.IntegerField()
    reason = models.JSONField()
    fate = models.CharField(max_length=10, default=PLANNED)
    sent_by = models.BigIntegerField(null=True, blank=True)

    private: ClassVar[Any] = PlannedQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(fate__in=FATES), name="planned_fate"),
            UniqueConstraint(fields=["round", "request_id", "offer_id"], name="planned_pair"),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(fields=["round", "region_code"], name="planned_by_region"),
        ]

    def __str__(self) -> str:
        return f"planned proposal {self.pk}"


class PairQuestion(models.Model):
    """Why a request and an offer were not put together, as a coordinator asked it last.

    ``facts`` are PairFacts of ``matching.reasons``, empty until the worker has answered.
    """

    request_id = models.BigIntegerField()
    offer_id = models.BigIntegerField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    private: ClassVar[models.Manager["PairQuestion"]] = models.Manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            UniqueConstraint(fields=["request_id", "offer_id"], name="one_question_per_pair"),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(fields=["asked_at"], name="question_asked_at"),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"


class Gap(models.Model):
    """Why the newest round left a request unmet in part or whole: ``matching.reasons.UnmetFacts``.

    A request that the newest round saw and met has none.
    """

    request_id = models.BigIntegerField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField()

    private: ClassVar[models.Manager["Gap"]] = models.Manager()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"gap of request {self.request_id}"
