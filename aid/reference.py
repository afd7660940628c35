"""Public references: short, unguessable, readable aloud."""

import base64
import re
import secrets

# Crockford's base 32: no I, L, O, U, so that nothing is misread on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
BYTES = LETTERS * 5 // 8
# The alphabet of RFC 4648, in which the library writes the same numbers.
TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
REFERENCE_LENGTH = LETTERS + 2
PATTERN = re.compile(rf"[A-Z]-[{ALPHABET}]{{{LETTERS}}}")


def new_reference(prefix: str) -> str:
    """A new reference such as ``R-7K3M9QXA``; 40 random bits."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def new_references(prefix: str, count: int) -> list[str]:
    """``count`` new references, no two the same."""
    found: set[str] = set()
    while len(found) < count:
        letters = base64.b32encode(secrets.token_bytes(BYTES * (count - len(found))))
        drawn = letters.decode().translate(TO_CROCKFORD)
        found |= {
            f"{prefix}-{drawn[start : start + LETTERS]}" for start in range(0, len(drawn), LETTERS)
        }
    return list(found)


def tidy_reference(text: object) -> str:
    """The reference that somebody typed or followed, in capitals; empty when it is none."""
    capitals = str(text).strip().upper()
    return capitals if PATTERN.fullmatch(capitals) else ""
