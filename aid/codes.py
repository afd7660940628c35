"""Secret codes: page links of residents, the receipt code of each match, and coupons.

A page link is a random token with a six-digit page code; only hashes are kept. A receipt code
is derived from the match's salt and the site's key, so that it is stored nowhere; so are the
digits of a coupon, which has a serial besides that is no secret.
"""

import hashlib
import hmac
import secrets

from django.conf import settings

from aid.reference import ALPHABET

CODE_DIGITS = 6
SALT_BYTES = 16
COUPON_DIGITS, SERIAL_LETTERS = 12, 8
MISREAD = str.maketrans("OIL", "011")  # as Crockford's base 32 reads them


def new_token() -> str:
    """A link's token: 144 random bits, safe in a URL."""
    return secrets.token_urlsafe(18)


def token_hash(token: str) -> str:
    """What is kept of a token; it has enough entropy to need no key."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_page_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def page_code_hash(token: str, code: str) -> str:
    """What is kept of a page code: keyed, since six digits can be tried one by one."""
    return keyed("page", f"{token_hash(token)}:{tidy(code)}").hex()


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def new_salts(count: int) -> list[str]:
    digits, length = secrets.token_hex(SALT_BYTES * count), 2 * SALT_BYTES
    return [digits[start : start + length] for start in range(0, len(digits), length)]


def receipt_code(salt: str) -> str:
    """The code of a match that only its household sees."""
    number = int.from_bytes(keyed("receipt", salt)[:8], "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def new_serial() -> str:
    """What names a coupon, in public: 40 random bits in Crockford's base 32."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SERIAL_LETTERS))


def tidy_serial(text: object) -> str:
    """The serial that somebody typed or scanned; empty when it is none."""
    letters = tidy(str(text)).upper().translate(MISREAD)
    valid = len(letters) == SERIAL_LETTERS and set(letters) <= set(ALPHABET)
    return letters if valid else ""


def coupon_code(salt: str) -> str:
    """The secret digits of a coupon: 10^12 possible, none of which tells another's."""
    number = int.from_bytes(keyed("coupon", salt)[:16], "big")
    return f"{number % 10**COUPON_DIGITS:0{COUPON_DIGITS}d}"


def same_code(given: str, expected: str) -> bool:
    return hmac.compare_digest(tidy(given).encode(errors="replace"), expected.encode())


def tidy(code: str) -> str:
    """``code`` as typed, without the spaces and dashes that people add."""
    return "".join(character for character in code if character not in " -.")


def keyed(purpose: str, text: str) -> bytes:
    key = f"gandeng.{purpose}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode(errors="replace"), hashlib.sha256).digest()
