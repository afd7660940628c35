"""How far a client knows what happened, as it keeps it: sealed, so that nobody reads off it how
much happens elsewhere.

A cursor holds a transaction: of all earlier ones the client was told. Rounded figures have a
cursor of their own, which is made of nothing but the figures: it moves when they do.
"""

import base64
import hashlib

from people import vault

CONTEXT = "cursor"
LONGEST = 100
BYTES = 8


def cursor_at(transaction: int) -> str:
    sealed = vault.seal(transaction.to_bytes(BYTES, "big"), CONTEXT)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def transaction_at(cursor: str) -> int | None:
    """The transaction in ``cursor``; None for what is no cursor, or was made with a lost key."""
    if not cursor.isascii() or len(cursor) > LONGEST:
        return None
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return int.from_bytes(vault.unseal(sealed, CONTEXT), "big")
    except (ValueError, vault.NotOpened):
        return None


def cursor_of(figures: str) -> str:
    """The cursor of rounded ``figures``."""
    return hashlib.sha256(figures.encode()).hexdigest()[:32]
