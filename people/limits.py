"""How often things may be tried, counted in the database for all processes together.

Each limit is a bucket of attempts that fills up again evenly. It is kept as the moment at which
it would be full (the "theoretical arrival time" of the generic cell rate algorithm, ITU-T
I.371), so that one statement decides and counts. A bucket's key is a fingerprint: no phone and
no address is kept.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from people.errors import TooManyAttempts
from people.models import Bucket
from people.network import network_at
from people.session import link_in
from people.vault import fingerprint

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """``most`` attempts at once, and as many again in the course of ``per``, for each ``by``."""

    most: int
    per: timedelta
    by: str


# What nobody alone reaches by hand: a household's link, and a network of thousands.
BY_LINK, BY_NETWORK = Limit(600, HOUR, "link"), Limit(20_000, HOUR, "network")

# Narrow limits stand first, so that what they refuse does not use up the wide ones. Thousands
# share one network (a shelter, a mobile operator's gateway): limits by network only keep one
# place from filling the site. docs/decisions/0010-sign-in-and-limits.md says why these.
LIMITS: dict[str, tuple[Limit, ...]] = {
    # Whatever is posted and has no narrower limit of its own.
    "act": (Limit(3_000, HOUR, "account"), BY_LINK, BY_NETWORK),
    "send_code": (
        Limit(5, HOUR, "device"),
        Limit(4, HOUR, "phone_in_network"),
        Limit(12, HOUR, "phone"),
        Limit(40, DAY, "phone"),
        Limit(1_000, HOUR, "network"),
        Limit(20_000, HOUR, "everybody"),
    ),
    "guess_code": (
        Limit(5, DAY, "code"),
        Limit(3_000, HOUR, "network"),
        Limit(30_000, HOUR, "everybody"),
    ),
    "use_code": (Limit(1, DAY, "code"),),
    "password": (
        Limit(10, 15 * MINUTE, "device"),
        Limit(10, 15 * MINUTE, "login_in_network"),
        Limit(30, HOUR, "login"),
        Limit(1_000, HOUR, "network"),
        Limit(30_000, HOUR, "everybody"),
    ),
    "second_factor": (
        Limit(10, HOUR, "device"),
        Limit(10, HOUR, "account"),
    ),
    "open_link": (Limit(3_000, HOUR, "account"), BY_LINK, Limit(3_000, HOUR, "network")),
    # No coupon is locked by wrong digits, or whoever reads its serial could lock it:
    # docs/explanation/coupons.md reckons how far guessing gets.
    "open_coupon": (Limit(5, HOUR, "coupon_in_network"), Limit(3_000, HOUR, "network")),
    "redeem_coupon": (
        Limit(5, HOUR, "coupon_by_account"),
        Limit(1_500, HOUR, "account"),
        Limit(3_000, HOUR, "network"),
    ),
    "reconcile": (Limit(240, HOUR, "account"),),
    # A sheet of a whole list; and single coupons, for whoever queues at the counter.
    "print_coupons": (Limit(30, HOUR, "account"),),
    "print_coupon": (Limit(120, HOUR, "account"),),
    "vouch": (Limit(60, HOUR, "account"), BY_LINK, Limit(600, HOUR, "network")),
    "ask": (Limit(200, HOUR, "account"), BY_LINK, Limit(2_000, HOUR, "network")),
    "add_neighbourhood": (Limit(60, HOUR, "account"), BY_LINK, Limit(300, HOUR, "network")),
    "write_line": (Limit(1_500, HOUR, "account"), BY_LINK, BY_NETWORK),
    "import_list": (Limit(60, HOUR, "account"), BY_LINK, BY_NETWORK),
    "load_pack": (Limit(60, HOUR, "account"),),
    "publish_offer": (Limit(30, HOUR, "account"), BY_LINK, BY_NETWORK),
    "add_photo": (Limit(60, HOUR, "account"), BY_LINK, Limit(600, HOUR, "network")),
    "pledge": (Limit(60, HOUR, "account"), BY_LINK, BY_NETWORK),
    "socket": (Limit(20_000, HOUR, "network"),),
    "remove_line": (Limit(1_500, HOUR, "account"), BY_LINK, BY_NETWORK),
    "act_on_list": (Limit(240, HOUR, "account"), BY_LINK, BY_NETWORK),
    "act_on_consignment": (Limit(600, HOUR, "account"), BY_LINK, BY_NETWORK),
    "ask_why_not": (Limit(60, HOUR, "account"), BY_LINK, BY_NETWORK),
    "hand_out": (Limit(1_500, HOUR, "account"), BY_LINK, Limit(3_000, HOUR, "network")),
    # Also asks whether there is an account with a number: a few dozen a day are enough to do it.
    "give_role": (Limit(60, DAY, "account"), Limit(300, HOUR, "network")),
    "see_contact_of_office": (Limit(300, DAY, "account"), Limit(1_000, HOUR, "network")),
    "manage_tokens": (Limit(60, DAY, "account"), BY_LINK, Limit(300, HOUR, "network")),
    # Whoever shows a token that works is not counted, so that a program that still shows an old
    # one keeps no other of its network out.
    "wrong_token": (Limit(600, HOUR, "network"),),
    "verify_many": (Limit(120, HOUR, "account"), BY_LINK, BY_NETWORK),
    "export": (Limit(30, HOUR, "account"), BY_LINK, BY_NETWORK),
    "follow_calendar": (Limit(3_000, HOUR, "network"),),
    "ask_mail": (
        Limit(3, DAY, "mail"),
        Limit(6, DAY, "account"),
        Limit(100, HOUR, "network"),
        Limit(2_000, HOUR, "everybody"),
    ),
    "open_mail": (Limit(600, HOUR, "network"),),
    "notices": (Limit(60, HOUR, "account"), Limit(1_000, HOUR, "network")),
}

SPEND = f"""
    INSERT INTO {Bucket._meta.db_table} AS bucket (key, full_at, passed)
    VALUES (%(key)s, %(now)s::timestamptz + %(step)s::interval, true)
    ON CONFLICT (key) DO UPDATE SET
        full_at = CASE
            WHEN greatest(bucket.full_at, %(now)s::timestamptz) + %(step)s::interval
                <= %(now)s::timestamptz + %(per)s::interval
            THEN greatest(bucket.full_at, %(now)s::timestamptz) + %(step)s::interval
            ELSE bucket.full_at
        END,
        passed = greatest(bucket.full_at, %(now)s::timestamptz) + %(step)s::interval
            <= %(now)s::timestamptz + %(per)s::interval
    RETURNING passed, full_at
