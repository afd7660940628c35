"""Reasons in words, Indonesian and English, from the facts of `matching.facts`.

A need's priority is never told as a number: it contains what a donor should not learn.
"""

from collections.abc import Mapping
from typing import Any, cast

from aid.categories import CATEGORIES
from matching.facts import MatchFacts, PassedOver, UnmetFacts

Phrases = Mapping[str, str]

INDONESIAN: Phrases = {
    "nearest_enough": "Terdekat yang cukup: {km}",
    "nearest": "Terdekat: {km}",
    "distance": "Jarak {km}",
    "reserved": "Khusus untuk kampung ini: {km}",
    "below_1_km": "kurang dari 1 km",
    "about_km": "± {number} km",
    "urgency_0": "mendesak: tidak ada makanan hari ini",
    "urgency_1": "mendesak: makanan hanya cukup untuk hari ini",
    "urgency_2": "dibutuhkan minggu ini",
    "waiting": "menunggu {days} hari",
    "waiting_one": "menunggu 1 hari",
    "part": "untuk {quantity} dari {asked}",
    "passed_over_priority":
        "Tawaran yang lebih dekat ({km}) untuk permintaan yang lebih didahulukan.",
    "passed_over_scarce":
        "Tawaran yang lebih dekat ({km}) untuk permintaan yang kalau tidak, takkan terpenuhi.",
    "passed_over_together":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain, agar jarak seluruhnya terpendek.",
    "passed_over_whole":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain: jika ditukar, ada yang takkan "
        "terpenuhi atau jarak seluruhnya lebih jauh.",
    "missing_part": "Masih kurang {missing} dari {asked}. ",
    "no_offer": "Belum ada tawaran {category}.",
    "out_of_reach": "Belum ada tawaran {category} yang menjangkau tempat ini.",
    "nearest_gap": " Tawaran terdekat berjarak {km}, tetapi hanya menjangkau {radius}.",
    "reserved_elsewhere": "Tawaran {category} di sekitar sini khusus untuk kampung lain.",
    "barred": "Tawaran {category} di sekitar sini tidak dapat dipasangkan dengan permintaan ini.",
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
    "reserved": "Meant for this kampung: {km}",
    "below_1_km": "less than 1 km",
    "about_km": "about {number} km",
    "urgency_0": "urgent: no food today",
    "urgency_1": "urgent: food for today only",
    "urgency_2": "needed this week",
    "waiting": "waiting for {days} days",
    "waiting_one": "waiting for 1 day",
    "part": "covers {quantity} of {asked}",
    "passed_over_priority":
        "A nearer offer ({km}) goes to a request that has priority.",
    "passed_over_scarce":
        "A nearer offer ({km}) goes to a request that would otherwise go without.",
    "passed_over_together":
        "A nearer offer ({km}) goes to another request, so that all ways together are shortest.",
    "passed_over_whole":
        "A nearer offer ({km}) goes to another request: a swap would leave somebody without, or "
        "lengthen the ways in total.",
    "missing_part": "Still missing: {missing} of {asked}. ",
    "no_offer": "Nobody offers this yet: {category}.",
    "out_of_reach": "No offer reaches this place yet: {category}.",
    "nearest_gap": " The nearest offer is {km} away and goes {radius} only.",
    "reserved_elsewhere": "Offers near here are meant for other kampung: {category}.",
    "barred": "Offers near here can't be paired with this request: {category}.",
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
    words = _Words(language)
    if facts.get("code") == "match":
        return words.match(cast(MatchFacts, facts))
    if "missing" in facts:
        return words.unmet(cast(UnmetFacts, facts))
    return ""


class _Words:
    """Phrases and formats of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.english = language.startswith("en")
        self.phrases = ENGLISH if self.english else INDONESIAN

    def say(self, phrase: str, **values: object) -> str:
        return self.phrases[phrase].format(**values)

    def match(self, facts: MatchFacts) -> str:
        parts = [self.say(_distance_phrase(facts), km=self.km(facts["km"]))]
        if f"urgency_{facts['urgency']}" in self.phrases:
            parts.append(self.say(f"urgency_{facts['urgency']}"))
        if facts["waiting_days"] > 0:
            phrase = "waiting_one" if facts["waiting_days"] == 1 else "waiting"
            parts.append(self.say(phrase, days=self.number(facts["waiting_days"])))
        if facts["quantity"] < facts["asked"]:
            quantity = self.quantity(facts["category"], facts["quantity"], unit=False)
            asked = self.quantity(facts["category"], facts["asked"])
            parts.append(self.say("part", quantity=quantity, asked=asked))
        sentence = "; ".join(parts) + "."
        if "passed_over" in facts:
            sentence += " " + self.passed_over(facts["passed_over"])
        return sentence

    def passed_over(self, facts: PassedOver) -> str:
        return self.say(f"passed_over_{facts['code']}", km=self.km(facts["km"]))

    def unmet(self, facts: UnmetFacts) -> str:
        text = ""
        if facts["missing"] < facts["asked"]:
            missing = self.quantity(facts["category"], facts["missing"], unit=False)
            asked = self.quantity(facts["category"], facts["asked"])
            text = self.say("missing_part", missing=missing, asked=asked)
        phrase: str = facts["code"]
        if phrase == "reserved":
            phrase = "reserved_elsewhere"
        if facts["offers"] == 1 and f"{phrase}_one" in self.phrases:
            phrase += "_one"
        text += self.say(
            phrase, category=self.category(facts["category"]), offers=self.number(facts["offers"])
        )
        if "km" in facts and "radius_km" in facts:
            radius = self.decimal(facts["radius_km"]) + " km"
            text += self.say("nearest_gap", km=self.km(facts["km"]), radius=radius)
        return text

    def km(self, km: float) -> str:
        if km < 1:
            return self.say("below_1_km")
        return self.say("about_km", number=self.decimal(km))

    def decimal(self, number: float) -> str:
        text = f"{number:g}"
        return text if self.english else text.replace(".", ",")

    def number(self, number: int) -> str:
        text = f"{number:,}"
        return text if self.english else text.replace(",", ".")

    def quantity(self, code: str, quantity: int, unit: bool = True) -> str:
        category = CATEGORIES.get(code)
        if category is None:
            return self.number(quantity)
        if category.value == 1:
            return f"Rp{self.number(quantity)}"
        name = f" {category.unit.in_language(self.language)}" if unit else ""
        return self.number(quantity) + name

    def category(self, code: str) -> str:
        category = CATEGORIES.get(code)
        if category is None:
            return code
        name = category.name.in_language(self.language)
        return name if name[:3].isupper() else name[:1].lower() + name[1:]


def _distance_phrase(facts: MatchFacts) -> str:
    if facts["reserved"]:
        return "reserved"
    if not facts["nearest"]:
        return "distance"
    return "nearest_enough" if facts["quantity"] == facts["asked"] else "nearest"
