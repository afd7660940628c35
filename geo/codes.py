"""The grammar of region codes: Kemendagri's, and below the kelurahan our own.

    31                 province
    31.73              city (kota or kabupaten)
    31.73.01           kecamatan
    31.73.01.1006      kelurahan
    31.73.01.1006.012  neighbourhood RW 012
    31.73.01.1006.K01  neighbourhood without an RW

A region's code starts with its parent's code and a dot, so the tree can be
read from the codes alone. BPS codes look alike and name other places.
"""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PROVINCE = "31"
ISLANDS = "31.01"


class Level(TextChoices):
    """The levels of the hierarchy, from the top."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    KECAMATAN = "kecamatan", _("kecamatan")
    KELURAHAN = "kelurahan", _("kelurahan")
    RW = "rw", _("RW")


LEVELS = tuple(Level)
OFFICIAL_LEVELS = LEVELS[:4]
KELURAHAN_LENGTH = len("31.73.01.1006")

PATTERNS: dict[Level, str] = {
    Level.PROVINCE: r"^\d{2}$",
    Level.CITY: r"^\d{2}\.\d{2}$",
    Level.KECAMATAN: r"^\d{2}\.\d{2}\.\d{2}$",
    Level.KELURAHAN: r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$",
    Level.RW: r"^\d{2}\.\d{2}\.\d{2}\.\d{4}\.(\d{3}|K\d{2})$",
}


def level_of(code: str) -> Level | None:
    """The level whose pattern ``code`` has, or None when it is no region code."""
    return next(
        (level for level in LEVELS if re.fullmatch(PATTERNS[level], code, re.ASCII)),
        None,
    )


def parent_of(code: str) -> str | None:
    """The code one level up; None for a province."""
    return code.rpartition(".")[0] or None


def lineage(code: str) -> list[str]:
    """The codes from the province down to and including ``code``."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def contains(ancestor: str, code: str) -> bool:
    """Whether ``code`` is ``ancestor`` or lies below it."""
    return code == ancestor or code.startswith(ancestor + ".")


def rw_code(kelurahan_code: str, rw_number: int) -> str:
    """The code of an RW of 1–999."""
    return f"{kelurahan_code}.{rw_number:03d}"


def settlement_code(kelurahan_code: str, ordinal: int) -> str:
    """The code of the ``ordinal``-th (1–99) neighbourhood without an RW in a kelurahan."""
    return f"{kelurahan_code}.K{ordinal:02d}"


def dotted(digits: str) -> str:
    """``3173011006`` as ``31.73.01.1006``; text of no such shape comes back as it is."""
    if not digits.isdecimal() or len(digits) not in (2, 4, 6, 10):
        return digits
    parts = [digits[start : start + 2] for start in range(0, min(len(digits), 6), 2)]
    return ".".join([*parts, digits[6:]] if len(digits) == 10 else parts)
