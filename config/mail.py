"""The server that sends e-mails, from one address."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """``host`` is empty where there is none. ``ssl``: encrypted from the first byte; ``tls``: once
    the server has said hello (STARTTLS)."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    tls: bool


def server(url: str, local_hosts: Collection[str]) -> Server:
    """From smtps://user:password@host:465, or smtp:// for STARTTLS, but to one of
    ``local_hosts``. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    if url and not (parts.scheme in PORTS and parts.hostname):
        raise ImproperlyConfigured("GANDENG_SMTP_URL: smtp://host or smtps://host.")
    host = parts.hostname or ""
    return Server(
        host=host,
        port=parts.port or PORTS.get(parts.scheme, 0),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=parts.scheme == "smtps",
        tls=parts.scheme == "smtp" and host not in local_hosts,
    )
