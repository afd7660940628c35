"""The built-in gazetteer: finds regions by what people call them.

``Kapuk``, ``kel. kapuk``, ``RW 012 Kapuk``, ``kapuk 12``, ``Kapuk, Cengkareng``, ``kec
cengkareng``; names that several regions share come back several times, each with its parents.
What nothing is called is looked for as ``geo.spelling`` reads it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.codes import OFFICIAL_LEVELS, Level, lineage, parent_of
from geo.models import Region
from geo.spelling import in_full, modern, most_alike

LONGEST_QUERY = 200
RW = re.compile(r"\brw\s*0*(\d{1,3})\b")
RT = re.compile(r"\brt\s*\d{1,3}\b")
# ``RT 003/009``, and ``kapuk 9``.
BOTH = re.compile(r"\brt\s*\d{1,3}\s+0*(\d{1,3})\b")
LAST = re.compile(r"(?<=[a-z])\s+0*(\d{1,3})(?=\s*(?:,|$))")
LEVEL_WORDS = {
    "kel": Level.KELURAHAN,
    "kelurahan": Level.KELURAHAN,
    "kec": Level.KECAMATAN,
    "kecamatan": Level.KECAMATAN,
    "kota": Level.CITY,
    "kab": Level.CITY,
    "kabupaten": Level.CITY,
}
FILLERS = {"adm", "administrasi", "administratif"}

# Within one closeness, what people mean most often goes first.
LIKELIEST = (Level.KELURAHAN, Level.KECAMATAN, Level.CITY, Level.PROVINCE)


@dataclass(frozen=True)
class Words:
    """Part of a query: the words of a name, and the level that it says it is."""

    name: str
    level: Level | None


@dataclass(frozen=True)
class Entry:
    """An official region as it is looked for."""

    code: str
    level: Level
    words: str


class Gazetteer(Geocoder):  # type: ignore[misc]
    """A geopy geocoder over the table of regions; it asks no server."""

    def __init__(self) -> None:
        super().__init__(user_agent="gandeng")

    def geocode(
        self, query: str, *, exactly_one: bool = True, limit: int = 8
    ) -> Location | list[Location] | None:
        """The regions that ``query`` may mean, best first; None when there are none.

        ``raw`` of each location holds the region's ``code`` and ``level``.
        """
        found = search(query, 1 if exactly_one else limit)
        locations = [
            Location(label, (region.point.y, region.point.x), _raw(region))
            for region, label in found
        ]
        if not locations:
            return None
        return locations[0] if exactly_one else locations


def _raw(region: Region) -> dict[str, Any]:
    return {"code": region.code, "level": region.level}


def search(query: str, limit: int) -> list[tuple[Region, str]]:
    """At most ``limit`` regions and their labels (name, kecamatan, city), best first."""
    rw_number, parts = parse(query)
    if not parts:
        return []
    names = dict(
        Region.objects.filter(level__in=OFFICIAL_LEVELS)
        .values_list("code", "name")
        .order_by("code")
    )
    entries = [
        Entry(code, OFFICIAL_LEVELS[code.count(".")], plain(name)) for code, name in names.items()
    ]
    codes = [entry.code for entry in _matches(parts, entries)]
    neighbourhoods = _neighbourhoods(rw_number, parts[0].name, codes)[:limit]
    regions = Region.objects.in_bulk(codes[:limit])
    found = [*neighbourhoods, *(regions[code] for code in codes[:limit])][:limit]
    return [(region, label(region, names)) for region in found]


def parse(query: str) -> tuple[int | None, list[Words]]:
    """The RW number that ``query`` names, and its parts from the finest to the coarsest."""
    text = unicodedata.normalize("NFKD", query[:LONGEST_QUERY]).casefold()
    text = re.sub(r"[^a-z0-9,]+", " ", text)
    number, text = _rw_of(text)
    parts = [_words(part) for part in text.split(",")]
    return number, [part for part in parts if part.name]


def _rw_of(text: str) -> tuple[int | None, str]:
    """The RW's number in ``text``, and the rest of it without any RT or RW."""
    for written in (RW, BOTH):
        if found := written.search(text):
            return int(found[1]), RT.sub(" ", written.sub(" ", text))
    text = RT.sub(" ", text)
    if found := LAST.search(text):
        return int(found[1]), LAST.sub(" ", text)
    return None, text


