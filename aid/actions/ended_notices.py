"""Notices to whoever followed a request by its link end some time after the request."""

from datetime import datetime, timedelta

from aid.models import Request
from aid.notices import link_key
from messaging.actions.subscribing import forget_owners
from messaging.models import Subscription

HEARD_AFTER = timedelta(days=30)


def forget_ended(now: datetime) -> None:
    """End the notices by link of requests that ended HEARD_AFTER ago, or are gone."""
    linked = Subscription.private.without_account().values_list("owner", flat=True).distinct()
    by_reference = {owner.partition(":")[2] for owner in linked}
    heard = Request.private.filter(reference__in=by_reference).exclude(
        closed_at__lte=now - HEARD_AFTER
    )
    over = by_reference - set(heard.values_list("reference", flat=True))
    forget_owners(
        link_key(opens_as, reference) for reference in over for opens_as in ("resident", "helper")
    )
