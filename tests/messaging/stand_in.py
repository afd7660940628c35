"""A push service and a browser of our own: what the site sends is decrypted and checked by other
people's code and by the letter of the RFCs."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = b"sixteen secret b"
CURVE = ec.SECP256R1()


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass(frozen=True)
class Got:
    """What one POST brought."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Browser:
    """A browser that has let its push service give it ``endpoint``."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))

    @property
    def subscription(self) -> dict[str, Any]:
        """As PushSubscription.toJSON writes it."""
        keys = {"p256dh": base64url(point_of(self.key)), "auth": base64url(SECRET)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, got: Got) -> Any:
        """The message, decrypted (RFC 8291)."""
        plain = http_ece.decrypt(
            got.body, private_key=self.key, auth_secret=SECRET, version="aes128gcm"
        )
        return json.loads(plain)


@dataclass
class PushService:
    """``answer`` is the status and further headers that it gives next."""

    origin: str
    got: list[Got] = field(default_factory=list)
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)

    def browser(self, name: str = "one") -> Browser:
        return Browser(f"{self.origin}/send/{name}")


@contextmanager
def push_service() -> Iterator[PushService]:
    """Listens on loopback as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.got.append(Got(self.path, dict(self.headers.items()), body))
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def claims_in(header: str) -> tuple[dict[str, Any], str]:
    """What a VAPID header (RFC 8292) says, its signature checked with the key in it, and that
    key. Raises InvalidSignature."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    raw = from_base64url(signature)
    assert len(raw) == 64
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(parts["k"]))
    key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, body = (json.loads(from_base64url(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return body, parts["k"]
