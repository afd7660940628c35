"""Names as people write them: by an older spelling, shortened, or with a slip of the thumb."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

# The spelling before 1972, as far as it tells a name from another one.
OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"))
SHORTENED = {
    "kb": "kebon", "kbn": "kebon", "kp": "kampung", "kpg": "kampung", "pd": "pondok",
    "ps": "pasar", "psr": "pasar", "rw": "rawa", "tg": "tanjung", "tj": "tanjung",
    "tjg": "tanjung", "cpk": "cempaka",
}  # fmt: skip
# How much of two names must be the same: one slip in five letters, two in ten.
ALIKE = 0.78
# Shorter names are alike too easily.
LEAST_LETTERS = 4


def in_full(words: str) -> str:
    """``kebon jeruk`` for ``kb jeruk``: shortened words of a name of several."""
    known = words.split()
    if len(known) < 2:
        return words
    return " ".join(SHORTENED.get(word, word) for word in known)


def modern(words: str) -> str:
    """``cengkareng`` for ``tjengkareng``."""
    for old, new in OLD_SPELLING:
        words = words.replace(old, new)
    return words


def likeness(written: str, name: str) -> float:
    """How alike the two are, from 0 to 1; of a longer ``name`` its first words count."""
    head = " ".join(name.split()[: len(written.split())])
    matcher = SequenceMatcher(None, written, head, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def most_alike(written: str, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that may be meant by ``written``, the most alike first."""
    letters = re.sub(r"[^a-z]", "", written)
    if len(letters) < LEAST_LETTERS:
        return []
    ranked = {name: likeness(written, name) for name in names}
    return sorted(
        (name for name, much in ranked.items() if much >= ALIKE),
        key=lambda name: (-ranked[name], name),
    )
