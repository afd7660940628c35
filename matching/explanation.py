"""Reasons in words, Indonesian and English, from the facts of `matching.reasons`.

A need's priority is never told as a number: it contains what a donor should not learn.
"""

from collections.abc import Mapping
from typing import Any, cast

from aid import formats
from matching.reasons import Helping, MatchFacts, PairFacts, UnmetFacts

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
    "put_first": "didahulukan: bantuan sebelumnya tidak datang",
    "waiting": "menunggu {days} hari",
    "waiting_one": "menunggu 1 hari",
    "part": "untuk {quantity} dari {asked}",
    "passed_over_priority":
        "Tawaran yang lebih dekat ({km}) untuk permintaan yang lebih didahulukan.",
    "passed_over_scarce":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain: kalau tidak, ada yang "
        "tidak terpenuhi.",
    "passed_over_together":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain, agar jarak seluruhnya terpendek.",
    "passed_over_whole":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain: kalau ditukar, ada yang "
        "tidak terpenuhi atau jarak seluruhnya lebih jauh.",
    "passed_over_kept":
        "Tawaran yang lebih dekat ({km}) untuk permintaan lain: usulan yang sudah ada tidak diubah "
        "kalau selisih jaraknya kecil.",
    "missing_part": "Masih kurang {missing} dari {asked}. ",
    "no_offer": "Belum ada tawaran {category}.",
    "out_of_reach": "Belum ada tawaran {category} yang menjangkau tempat ini.",
    "nearest_gap": " Tawaran terdekat berjarak {km}, tetapi hanya menjangkau {radius}.",
    "spare": " Donatur itu masih punya sisa.",
    "reserved": "Tawaran {category} di sekitar sini khusus untuk kampung lain.",
    "barred": "Tawaran {category} di sekitar sini tidak dapat dipasangkan dengan permintaan ini.",
    "too_late": "Waktunya terlalu singkat: {category} tidak sempat diantar lagi.",
    "used_up": "Semua tawaran {category} yang menjangkau tempat ini sudah untuk permintaan ini.",
    "priority":
        "{offers} tawaran menjangkau tempat ini, semuanya untuk permintaan yang lebih didahulukan.",
    "priority_one":
        "Satu tawaran menjangkau tempat ini, tetapi untuk permintaan yang lebih didahulukan.",
    "priority_urgency":
        "{offers} tawaran menjangkau tempat ini, semuanya untuk permintaan yang lebih mendesak.",
    "priority_urgency_one":
        "Satu tawaran menjangkau tempat ini, tetapi untuk permintaan yang lebih mendesak.",
    "priority_waiting":
        "{offers} tawaran menjangkau tempat ini, semuanya untuk permintaan yang sudah menunggu "
        "lebih lama.",
    "priority_waiting_one":
        "Satu tawaran menjangkau tempat ini, tetapi untuk permintaan yang sudah menunggu lebih "
        "lama.",
    "fairer":
        "{offers} tawaran menjangkau tempat ini, semuanya untuk permintaan yang lebih didahulukan "
        "atau untuk kampung yang kalau tidak akan lebih sedikit terpenuhi.",
    "fairer_one":
        "Satu tawaran menjangkau tempat ini, tetapi untuk permintaan yang lebih didahulukan atau "
        "untuk kampung yang kalau tidak akan lebih sedikit terpenuhi.",
    "as_urgent":
        "{offers} tawaran menjangkau tempat ini, tetapi habis untuk permintaan yang sama atau "
        "lebih didahulukan.",
    "as_urgent_one":
        "Satu tawaran menjangkau tempat ini, tetapi habis untuk permintaan yang sama atau lebih "
        "didahulukan.",
    "too_small":
        "Tawaran {category} yang menjangkau tempat ini tidak dapat dibagi pas untuk permintaan "
        "ini, atau donaturnya belum menerima usulan lagi.",
    "one_more_this":
        " Satu tawaran lagi dengan jarak dan jangkauan paling jauh {km} akan dipakai untuk "
        "permintaan ini.",
    "one_more_this_near":
        " Satu tawaran lagi khusus untuk kelurahan ini akan dipakai untuk permintaan ini.",
    "one_more_this_or_equal":
        " Satu tawaran lagi dengan jarak dan jangkauan paling jauh {km} akan dipakai untuk "
        "permintaan ini atau yang setara.",
    "one_more_this_or_equal_near":
        " Satu tawaran lagi khusus untuk kelurahan ini akan dipakai untuk permintaan ini atau "
        "yang setara.",
    "one_more_others":
        " Satu tawaran lagi di sekitar sini akan lebih dulu membantu permintaan yang lebih "
        "didahulukan.",
    "pair_matched": "Tawaran ini sudah untuk permintaan ini.",
    "pair_next": "Putaran berikutnya akan mengusulkan tawaran ini untuk permintaan ini.",
    "pair_waits":
        "Keduanya paling cocok dipasangkan, tetapi salah satunya masih menunggu jawaban atas "
        "usulan lain.",
    "pair_other_category": "Tawaran ini untuk jenis bantuan lain.",
    "pair_barred": "Tawaran ini tidak dapat dipasangkan dengan permintaan ini.",
    "pair_reserved": "Tawaran ini khusus untuk kampung lain.",
    "pair_out_of_reach": "Tawaran ini tidak menjangkau tempat ini.",
    "pair_gap": " Jaraknya {km}, tetapi hanya menjangkau {radius}.",
    "pair_priority": "Tawaran ini habis untuk permintaan yang lebih didahulukan.",
    "pair_priority_urgency": "Tawaran ini habis untuk permintaan yang lebih mendesak.",
    "pair_priority_waiting":
        "Tawaran ini habis untuk permintaan yang sudah menunggu lebih lama.",
    "pair_fairer":
        "Tawaran ini habis untuk permintaan yang lebih didahulukan atau untuk kampung yang kalau "
        "tidak akan lebih sedikit terpenuhi.",
    "pair_as_urgent":
        "Tawaran ini habis untuk permintaan yang sama atau lebih didahulukan.",
    "pair_nearer": "Permintaan ini sudah cukup dari tawaran yang tidak lebih jauh.",
    "pair_enough": "Permintaan ini sudah cukup dari tawaran lain.",
    "pair_too_small":
        "Tawaran ini tidak dapat dibagi pas untuk permintaan ini, atau donaturnya belum menerima "
        "usulan lagi.",
    "pair_not_verified": "Permintaan ini belum dicek.",
    "pair_not_open":
        "Tidak ada yang dapat dipasangkan sekarang: permintaan sudah tercukupi, berakhir atau "
        "belum waktunya, atau tawaran sudah habis disanggupi.",
    "pair_failed": "Jawabannya tidak berhasil dihitung. Coba tanyakan lagi nanti.",
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
    "passed_over_kept":
        "A nearer offer ({km}) goes to another request: proposals made already don't change for a "
        "small difference in distance.",
    "missing_part": "Still missing: {missing} of {asked}. ",
    "no_offer": "Nobody offers this yet: {category}.",
    "out_of_reach": "No offer reaches this place yet: {category}.",
    "nearest_gap": " The nearest offer is {km} away and goes {radius} only.",
    "spare": " That donor still has something left.",
    "reserved": "Offers near here are meant for other kampung: {category}.",
    "barred": "Offers near here can't be paired with this request: {category}.",
    "too_late": "It is too late for this to arrive in time: {category}.",
    "used_up": "All that reaches this place is already for this request: {category}.",
    "priority": "{offers} offers reach this place, all for requests that have priority.",
    "priority_one": "One offer reaches this place, for a request that has priority.",
    "priority_urgency":
        "{offers} offers reach this place, all for requests that are more urgent.",
    "priority_urgency_one":
        "One offer reaches this place, for requests that are more urgent.",
    "priority_waiting":
        "{offers} offers reach this place, all for requests that have waited longer.",
    "priority_waiting_one":
        "One offer reaches this place, for requests that have waited longer.",
    "fairer":
        "{offers} offers reach this place, all for requests that have priority or for kampung "
        "where otherwise less would be covered than here.",
    "fairer_one":
        "One offer reaches this place, for a request that has priority or for a kampung where "
        "otherwise less would be covered than here.",
    "as_urgent":
        "{offers} offers reach this place and are used up by requests of the same or higher "
        "priority.",
    "as_urgent_one":
        "One offer reaches this place and is used up by requests of the same or higher priority.",
    "too_small":
        "What reaches this place can't be divided to fit this request, or its donors take no more "
        "proposals at once: {category}.",
    "one_more_this":
        " One more offer from within {km}, going no further than that, would be for this request.",
    "one_more_this_near":
        " One more offer meant for this kelurahan would be for this request.",
    "one_more_this_or_equal":
        " One more offer from within {km}, going no further than that, would be for this request "
        "or one of the same priority.",
    "one_more_this_or_equal_near":
        " One more offer meant for this kelurahan would be for this request or one of the same "
        "priority.",
    "one_more_others":
        " One more offer near here would first help requests that have priority.",
    "pair_matched": "This offer is already for this request.",
    "pair_next": "The next round would propose this offer for this request.",
    "pair_waits":
        "The two would go best together, but one of them waits for an answer to another proposal.",
    "pair_other_category": "This offer is for another kind of aid.",
    "pair_barred": "This offer can't be paired with this request.",
    "pair_reserved": "This offer is meant for other kampung.",
    "pair_out_of_reach": "This offer doesn't reach this place.",
    "pair_gap": " It is {km} away and goes {radius} only.",
    "pair_priority": "This offer is used up by requests that have priority.",
    "pair_priority_urgency": "This offer is used up by requests that are more urgent.",
    "pair_priority_waiting": "This offer is used up by requests that have waited longer.",
    "pair_fairer":
        "This offer is used up by requests that have priority or by kampung where otherwise less "
        "would be covered.",
    "pair_as_urgent":
        "This offer is used up by requests of the same or higher priority.",
    "pair_nearer": "This request has all it needs from offers that are no further away.",
    "pair_enough": "This request has all it needs from other offers.",
    "pair_too_small":
        "This offer can't be divided to fit this request, or its donor takes no more proposals at "
        "once.",
    "pair_not_verified": "This request is not checked yet.",
    "pair_not_open":
        "Nothing can be paired now: the request is covered, over or not yet due, or all of the "
        "offer is promised.",
    "pair_failed": "No answer could be worked out. Please ask again later.",
}  # fmt: skip


