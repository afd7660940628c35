"""Secret addresses of calendars: made, ended, and whose one is."""

import secrets

from django.utils import timezone

from people.models import CalendarFeed, User
from people.vault import fingerprint

TOKEN_BYTES = 32


def make_feed(user_id: int) -> str:
    """The token of a new address, shown once; the one before it ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.private.update_or_create(
        user_id=user_id, defaults={"token_hash": hashed(token), "made_at": timezone.now()}
    )
    return token


def end_feed(user_id: int) -> None:
    CalendarFeed.private.filter(user_id=user_id).delete()


def has_feed(user_id: int) -> bool:
    return CalendarFeed.private.filter(user_id=user_id).exists()


def owner_of(token: str) -> User | None:
    """Whose calendar ``token`` opens; None for none, or one that ended."""
    rows = CalendarFeed.private.filter(token_hash=hashed(token), user__is_active=True)
    feed = rows.select_related("user").first()
    return feed.user if feed is not None else None


def hashed(token: str) -> str:
    return fingerprint("calendar", token)