def plain(name: str) -> str:
    """A region's name without the words for its level, in small letters."""
    return _words(re.sub(r"[^a-z0-9]+", " ", name.casefold())).name


def label(region: Region, names: Mapping[str, str]) -> str:
    """``RW 012, Kapuk, Cengkareng, Jakarta Barat``: the region and what it lies in."""
    above = [short(names[code]) for code in reversed(lineage(region.code)[1:-1])]
    own = f"Kecamatan {region.name}" if region.level == Level.KECAMATAN else region.public_name
    return ", ".join([own, *above])


def short(name: str) -> str:
    """``Jakarta Barat`` for ``Kota Administrasi Jakarta Barat``."""
    return re.sub(r"^(Kota|Kabupaten) Administrasi ", "", name)


def _words(text: str) -> Words:
    words = text.split()
    level = next((LEVEL_WORDS[word] for word in words if word in LEVEL_WORDS), None)
    kept = [word for word in words if word not in LEVEL_WORDS and word not in FILLERS]
    return Words(" ".join(kept), level)


def _matches(parts: Sequence[Words], entries: Sequence[Entry]) -> list[Entry]:
    """The entries that the first telling part names, narrowed by the parts after it."""
    for read in (_name_and_rest, _name_misspelt):
        for index, part in enumerate(parts):
            found, rest = read(part, entries)
            if found:
                names = [*rest, *(each.name for each in parts[index + 1 :])]
                return _narrowed(found, names, entries)
    return []


def _name_and_rest(part: Words, entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """The entries named by all words of ``part``, or by its first words; and the rest of them."""
    if found := _close(part.name, part.level, entries):
        return found, []
    words = part.name.split()
    for count in range(len(words) - 1, 0, -1):
        head = " ".join(words[:count])
        if exact := [entry for entry in entries if entry.words == head]:
            return sorted(exact, key=_likeliness), [" ".join(words[count:])]
    return [], []


def _name_misspelt(part: Words, entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """The entries that may be meant by ``part`` where nothing is called so."""
    name = in_full(part.name)
    for spelt in (name, modern(name)):
        found, rest = _name_and_rest(Words(spelt, part.level), entries)
        if found:
            return found, rest
    at_level = [entry for entry in entries if part.level in (None, entry.level)]
    alike = most_alike(modern(name), {entry.words for entry in at_level})
    ranks = {words: rank for rank, words in enumerate(alike)}
    found = [entry for entry in at_level if entry.words in ranks]
    return sorted(found, key=lambda entry: (ranks[entry.words], _likeliness(entry))), []


def _close(name: str, level: Level | None, entries: Iterable[Entry]) -> list[Entry]:
    ranked = [(_closeness(name, entry.words), entry) for entry in entries]
    at_level = [each for each in ranked if each[0] is not None and level in (None, each[1].level)]
    return [
        entry for _, entry in sorted(at_level, key=lambda each: (each[0], _likeliness(each[1])))
    ]


def _closeness(name: str, words: str) -> int | None:
    """0 the same, 1 the same but for spaces, 2 the beginning, 3 a later word; else None."""
    tests = (
        words == name,
        words.replace(" ", "") == name.replace(" ", ""),
        words.startswith(name),
        f" {name}" in words,
    )
    return next((rank for rank, passed in enumerate(tests) if passed), None)


def _likeliness(entry: Entry) -> tuple[int, str]:
    return LIKELIEST.index(entry.level), entry.code


def _narrowed(found: list[Entry], contexts: Sequence[str], entries: Sequence[Entry]) -> list[Entry]:
    """Those of ``found`` below regions of the names in ``contexts``; names of none are ignored."""
    words = {entry.code: entry.words for entry in entries}
    for context in contexts:
        below = [
            entry
            for entry in found
            if any(words[code].startswith(context) for code in lineage(entry.code)[:-1])
        ]
        found = below or found
    return found


def _neighbourhoods(rw_number: int | None, name: str, codes: Sequence[str]) -> list[Region]:
    """RWs of that number below ``codes``, in their order; without a number, kampungs by name."""
    listed = Region.objects.at_level(Level.RW)
    if rw_number is None:
        return list(listed.named_like(name).order_by("name", "code"))
    order = {code: place for place, code in enumerate(codes)}
    below = listed.filter(Q(rw_number=rw_number), parent__in=codes)
    return sorted(below, key=lambda region: order[parent_of(region.code) or ""])
