"""Messages that only one browser can read, and that show who sent them.

RFC 8291 (message encryption for Web Push) in the content coding of RFC 8188, and RFC 8292 (VAPID).
"""

import base64
import json
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
SALT_BYTES = 16
# One record holds all (RFC 8291, 4); push services take 4096 bytes at least.
RECORD_BYTES = 4096
# All messages are as long as this, so that their length says nothing.
PADDED_BYTES = 512
TOKEN_HOLDS = timedelta(hours=12)


def encrypted(
    plain: bytes,
    receiver: ec.EllipticCurvePublicKey,
    secret: bytes,
    *,
    salt: bytes = b"",
    sender: ec.EllipticCurvePrivateKey | None = None,
    padded: int = PADDED_BYTES,
) -> bytes:
    """``plain`` for the browser with the key ``receiver`` and the ``secret`` that it gave out.

    ``salt`` and ``sender`` are new for each message, unless they are those of a known example.
    Raises ValueError for more than fits into one record.
    """
    salt = salt or secrets.token_bytes(SALT_BYTES)
    sender = sender or ec.generate_private_key(CURVE)
    own, other = point_of(sender.public_key()), point_of(receiver)
    shared = sender.exchange(ec.ECDH(), receiver)
    key_material = derived(secret, shared, b"WebPush: info\0" + other + own, 32)
    key = derived(salt, key_material, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(salt, key_material, b"Content-Encoding: nonce\0", 12)
    record = plain + b"\x02" + bytes(max(0, padded - len(plain)))
    if len(record) + 16 > RECORD_BYTES:
        raise ValueError("too long for one record")
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(own)]) + own
    return head + AESGCM(key).encrypt(nonce, record, None)


def derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def private_key(number: bytes) -> ec.EllipticCurvePrivateKey:
    """The key whose secret number these 32 bytes are. Raises ValueError."""
    return ec.derive_private_key(int.from_bytes(number, "big"), CURVE)


def authorization(
    key: ec.EllipticCurvePrivateKey, audience: str, contact: str, now: datetime
) -> str:
    """The Authorization header by which a push service knows the sender: ``audience`` is the
    service's origin, ``contact`` an address at which its people reach ours."""
    claims = {"aud": audience, "exp": int((now + TOKEN_HOLDS).timestamp()), "sub": contact}
    signed = f"{written({'typ': 'JWT', 'alg': 'ES256'})}.{written(claims)}"
    numbers = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = b"".join(number.to_bytes(32, "big") for number in numbers)
    return f"vapid t={signed}.{base64url(signature)}, k={base64url(point_of(key.public_key()))}"


def written(facts: dict[str, object]) -> str:
    return base64url(json.dumps(facts, separators=(",", ":")).encode())


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
