"""A round as a readable table, at most 100 columns wide, in Indonesian or English."""

import math
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from aid import formats
from aid.models import Match
from geo.models import Region
from matching.columns import STAGES
from matching.explanation import reason_text
from matching.models import Round

WIDTH = 100
WIB = ZoneInfo("Asia/Jakarta")
EXAMPLES = 3

INDONESIAN = {
    "round": "Putaran {number} · {time} · {seconds} detik",
    "time": "d MMMM y 'pukul' HH.mm 'WIB'",
    "proven": "terbukti optimal",
    "divided": "terbukti optimal untuk semua yang dapat dibagi",
    "open": "{requests} permintaan dan {offers} tawaran terbuka",
    "made": "{proposed} usulan dibuat, {skipped} terlewat karena berubah sementara itu",
    "planned": "{planned} usulan disimpan, belum dikirim kepada donatur (uji coba)",
    "again": "Usulan yang belum dijawab: {stay} tetap, {taken_back} ditarik",
    "proof": "Bukti",
    "stage_need": "kebutuhan",
    "stage_fairness": "pemerataan",
    "stage_distance": "jarak",
    "stage_change": "perubahan",
    "best": "terbaik",
    "gap": "≤ +{percent} %",
    "coverage": "Terendah",
    "tenth": "1/10 terendah",
    "aid": "Bantuan",
    "asked": "Diminta",
    "given": "Ditawarkan",
    "matched": "Dipasangkan",
    "share": "%",
    "km": "Jarak",
    "all": "Semua (nilai)",
    "city": "Kota",
    "requests": "Permintaan",
    "met": "Terpenuhi",
    "partly": "Sebagian",
    "worth": "Nilai dipasangkan",
    "worth_share": "% nilai",
    "gaps": "Belum terpenuhi (permintaan)",
    "gap_no_offer": "belum ada tawaran",
    "gap_out_of_reach": "tidak terjangkau",
    "gap_reserved": "tawaran khusus kampung lain",
    "gap_barred": "tidak dapat dipasangkan",
    "gap_too_late": "waktunya terlalu singkat",
    "gap_used_up": "dapat semua, masih kurang",
    "gap_priority": "yang terjangkau habis untuk yang lebih didahulukan",
    "gap_fairer": "yang terjangkau habis agar kampung lain terlayani sama",
    "gap_as_urgent": "yang terjangkau habis untuk yang sama atau lebih didahulukan",
    "gap_too_small": "yang terjangkau tidak dapat dibagi pas, atau donaturnya penuh",
    "examples": "Contoh usulan",
    "example": "{reference}: {category}, {quantity}, dari {origin} ke {destination}",
    "none": "Tidak ada yang dapat dipasangkan.",
}

ENGLISH = {
    "round": "Round {number} · {time} · {seconds} seconds",
    "time": "d MMMM y, HH:mm 'WIB'",
    "proven": "proven optimal",
    "divided": "proven optimal for all that can be divided",
    "open": "{requests} requests and {offers} offers open",
    "made": "{proposed} proposals made, {skipped} left out because something changed meanwhile",
    "planned": "{planned} proposals kept, not sent to the donors (dry run)",
    "again": "Unanswered proposals: {stay} stay, {taken_back} taken back",
    "proof": "Proof",
    "stage_need": "need",
    "stage_fairness": "fairness",
    "stage_distance": "distance",
    "stage_change": "change",
    "best": "best",
    "gap": "≤ +{percent} %",
    "coverage": "Least",
    "tenth": "Worst 1/10",
    "aid": "Aid",
    "asked": "Asked",
    "given": "Offered",
    "matched": "Matched",
    "share": "%",
    "km": "Distance",
    "all": "All (value)",
    "city": "City",
    "requests": "Requests",
    "met": "Met",
    "partly": "In part",
    "worth": "Value matched",
    "worth_share": "% value",
    "gaps": "Not met (requests)",
    "gap_no_offer": "nobody offers it",
    "gap_out_of_reach": "out of reach",
    "gap_reserved": "offers meant for other kampung",
    "gap_barred": "can't be paired",
    "gap_too_late": "too late to arrive in time",
    "gap_used_up": "got all there is, some missing",
    "gap_priority": "used up by those with priority",
    "gap_fairer": "used up so that other kampung get as much",
    "gap_as_urgent": "used up by the same or higher priority",
    "gap_too_small": "can't be divided to fit, or donors take no more",
    "examples": "Some proposals",
    "example": "{reference}: {category}, {quantity}, from {origin} to {destination}",
    "none": "Nothing could be matched.",
}

Cells = Sequence[str]


