"""What pages offer of notices."""

from django.conf import settings

from messaging.encryption import base64url, point_of, private_key

# The pages that notices may open, by name.
OPENED = frozenset(
    f"frontend:{name}" for name in ("request", "my_requests", "deliveries", "notices")
)


def offered() -> dict[str, bool]:
    """By which ways this site can send notices."""
    return {"phone": settings.PUSH_KEY is not None, "mail": settings.MAILS}


def public_key() -> str:
    """The key by which browsers and push services know this site; empty where there is none."""
    if settings.PUSH_KEY is None:
        return ""
    return base64url(point_of(private_key(settings.PUSH_KEY).public_key()))
