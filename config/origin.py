"""Where the site is to be found by whoever reads its address elsewhere."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def origin(text: str) -> str:
    """``https://host`` or ``https://host:port``, nothing for none. Raises ImproperlyConfigured."""
    bare = text.rstrip("/")
    parts = urlsplit(bare)
    if bare and not (parts.scheme in ("http", "https") and parts.netloc and not parts.path):
        raise ImproperlyConfigured("GANDENG_ORIGIN: https://host, and nothing behind it.")
    return bare