"""  # noqa: S608 # the table's own name # nosec B608


def spend(action: str, **subjects: str | None) -> None:
    """Count one attempt at ``action`` by each of ``subjects``: who ("phone", "network", …) by
    kind; None where a kind doesn't apply.

    Raises TooManyAttempts. Counts for itself: what is counted stays counted, whatever becomes
    of the attempt. Inside another transaction it raises RuntimeError.
    """
    for limit in LIMITS[action]:
        subject = subjects[limit.by]
        if subject is not None:
            seconds = spend_one(key_of(action, limit, subject), limit)
            if seconds:
                raise TooManyAttempts(seconds)


def spend_at(request: Any, action: str, **subjects: str | None) -> None:
    """``spend`` for somebody at a door: by their network, and their account or the link or coupon
    that their session opened, if any."""
    user_id = getattr(request.user, "pk", None)
    account = None if user_id is None else str(user_id)
    link = link_in(request.session) if account is None else None
    who = {"network": network_at(request), "account": account, "link": link}
    spend(action, **{**who, **subjects})


def spend_one(key: str, limit: Limit) -> int:
    """Take one attempt out of a bucket: 0, or the seconds until there is one again."""
    now, step = timezone.now(), limit.per / limit.most
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        parameters: dict[str, Any] = {"key": key, "now": now, "step": step, "per": limit.per}
        cursor.execute(SPEND, parameters)
        passed, full_at = cursor.fetchone()
    wait: timedelta = full_at + step - limit.per - now
    return 0 if passed else max(1, ceil(wait.total_seconds()))


def key_of(action: str, limit: Limit, subject: str) -> str:
    hours = int(limit.per / HOUR)
    return f"{action}.{hours}h:{fingerprint(limit.by, subject)}"


def forget_full() -> None:
    """Delete the buckets that are full again: no row says the same."""
    Bucket.private.filter(full_at__lt=timezone.now()).delete()
