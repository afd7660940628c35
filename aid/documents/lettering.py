"""The documents' font, what it can't write, and texts cut to their place.

Bitstream Vera comes with reportlab; its licence lets it be embedded. It has the letters of
western Europe and Turkey.
"""

import unicodedata
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Vera", "VeraBd"
ELLIPSIS = "…"
UNKNOWN = "?"

_FONTS = [TTFont(name, f"{name}.ttf") for name in (REGULAR, BOLD)]
_LETTERS = frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in _FONTS))
for _font in _FONTS:
    pdfmetrics.registerFont(_font)


def printable(text: str) -> str:
    """``text`` on one line, in letters of the font.

    An accent that the font lacks is left away, what is not to be seen as well; any other
    character that it lacks becomes a question mark.
    """
    words = unicodedata.normalize("NFC", text).split()
    return " ".join("".join(map(_letter, word)) for word in words)


@lru_cache(4096)
def _letter(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me"):
        return ""
    if ord(character) in _LETTERS:
        return character
    simpler = "".join(
        part for part in unicodedata.normalize("NFKD", character) if ord(part) in _LETTERS
    )
    return simpler or UNKNOWN


def width(text: str, font: str, size: float) -> float:
    """In points, like all lengths here."""
    return float(pdfmetrics.stringWidth(text, font, size))


def cut(text: str, font: str, size: float, most: float) -> str:
    """``text``, or as much of it as ``most`` points hold with an ellipsis."""
    if width(text, font, size) <= most:
        return text
    fitting = _fitting(text, font, size, most - width(ELLIPSIS, font, size))
    return text[:fitting].rstrip() + ELLIPSIS


def wrapped(text: str, font: str, size: float, most: float, lines: int) -> list[str]:
    """``text`` on at most so many lines of ``most`` points; words that are longer are broken,
    what does not fit is cut."""
    done: list[str] = []
    left = text
    while left and len(done) < lines - 1 and width(left, font, size) > most:
        fitting = max(1, _fitting(left, font, size, most))
        space = left.rfind(" ", 0, fitting + 1)
        end = space if space > 0 else fitting
        done.append(left[:end])
        left = left[end:].lstrip()
    return [*done, cut(left, font, size, most)] if left else done


def size_within(text: str, font: str, size: float, most: float) -> float:
    """The font size, at most ``size``, at which ``text`` is ``most`` points wide."""
    return min(size, most / max(width(text, font, 1), 0.01))


def _fitting(text: str, font: str, size: float, most: float) -> int:
    """How many of the first characters ``most`` points hold."""
    reached = 0.0
    for index, character in enumerate(text):
        reached += width(character, font, size)
        if reached > most:
            return index
    return len(text)
