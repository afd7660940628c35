"""Reasons in words, Indonesian and English, from the facts of `matching.facts`.

A need's priority is never told as a number: it contains what a donor should not learn.
"""

from collections.abc import Mapping
from typing import Any, cast

from aid import formats
from matching.facts import MatchFacts, UnmetFacts

Phrases = Mapping[str, str]

INDONESIAN: Phrases = {
    "nearest_enough": "Terdekat yang cukup: {km}",
    "nearest": "Terdekat: {km}",
    "distance": "Jarak {km}",
    "meant": "Khusus untuk kampung ini: {km}",
    "below_1_km": "kurang dari 1 km",
    "about_km": "± {number} km",
    "urgency_0": "mendesak: tidak ada makanan hari ini",
    "urgency_1": "mendesak: makanan hanya cukup untuk hari ini",
    "urgency_2": "dibutuhkan minggu ini",
    "put_first": "didahulukan: yang dijanjikan sebelumnya tidak datang",
    "waiting": "menunggu {days} hari",
    "waiting_one": "menunggu 1 hari",
    "part": "untuk {quantity} dari {asked}",
    "passed_over_priority":
        "Tawaran yang lebih dekat ({km}) untuk permintaan yang lebih didahulukan.",
    "passed_over_scarce":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain: kalau tidak, ada yang takkan "
        "terpenuhi.",
    "passed_over_together":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain, agar jarak seluruhnya terpendek.",
    "passed_over_whole":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain: jika ditukar, ada yang takkan "
        "terpenuhi atau jarak seluruhnya lebih jauh.",
    "missing_part": "Masih kurang {missing} dari {asked}. ",
    "no_offer": "Belum ada tawaran {category}.",
    "out_of_reach": "Belum ada tawaran {category} yang menjangkau tempat ini.",
    "nearest_gap": " Tawaran terdekat berjarak {km}, tetapi hanya menjangkau {radius}.",
    "reserved": "Tawaran {category} di sekitar sini khusus untuk kampung lain.",
    "barred": "Tawaran {category} di sekitar sini tidak dapat dipasangkan dengan permintaan ini.",
    "too_late": "Waktunya sudah terlalu dekat: {category} tidak sempat diantar lagi.",
    "used_up": "Semua tawaran {category} yang menjangkau tempat ini sudah untuk permintaan ini.",
    "priority":
        "{offers} tawaran menjangkau tempat ini, semuanya untuk permintaan yang lebih didahulukan.",
    "priority_one":
        "Satu tawaran menjangkau tempat ini, tetapi untuk permintaan yang lebih didahulukan.",
    "as_urgent":
        "{offers} tawaran menjangkau tempat ini, tetapi habis untuk permintaan yang sama atau "
        "lebih didahulukan.",
    "as_urgent_one":
        "Satu tawaran menjangkau tempat ini, tetapi habis untuk permintaan yang sama atau lebih "
        "didahulukan.",
}  # fmt: skip

ENGLISH: Phrases = {
    "nearest_enough": "Nearest that suffices: {km}",
    "nearest": "Nearest: {km}",
    "distance": "Distance {km}",
    "meant": "Meant for this kampung: {km}",
    "below_1_km": "less than 1 km",
    "about_km": "about {number} km",
    "urgency_0": "urgent: no food today",
    "urgency_1": "urgent: food for today only",
    "urgency_2": "needed this week",
    "put_first": "goes first: what was promised before did not come",
    "waiting": "waiting for {days} days",
    "waiting_one": "waiting for 1 day",
    "part": "covers {quantity} of {asked}",
    "passed_over_priority":
        "A nearer offer ({km}) goes to a request that has priority.",
    "passed_over_scarce":
        "A nearer offer ({km}) goes to another request: otherwise somebody would go without.",
    "passed_over_together":
        "A nearer offer ({km}) goes to another request, so that all ways together are shortest.",
    "passed_over_whole":
        "A nearer offer ({km}) goes to another request: a swap would leave somebody without, or "
        "lengthen the ways in total.",
    "missing_part": "Still missing: {missing} of {asked}. ",
    "no_offer": "Nobody offers this yet: {category}.",
    "out_of_reach": "No offer reaches this place yet: {category}.",
    "nearest_gap": " The nearest offer is {km} away and goes {radius} only.",
    "reserved": "Offers near here are meant for other kampung: {category}.",
    "barred": "Offers near here can't be paired with this request: {category}.",
    "too_late": "It is too late for this to arrive in time: {category}.",
    "used_up": "All that reaches this place is already for this request: {category}.",
    "priority": "{offers} offers reach this place, all for requests that have priority.",
    "priority_one": "One offer reaches this place, for a request that has priority.",
    "as_urgent":
        "{offers} offers reach this place and are used up by requests of the same or higher "
        "priority.",
    "as_urgent_one":
        "One offer reaches this place and is used up by requests of the same or higher priority.",
}  # fmt: skip


