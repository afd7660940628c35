"""A real workload: what people of Chennai asked for and gave in the flood of December 2015, in
Jakarta's kelurahan in proportion to their households.

The rows themselves are not part of this repository; see ../shared/data/SOURCES.md there.
"""

import csv
from typing import NamedTuple

import numpy as np

from benchmarks.matching.cities import make_needs, make_offers
from benchmarks.report import ROOT
from matching.problem import Category, Floats, Ints, Problem

DATA = ROOT.parent / "shared" / "data"
WORKLOAD = DATA / "workload" / "chennai_2015_needs_offers.csv"
HOUSEHOLDS = DATA / "demand" / "kelurahan_population_dukcapil_2019h1.csv"
REGIONS = DATA / "regions" / "jakarta_regions.csv"

# Words among the items, and the category that they ask for or give.
ITEMS = {
    "food": ("food", "hungry", "groceries", "rice"),
    "water": ("water", "milk"),
    "medicine": ("medic", "doctor", "oxygen", "pregnant"),
    "transport": ("transport", "evacuation", "pick up"),
    "shelter": ("shelter", "stranded", "accom", "flooding"),
    "supplies": ("cloth", "blanket", "napkin", "bed", "candle", "power"),
}
CODES = tuple(ITEMS)
RESCUE_POINTS, AID_POINTS, WAITING_POINTS, WAITING_BANDS = 60, 20, 2, 8
METRES_PER_DEGREE = 111_195.0


class Line(NamedTuple):
    """One thing that one row asks for or gives; people: 0 where the row doesn't say."""

    side: str
    channel: str
    arrived: str
    category: int
    people: int


class Places(NamedTuple):
    """Kelurahan: households, centres and radii in metres."""

    households: Floats
    centre: Floats
    radius_m: Floats


def missing() -> str:
    """Which file isn't there; "" where all are."""
    absent = [path for path in (WORKLOAD, HOUSEHOLDS, REGIONS) if not path.exists()]
    return f"{absent[0]} is not there" if absent else ""


def chennai(seed: int) -> Problem:
    """Every need and offer of the workload. What rows don't say is drawn: people from the rows
    of the same side and channel that do, places, and how far donors go, 1–20 km."""
    rng = np.random.default_rng(seed)
    lines, places = _lines(), _places()
    needs = [line for line in lines if line.side == "need"]
    offers = [line for line in lines if line.side == "offer"]
    kelurahan, need_point = _placed(rng, places, len(needs))
    _, offer_point = _placed(rng, places, len(offers))
    return Problem(
        tuple(map(Category, CODES)),
        make_needs(
            need_point, _categories(needs), _people(rng, needs), _priorities(needs), kelurahan
        ),
        make_offers(
            offer_point,
            _categories(offers),
            _people(rng, offers),
            rng.uniform(1_000, 20_000, len(offers)),
        ),
    )


def _lines() -> list[Line]:
    with WORKLOAD.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Line(row["side"], row["channel"], row["timestamp"], category, int(row["people"] or 0))
        for row in sorted(rows, key=lambda row: (row["timestamp"], row["id"]))
        for category in _asked(row["items"])
    ]


def _asked(items: str) -> list[int]:
    """The categories that some words name; food where they name none."""
    said = items.lower()
    found = [n for n, words in enumerate(ITEMS.values()) if any(word in said for word in words)]
    return found or [CODES.index("food")]


def _places() -> Places:
    with REGIONS.open(newline="") as file:
        regions = {row["code"]: row for row in csv.DictReader(file)}
    with HOUSEHOLDS.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] in regions]
    here = [regions[row["code"]] for row in rows]
    lat, lon, km2 = (
        np.array([float(region[name]) for region in here]) for name in ("lat", "lon", "area_km2")
    )
    east = (lon - lon.mean()) * METRES_PER_DEGREE * np.cos(np.radians(lat.mean()))
    north = (lat - lat.mean()) * METRES_PER_DEGREE
    return Places(
        households=np.array([float(row["households_2019"]) for row in rows]),
        centre=np.stack((east, north), axis=1),
        radius_m=1000 * np.sqrt(km2 / np.pi),
    )


def _placed(rng: np.random.Generator, places: Places, size: int) -> tuple[Ints, Floats]:
    """Kelurahan in proportion to households, and points in a disc as large as each."""
    share = places.households / places.households.sum()
    chosen = rng.choice(len(share), size, p=share)
    angle = rng.uniform(0, 2 * np.pi, size)
    away = places.radius_m[chosen] * np.sqrt(rng.random(size))
    way = np.stack((np.cos(angle), np.sin(angle)), axis=1) * away[:, np.newaxis]
    return chosen, places.centre[chosen] + way


def _categories(lines: list[Line]) -> Ints:
    return np.array([line.category for line in lines], dtype=np.int64)


def _people(rng: np.random.Generator, lines: list[Line]) -> Ints:
    said: dict[str, list[int]] = {}
    for line in lines:
        if line.people:
            said.setdefault(line.channel, []).append(line.people)
    everybody = [people for group in said.values() for people in group]
    return np.array(
        [line.people or rng.choice(said.get(line.channel, everybody)) for line in lines],
        dtype=np.int64,
    )


def _priorities(needs: list[Line]) -> Ints:
    """Rescue before aid, and in each of the two whoever asked earlier, in eight bands."""
    points = {"rescue": RESCUE_POINTS, "aid": AID_POINTS}
    band = WAITING_BANDS * np.arange(len(needs))[::-1] // max(len(needs), 1)
    base = np.array([points[line.channel] for line in needs], dtype=np.int64)
    priority: Ints = base + WAITING_POINTS * band
    return priority
