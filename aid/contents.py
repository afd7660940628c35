"""What a donor ticks as being in a package: contents vary."""

from collections.abc import Iterable

from aid.categories import Words

CONTENTS: dict[str, dict[str, Words]] = {
    "sembako": {
        "rice": Words("beras", "rice"),
        "oil": Words("minyak goreng", "cooking oil"),
        "sugar": Words("gula", "sugar"),
        "eggs": Words("telur", "eggs"),
        "noodles": Words("mi instan", "instant noodles"),
        "tins": Words("makanan kaleng", "tinned food"),
        "flour": Words("tepung", "flour"),
        "tea": Words("teh atau kopi", "tea or coffee"),
    },
    "lebaran": {
        "biscuits": Words("kue kering", "biscuits"),
        "syrup": Words("sirup", "syrup"),
        "rice": Words("beras", "rice"),
        "oil": Words("minyak goreng", "cooking oil"),
        "sugar": Words("gula", "sugar"),
        "cloth": Words("sarung atau mukena", "sarong or prayer dress"),
    },
    "meal": {
        "rice": Words("nasi", "rice"),
        "protein": Words("lauk hewani", "meat, fish or egg"),
        "vegetables": Words("sayur", "vegetables"),
        "fruit": Words("buah", "fruit"),
        "water": Words("air minum", "drinking water"),
    },
    "hygiene": {
        "soap": Words("sabun", "soap"),
        "shampoo": Words("sampo", "shampoo"),
        "toothpaste": Words("pasta gigi", "toothpaste"),
        "masks": Words("masker", "masks"),
        "pads": Words("pembalut", "sanitary pads"),
        "detergent": Words("detergen", "detergent"),
    },
    "baby": {
        "nappies": Words("popok", "nappies"),
        "food": Words("makanan pendamping ASI", "complementary food"),
        "soap": Words("sabun bayi", "baby soap"),
        "clothes": Words("pakaian bayi", "baby clothes"),
    },
}

# The codes of all categories.
ALL = tuple(dict.fromkeys(code for known in CONTENTS.values() for code in known))


def contents_of(category: str) -> tuple[str, ...]:
    """The codes that may be ticked for ``category``."""
    return tuple(CONTENTS.get(category, ()))


def in_words(category: str, codes: Iterable[str], language: str) -> tuple[str, ...]:
    """What was ticked, in ``language``; unknown codes are left out."""
    known = CONTENTS.get(category, {})
    return tuple(known[code].in_language(language) for code in codes if code in known)