def reason_text(facts: Mapping[str, Any], language: str) -> str:
    """The reason in words, "id" or "en"; empty for facts that are not from a round."""
    if facts.get("code") == "match":
        return _match(cast(MatchFacts, facts), language)
    if "missing" in facts:
        return _unmet(cast(UnmetFacts, facts), language)
    return ""


def _match(facts: MatchFacts, language: str) -> str:
    parts = [_say(language, _distance_phrase(facts), km=about_km(facts["km"], language))]
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
        sentence += " " + _say(language, phrase, km=about_km(nearer["km"], language))
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
    code: str = facts["code"]
    if "because" in facts:
        code = f"{code}_{facts['because']}"
    phrase = f"{code}_one" if facts["offers"] == 1 else code
    text += _say(
        language,
        phrase if phrase in INDONESIAN else code,
        category=_inside_sentence(formats.category_name(category, language)),
        offers=formats.number(facts["offers"], language),
    )
    if "km" in facts and "radius_km" in facts:
        text += _gap("nearest_gap", facts["km"], facts["radius_km"], language)
        if facts.get("spare"):
            text += _say(language, "spare")
    if "one_more" in facts:
        text += _one_more(facts["one_more"], language)
    return text


def _one_more(facts: Helping, language: str) -> str:
    phrase = f"one_more_{facts['serves']}"
    if "km" in facts:
        return _say(language, phrase, km=f"{formats.decimal(facts['km'], language)} km")
    return _say(language, phrase if facts["serves"] == "others" else f"{phrase}_near")


