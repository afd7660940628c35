"""Names of people, compared: is this the line that we have already?"""

import re
import unicodedata

PUNCTUATION = re.compile(r"[.,]")


def same_name_key(name: str) -> str:
    """What two spellings of one name have in common: ``M. Yusuf`` and ``m yusuf`` give ``m yusuf``.

    Case, width, dots, commas, invisible characters and the number of spaces do not count; letters,
    their order and titles do.
    """
    folded = unicodedata.normalize("NFKC", visible(name)).casefold()
    return " ".join(PUNCTUATION.sub(" ", folded).split())


def visible(text: str) -> str:
    """``text`` without characters that only steer how others are drawn, such as the marks of
    writing direction around phone numbers copied from a chat."""
    if text.isascii():
        return text
    return "".join(character for character in text if unicodedata.category(character) != "Cf")
