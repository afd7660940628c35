"""Questions about subscriptions."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from messaging.models import Subscription


class SubscriptionQuerySet(QuerySet["Subscription"]):
    def of_owner(self, owner: str) -> Self:
        return self.filter(owner=owner)

    def by_phone(self) -> Self:
        return self.filter(way="phone")

    def by_mail(self) -> Self:
        return self.filter(way="mail")

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None)

    def without_account(self) -> Self:
        return self.filter(user=None)

    def due(self, now: datetime) -> Self:
        """Those of confirmed addresses and active accounts to which a notice goes now."""
        rested = Q(quiet_until=None) | Q(quiet_until__lte=now)
        standing = Q(user=None) | Q(user__is_active=True)
        return self.confirmed().filter(rested, standing, wanted=True).order_by("pk")

    def ways(self) -> Counter[str]:
        """How many there are by way: "phone", "mail", and "waiting" for those by mail that nobody
        confirmed. One statement."""
        found = self.values_list("way", "confirmed_at")
        return Counter("waiting" if confirmed is None else way for way, confirmed in found)
