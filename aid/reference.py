"""Public references: short, unguessable, readable aloud."""

import re
import secrets

# Crockford's base 32: no I, L, O, U, so that nothing is misread on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
REFERENCE_LENGTH = LETTERS + 2
PATTERN = re.compile(rf"[A-Z]-[{ALPHABET}]{{{LETTERS}}}")


def new_reference(prefix: str) -> str:
    """A new reference such as ``R-7K3M9QXA``; 40 random bits."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def tidy_reference(text: object) -> str:
    """The reference that somebody typed or followed, in capitals; empty when it is none."""
    capitals = str(text).strip().upper()
    return capitals if PATTERN.fullmatch(capitals) else ""
