"""Where notices go: a browser's endpoint at its push service, or an e-mail address.

An endpoint comes from whoever sits at the browser, and we call it: only push services that the
settings name are taken, over HTTPS, at their usual port.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from messaging.errors import BadPhone, NoMailAddress, UnknownPushService

MOST_ENDPOINT = 1_000
MOST_MAIL = 254
AUTH_BYTES = 16
# As names of hosts are (RFC 1123): of any other, looking it up is an error of its own.
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ENDPOINT = re.compile(
    rf"https://(?P<host>{LABEL}(?:\.{LABEL})+)(?::443)?(?P<path>/[!-~]*)", re.ASCII
)
NOT_IN_PATH = frozenset('#\\"<>')


@dataclass(frozen=True)
class Phone:
    """A browser's push subscription (RFC 8030, RFC 8291): its ``endpoint``, the public key
    ``p256dh`` and the secret ``auth``, both in base64url."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def public_key(self) -> EllipticCurvePublicKey:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), unpadded(self.p256dh))

    @property
    def secret(self) -> bytes:
        return unpadded(self.auth)


@dataclass(frozen=True)
class Mailbox:
    """An e-mail ``address``, and the ``site`` whose links stand in mails to it, without a slash
    at its end."""

    address: str
    site: str


def phone(facts: Mapping[str, Any]) -> Phone:
    """The push subscription as browsers write it: {"endpoint", "keys": {"p256dh", "auth"}}.

    Raises UnknownPushService or BadPhone.
    """
    keys = facts.get("keys")
    keys = keys if isinstance(keys, Mapping) else {}
    found = Phone(
        endpoint(facts.get("endpoint")), str(keys.get("p256dh", "")), str(keys.get("auth", ""))
    )
    try:
        found.public_key  # noqa: B018 # a point that isn't on the curve is refused here
        if len(found.secret) != AUTH_BYTES:
            raise BadPhone()
    except ValueError:
        raise BadPhone() from None
    return found


def endpoint(text: object) -> str:
    """``text``, when it is an address at a push service. Raises UnknownPushService."""
    host_and_path(str(text))
    return str(text)


def host_and_path(text: str) -> tuple[str, str]:
    """The parts of an endpoint. Raises UnknownPushService."""
    found = ENDPOINT.fullmatch(text) if len(text) <= MOST_ENDPOINT else None
    if settings.PUSH_STAND_IN and text.startswith(f"{settings.PUSH_STAND_IN}/"):
        return "", text.removeprefix(settings.PUSH_STAND_IN)
    if found is None or not known(found["host"]) or NOT_IN_PATH & set(text):
        raise UnknownPushService()
    return found["host"], found["path"]


def known(host: str) -> bool:
    """A name in the settings stands for itself, one with a dot before it for all below it."""
    return any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in settings.PUSH_HOSTS
    )


def mailbox(typed: str, site: str) -> Mailbox:
    """Raises NoMailAddress."""
    address = typed.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise NoMailAddress() from None
    if len(address) > MOST_MAIL or not address.isascii():
        raise NoMailAddress()
    return Mailbox(address, site)


def kept(address: Phone | Mailbox) -> bytes:
    """``address`` as it is sealed."""
    return json.dumps(asdict(address), separators=(",", ":")).encode()


def read(plain: bytes) -> Phone | Mailbox:
    facts = json.loads(plain)
    return Phone(**facts) if "endpoint" in facts else Mailbox(**facts)


def unpadded(text: str) -> bytes:
    """Bytes from base64url without padding. Raises ValueError."""
    try:
        raw = text.rstrip("=").encode("ascii")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError):
        raise ValueError("not base64url") from None