def pair_text(facts: PairFacts, language: str) -> str:
    """Why a need and an offer were not put together, in words, "id" or "en"."""
    if "passed_over" in facts:
        nearer = facts["passed_over"]
        return _say(language, f"passed_over_{nearer['code']}", km=about_km(nearer["km"], language))
    code = f"pair_{facts['code']}"
    if "because" in facts:
        code = f"{code}_{facts['because']}"
    text = _say(language, code)
    if "km" in facts and "radius_km" in facts:
        text += _gap("pair_gap", facts["km"], facts["radius_km"], language)
    return text


def _gap(phrase: str, km: float, radius_km: float, language: str) -> str:
    radius = f"{formats.decimal(radius_km, language)} km"
    return _say(language, phrase, km=about_km(km, language), radius=radius)


def _say(language: str, phrase: str, **values: str) -> str:
    phrases = ENGLISH if formats.is_english(language) else INDONESIAN
    return phrases[phrase].format(**values)


def about_km(km: float, language: str) -> str:
    """A distance that was rounded so that it tells no place, in words."""
    if km < 1:
        return _say(language, "below_1_km")
    return _say(language, "about_km", number=formats.decimal(km, language))


def _inside_sentence(name: str) -> str:
    """A name without its capital, unless it starts with an abbreviation."""
    return name if name[:3].isupper() else name[:1].lower() + name[1:]