def reason_text(facts: Mapping[str, Any], language: str) -> str:
    """The reason in words, "id" or "en"; empty for facts that are not from a round."""
    if facts.get("code") == "match":
        return _match(cast(MatchFacts, facts), language)
    if "missing" in facts:
        return _unmet(cast(UnmetFacts, facts), language)
    return ""


def _match(facts: MatchFacts, language: str) -> str:
    parts = [_say(language, _distance_phrase(facts), km=_km(facts["km"], language))]
    if f"urgency_{facts['urgency']}" in INDONESIAN:
        parts.append(_say(language, f"urgency_{facts['urgency']}"))
    if facts.get("put_first"):
        parts.append(_say(language, "put_first"))
    days = facts["waiting_days"]
    if days > 0:
        phrase = "waiting_one" if days == 1 else "waiting"
        parts.append(_say(language, phrase, days=formats.number(days, language)))
    if facts["quantity"] < facts["asked"]:
        category = facts["category"]
        quantity = formats.quantity(category, facts["quantity"], language, unit=False)
        asked = formats.quantity(category, facts["asked"], language)
        parts.append(_say(language, "part", quantity=quantity, asked=asked))
    sentence = "; ".join(parts) + "."
    if "passed_over" in facts:
        nearer = facts["passed_over"]
        phrase = f"passed_over_{nearer['code']}"
        sentence += " " + _say(language, phrase, km=_km(nearer["km"], language))
    return sentence


def _distance_phrase(facts: MatchFacts) -> str:
    if facts["reserved"]:
        return "meant"
    if not facts["nearest"]:
        return "distance"
    return "nearest_enough" if facts["quantity"] == facts["asked"] else "nearest"


def _unmet(facts: UnmetFacts, language: str) -> str:
    text = ""
    category = facts["category"]
    if facts["missing"] < facts["asked"]:
        missing = formats.quantity(category, facts["missing"], language, unit=False)
        asked = formats.quantity(category, facts["asked"], language)
        text = _say(language, "missing_part", missing=missing, asked=asked)
    phrase = f"{facts['code']}_one" if facts["offers"] == 1 else facts["code"]
    text += _say(
        language,
        phrase if phrase in INDONESIAN else facts["code"],
        category=_inside_sentence(formats.category_name(category, language)),
        offers=formats.number(facts["offers"], language),
    )
    if "km" in facts and "radius_km" in facts:
        radius = f"{formats.decimal(facts['radius_km'], language)} km"
        km = _km(facts["km"], language)
        text += _say(language, "nearest_gap", km=km, radius=radius)
    return text


def _say(language: str, phrase: str, **values: str) -> str:
    phrases = ENGLISH if formats.is_english(language) else INDONESIAN
    return phrases[phrase].format(**values)


def _km(km: float, language: str) -> str:
    if km < 1:
        return _say(language, "below_1_km")
    return _say(language, "about_km", number=formats.decimal(km, language))


def _inside_sentence(name: str) -> str:
    """A name without its capital, unless it starts with an abbreviation."""
    return name if name[:3].isupper() else name[:1].lower() + name[1:]
