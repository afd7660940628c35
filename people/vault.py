"""Sealing what is private, and finding it again without opening it.

AES-256-GCM: a sealed value is the number of its key (4 bytes), a nonce (12 random bytes) and
the ciphertext with its tag. The context (which row, which column) is authenticated with it, so
that a value moved to another row does not open. Equality is answered by fingerprints,
HMAC-SHA256 under a key of their own. No key is in the database.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NUMBER_BYTES = 4
NONCE_BYTES = 12


class NotOpened(Exception):
    """The key is not at hand, or the value or its context was changed."""


def seal(plain: bytes, context: str) -> bytes:
    """``plain``, sealed with the newest key for ``context`` alone."""
    return seal_with(secrets.token_bytes(NONCE_BYTES), plain, context)


def seal_alike(plain: bytes, context: str) -> bytes:
    """The same, but for the same ``plain`` the same: where answers are compared, and to know that
    two are equal tells nothing. The nonce is made of what is sealed (as RFC 5297 does)."""
    nonce = bytes.fromhex(fingerprint(f"nonce {newest_key()} {context}", plain.hex()))
    return seal_with(nonce[:NONCE_BYTES], plain, context)


def seal_with(nonce: bytes, plain: bytes, context: str) -> bytes:
    number = newest_key()
    head = number.to_bytes(NUMBER_BYTES, "big")
    return head + nonce + cipher(number).encrypt(nonce, plain, head + context.encode())


def unseal(sealed: bytes, context: str) -> bytes:
    """What was sealed for ``context``. Raises NotOpened."""
    head, rest = sealed[:NUMBER_BYTES], sealed[NUMBER_BYTES:]
    nonce, ciphertext = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        return cipher(key_of(sealed)).decrypt(nonce, ciphertext, head + context.encode())
    except (InvalidTag, KeyError, ValueError):
        raise NotOpened() from None


def key_of(sealed: bytes) -> int:
    """The number of the key that ``sealed`` was made with."""
    return int.from_bytes(sealed[:NUMBER_BYTES], "big")


def newest_key() -> int:
    return max(settings.VAULT_KEYS)


def cipher(number: int) -> AESGCM:
    return cipher_with(settings.VAULT_KEYS[number])


# To set one up takes longer than to open a note with it.
@lru_cache
def cipher_with(key: bytes) -> AESGCM:
    return AESGCM(key)


def fingerprint(kind: str, text: str) -> str:
    """A keyed hash of ``text`` to find equal values of one ``kind`` by, 64 hex digits; of
    different kinds they never match."""
    message = f"{kind}\0{text}".encode()
    return hmac.new(settings.VAULT_INDEX_KEY, message, hashlib.sha256).hexdigest()