def report(this: Round, language: str) -> str:
    """What a finished round achieved, with three of its proposals and their reasons."""
    parts = [
        _head(this, language),
        _categories(this, language),
        _proof(this, language),
        _cities(this, language),
        _gaps(this, language),
        _examples(this, language),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _say(language: str, phrase: str, **values: object) -> str:
    words = ENGLISH if formats.is_english(language) else INDONESIAN
    return words[phrase].format(**values)


def _head(this: Round, language: str) -> list[str]:
    def counted(*names: str) -> dict[str, str]:
        numbers = this.figures["totals"] | this.figures
        return {name: formats.number(numbers[name], language) for name in names}

    pattern = _say(language, "time")
    locale = "en" if formats.is_english(language) else "id"
    time = format_datetime(this.started_at, pattern, tzinfo=WIB, locale=locale)
    seconds = formats.decimal(_seconds(this), language, 1)
    head = _say(language, "round", number=this.pk, time=time, seconds=seconds)
    if this.figures["proof"]["optimal"]:
        head += f" · {_say(language, 'divided' if this.figures['wishes'] else 'proven')}"
    return [
        head,
        _say(language, "open", **counted("requests", "offers")),
        _say(language, "planned", **counted("planned"))
        if this.dry_run
        else _say(language, "made", **counted("proposed", "skipped")),
        *([_say(language, "again", **counted("stay", "taken_back"))] if this.again else []),
    ]


def _seconds(this: Round) -> float:
    finished = this.finished_at or this.started_at
    return (finished - this.started_at).total_seconds()


def _categories(this: Round, language: str) -> list[str]:
    names = ("aid", "asked", "given", "matched", "share", "km")
    rows: list[Cells] = [[_say(language, name) for name in names]]
    for outcome in this.figures["categories"]:
        code = outcome["category"]
        units = [
            formats.quantity(code, outcome[name], language, unit=name == "asked")
            for name in ("asked", "given", "matched")
        ]
        share = _share(outcome["matched"], outcome["asked"], language)
        km = _km(outcome["trip_km"], language)
        rows.append([formats.category_name(code, language), *units, share, km])
    totals = this.figures["totals"]
    worth = [formats.millions(totals[name], language) for name in ("asked", "given", "matched")]
    share = _share(totals["matched"], totals["asked"], language)
    rows.append([_say(language, "all"), *worth, share, _km(totals["trip_km"], language)])
    return _table(rows)


def _proof(this: Round, language: str) -> list[str]:
    """Per category how far each stage is proven, and how evenly aid is spread."""
    proofs = this.figures["proof"]["categories"]
    if not proofs:
        return []
    outcomes = {outcome["category"]: outcome for outcome in this.figures["categories"]}
    stages = [f"stage_{name}" for name in STAGES]
    rows: list[Cells] = [[_say(language, name) for name in ("proof", *stages, "coverage", "tenth")]]
    for proof in proofs:
        found = {stage["name"]: _proven(stage["gap"], language) for stage in proof["stages"]}
        outcome = outcomes[proof["category"]]
        evenly = [
            f"{formats.decimal(100 * outcome[name], language, 1)} %"
            for name in ("least_covered", "worst_tenth")
        ]
        name = formats.category_name(proof["category"], language)
        rows.append([name, *(found.get(stage, "–") for stage in STAGES), *evenly])
    return _table(rows)


def _proven(gap: float, language: str) -> str:
    if gap <= 0:
        return _say(language, "best")
    # Rounded up: what is said is never less than what is proven.
    percent = formats.decimal(math.ceil(gap * 10_000) / 100, language, 2)
    return _say(language, "gap", percent=percent)


def _cities(this: Round, language: str) -> list[str]:
    cities: dict[str, dict[str, int]] = this.figures["cities"]
    if not cities:
        return []
    names = Region.objects.in_bulk(list(cities))
    columns = ("city", "requests", "met", "partly", "worth", "worth_share")
    rows: list[Cells] = [[_say(language, name) for name in columns]]
    for code, figures in cities.items():
        name = names[code].name if code in names else code
        counts = [formats.number(figures[n], language) for n in ("requests", "met", "partly")]
        worth = formats.millions(figures["matched"], language)
        share = _share(figures["matched"], figures["asked"], language)
        rows.append([name, *counts, worth, share])
    return _table(rows)


def _gaps(this: Round, language: str) -> list[str]:
    gaps: dict[str, int] = this.figures["gaps"]
    if not gaps:
        return []
    causes = [
        f"{formats.number(count, language)} {_say(language, f'gap_{code}')}"
        for code, count in sorted(gaps.items(), key=lambda gap: -gap[1])
    ]
    return wrap(f"{_say(language, 'gaps')}: {'; '.join(causes)}", WIDTH, subsequent_indent="  ")


def _examples(this: Round, language: str) -> list[str]:
    matches = list(
        Match.private.filter(round_id=this.pk)
        .select_related("request__region__parent", "offer__region__parent")
        .order_by("pk")
    )
    if not matches:
        return [_say(language, "none")]
    lines = [_say(language, "examples")]
    for match in _unlike(matches):
        category = match.request.category
        line = _say(
            language,
            "example",
            reference=match.reference,
            category=formats.category_name(category, language),
            quantity=formats.quantity(category, match.quantity, language),
            origin=_kelurahan(match.offer.region),
            destination=_kelurahan(match.request.region),
        )
        reason = reason_text(match.reason, language)
        lines += wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ")
        lines += wrap(reason, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return lines


def _unlike(matches: Iterable[Any]) -> list[Any]:
    """A few matches whose reasons differ, as far as there are."""
    by_kind: dict[tuple[object, ...], Any] = {}
    rest = []
    for match in matches:
        reason = match.reason
        kind = (reason.get("passed_over", {}).get("code"), reason.get("nearest"))
        if by_kind.setdefault(kind, match) is not match:
            rest.append(match)
    return [*by_kind.values(), *rest][:EXAMPLES]


def _kelurahan(region: Region) -> str:
    kelurahan = region.parent if region.level == "rw" and region.parent else region
    return kelurahan.name


def _share(part: int, whole: int, language: str) -> str:
    return formats.decimal(100 * part / whole, language, 1) if whole else "–"


def _km(km: float, language: str) -> str:
    return f"{formats.decimal(km, language, 1)} km"


def _table(rows: Sequence[Cells]) -> list[str]:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return [lines[0], "─" * max(map(len, lines)), *lines[1:]]
