"""The design system as the style sheets hold it: what /design/ shows and tests measure.

Nothing is written down twice: names and values are read from ``frontend/styles``.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

STYLES = Path(settings.BASE_DIR, "frontend/styles")
TEXT = 4.5  # WCAG 2.2, 1.4.3
LINES = 3.0  # WCAG 2.2, 1.4.11

# What stands on what, and how far the two must be apart.
PAIRS = (
    *((ink, ground, TEXT) for ink in ("ink", "soft", "brand") for ground in ("paper", "card")),
    *((tone, f"{tone}-soft", TEXT) for tone in ("brand", "warn", "bad")),
    *(("ink", f"{tone}-soft", TEXT) for tone in ("brand", "warn", "bad")),
    ("soft", "brand-soft", TEXT),
    ("bad", "card", TEXT),
    ("bad", "paper", TEXT),
    ("warn", "card", TEXT),
    ("warn", "paper", TEXT),
    ("on-brand", "brand", TEXT),
    *((line, ground, LINES) for line in ("edge", "focus") for ground in ("paper", "card")),
)
# Classes that are no components, and what they are for. A name that ends with * stands for all that
# begin so.
PRIVATE = {
    **dict.fromkeys(("beside*", "cards-two", "dense", "lane*", "stay"), "columns of a board"),
    **dict.fromkeys(("after", "inline", "line", "lines", "row", "stack", "with-icon"), "a layout"),
    **dict.fromkeys(("long", "no-print", "plain", "waits", "ways", "words"), "one property"),
    **dict.fromkeys(("ask", "give-form", "in-*", "only-*"), "which fields a form shows"),
    **dict.fromkeys(("area-table", "asked", "crumb-here", "hero", "public-grid"), "the first page"),
    **dict.fromkeys(("kampung-dot", "live-map*", "map*", "offer-dot"), "maps"),
    **dict.fromkeys(("filter-form", "keys", "pages", "queue", "ref", "tools"), "the queue"),
    **dict.fromkeys(("board-head", "count", "switcher"), "the board"),
    **dict.fromkeys(("code-input-*", "input-cash", "input-date", "label"), "kinds of a field"),
    **dict.fromkeys(("album", "codes", "post-video", "qr", "slip*"), "photos, codes and slips"),
    **dict.fromkeys(("embed-code", "keep", "receipt", "seal", "tick", "widget"), "one page"),
    **dict.fromkeys(
        ("balance", "hard", "kind", "quantity-gap", "sums", "worth"), "needs and offers"
    ),
    **dict.fromkeys(("file-links", "files", "files-filter", "order-chips"), "files and orders"),
    **dict.fromkeys(("chart*", "line-*", "u-cursor-x"), "charts"),
    **dict.fromkeys(("dock*", "elsewhere", "screen"), "an RW's four screens"),
    **dict.fromkeys(("options", "places", "near-place"), "what a field of a place suggests"),
    **dict.fromkeys(("print-only", "scroll"), "one property"),
    "queue-tick": "the queue",
    "at-hand": "the one button of a long list, within reach of the thumb",
    "at-hand-once-ticked": "only when something of the list is ticked",
    "changed": "what a live page has just changed",
    "demo-strip": "says that all is made up, above every page of a demo",
    "person": "who can be tried in a demo",
}


@dataclass(frozen=True)
class Token:
    """One custom property; ``dark`` is its value in the dark theme, where it has one."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True)
class Shade:
    """Two colours on each other in one theme, and their contrast, rounded down to a tenth."""

    ink: str
    ground: str
    ratio: float


@dataclass(frozen=True)
class Pair:
    """What stands on what, the contrast that it needs, and how it is in each theme."""

    ink: str
    ground: str
    least: float
    light: Shade
    dark: Shade

    @property
    def is_line(self) -> bool:
        """A line or an edge, not text."""
        return self.least == LINES


@cache
def tokens() -> tuple[Token, ...]:
    """All tokens in the order of the style sheet."""
    sheet = (STYLES / "parts/tokens.css").read_text(encoding="utf-8")
    light, dark = map(declared, re.findall(r":root \{(.*?)\}", sheet, flags=re.DOTALL))
    return tuple(Token(name, value, dark.get(name, value)) for name, value in light.items())


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def colours() -> tuple[Token, ...]:
    return tuple(token for token in tokens() if token.light.startswith("#"))


def sizes(kind: str) -> tuple[Token, ...]:
    """The tokens of one scale: ``text`` or ``space``."""
    return tuple(token for token in tokens() if token.name.startswith(f"{kind}-"))


def measures() -> tuple[Token, ...]:
    """What is neither a colour nor on a scale."""
    shown = {*colours(), *sizes("text"), *sizes("space")}
    return tuple(token for token in tokens() if token not in shown and token.name != "font")


def pairs() -> list[Pair]:
    by_name = {token.name: token for token in colours()}
    return [
        Pair(
            ink,
            ground,
            least,
            shade(by_name[ink].light, by_name[ground].light),
            shade(by_name[ink].dark, by_name[ground].dark),
        )
        for ink, ground, least in PAIRS
    ]


def shade(ink: str, ground: str) -> Shade:
    return Shade(ink, ground, int(contrast(ink, ground) * 10) / 10)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as ``#0b6a57``, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def classes() -> dict[str, str]:
    """Every class of the style sheets, and a sheet that has it."""
    found: dict[str, str] = {}
    for sheet in sorted(STYLES.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"([^{};]+)\{", text):
            for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector):
                found.setdefault(name, sheet.relative_to(STYLES).as_posix())
    return found


def is_private(name: str) -> bool:
    return any(matches(each, name) for each in PRIVATE)


def matches(private: str, name: str) -> bool:
    """Whether ``private``, a name or the beginning of several, means ``name``."""
    return name.startswith(private[:-1]) if private.endswith("*") else name == private
