"""Sending to browsers through their push services (RFC 8030).

The endpoint came from somebody's browser. Beside the names in the settings, the address that a
name leads to is looked at, and that very address is called: no private network, no redirect, no
proxy, and nobody is waited for long.
"""

import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings
from django.utils import timezone

from messaging import encryption
from messaging.addresses import Mailbox, Phone, host_and_path
from messaging.errors import UnknownPushService
from messaging.outcomes import BUSY, REFUSED, Outcome, of_status

SECONDS = 5
PORT = 443
# How long a push service keeps what a phone that is off didn't get, and under which name it keeps
# the newest of several alone.
KEPT_SECONDS = 24 * 3600
TOPIC = "news"


class Pinned(HTTPSConnection):
    """A connection to ``address``, whatever else its host's name may lead to."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, PORT, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, PORT), SECONDS)
        try:
            self.sock = trusting().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context()


def send(phone: Phone | Mailbox, plain: bytes) -> Outcome:
    """Send ``plain`` to one browser."""
    assert isinstance(phone, Phone)
    if settings.PUSH_KEY is None:
        return BUSY
    key = encryption.private_key(settings.PUSH_KEY)
    try:
        host, path = host_and_path(phone.endpoint)
        connection = connection_to(host)
    except UnknownPushService:
        return REFUSED
    except OSError:
        return BUSY
    body = encryption.encrypted(plain, phone.public_key, phone.secret)
    try:
        connection.request("POST", path, body, headers_for(phone.endpoint, key))
        return outcome_of(connection.getresponse())
    except (OSError, HTTPException):
        return BUSY
    finally:
        connection.close()


def outcome_of(response: HTTPResponse) -> Outcome:
    return of_status(response.status, response.headers.get("Retry-After", ""))


def headers_for(endpoint: str, key: EllipticCurvePrivateKey) -> dict[str, str]:
    parts = urlsplit(endpoint)
    audience = f"{parts.scheme}://{parts.netloc.removesuffix(':443')}"
    contact = settings.PUSH_CONTACT
    return {
        "Authorization": encryption.authorization(key, audience, contact, timezone.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": TOPIC,
        "Urgency": "normal",
    }


def connection_to(host: str) -> HTTPConnection:
    """To a push service; to the stand-in of a test where ``host`` is empty.

    Raises UnknownPushService for a name that leads into a private network, OSError for one that
    leads nowhere now.
    """
    if not host:
        stand_in = urlsplit(settings.PUSH_STAND_IN)
        return HTTPConnection(stand_in.hostname or "", stand_in.port, timeout=SECONDS)
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    candidates = [str(address[0]) for *_, address in found]
    if not all(is_public(ip_address(each.partition("%")[0])) for each in candidates):
        raise UnknownPushService()
    return Pinned(host, candidates[0])


def is_public(address: IPv4Address | IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner.is_global and not inner.is_multicast
