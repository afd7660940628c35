"""Who is told by which way that something is new, and where."""

from typing import ClassVar

from django.db import models

from messaging.queries import SubscriptionQuerySet
from people.fields import SealedInRowField

PHONE, MAIL = "phone", "mail"
WAYS = (PHONE, MAIL)


class Subscription(models.Model):
    """Notices to one browser or one e-mail address of ``owner``: an account, or whoever opened a
    link, by a name that says nothing here.

    ``user`` is the account. ``fingerprint`` is that of the address, by which the same one is
    known again. ``page`` is the path that a notice opens. Nothing is told before
    ``confirmed_at``, nor before ``quiet_until``; ``wanted`` says that something is to be told.
    ``failures`` and ``refusals`` count sendings in a row that the other side could not or would
    not take.
    """

    owner = models.CharField(max_length=40)
    way = models.CharField(max_length=5)
    user = models.ForeignKey(
        "people.User", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    page = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=64, blank=True)
    wanted = models.BooleanField(default=False)
    quiet_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0)

    private = SubscriptionQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "way", "fingerprint"], name="subscription_once"
            ),
            models.CheckConstraint(condition=models.Q(way__in=WAYS), name="subscription_way"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["quiet_until"], name="subscription_wanted", condition=models.Q(wanted=True)
            ),
            models.Index(
                fields=["link_hash"],
                name="subscription_link",
                condition=~models.Q(link_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class Address(models.Model):
    """Where the notices of a subscription go, sealed: JSON of ``messaging.addresses``.

    The database shows a row only to a transaction that named it (``messaging.opened``), and
    deletes it with its subscription.
    """

    subscription = models.OneToOneField(
        Subscription,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="+",
    )
    sealed = SealedInRowField()

    private = models.Manager["Address"]()

    class Meta:
        default_manager_name = "private"
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return f"address {self.pk}"


class Following(models.Model):
    """A topic of which a subscription hears.

    ``staff`` is by which post in an organisation, if it isn't the owner's own: it ends with it.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    staff = models.ForeignKey(
        "people.Staff", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    private = models.Manager["Following"]()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "subscription"], name="following_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} for subscription {self.subscription_id}"


class Occasion(models.Model):
    """Something happened on a topic that somebody follows, and nobody is told yet.

    Only ever added to and taken away, so that actions which concern the same people never wait
    for each other.
    """

    topic = models.CharField(max_length=40)

    private = models.Manager["Occasion"]()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"occasion on {self.topic}"
