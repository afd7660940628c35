"""What follows from what was read: the values and places that all answers leave possible.

The attacker knows the code. ``Knows`` says which protections it reckons with; it doesn't give up
what they hide, only what they don't.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot, inf

from tests.privacy.watching import Hour, Numbers

SMALL = range(1, 5)
STEP = {"cash": 100_000}
Place = tuple[float, float]


@dataclass(frozen=True)
class Knows:
    """``sticky``: numbers of RWs stand until five households changed."""

    sticky: bool = True


@dataclass(frozen=True)
class Pinned:
    """A number below the kelurahan that all answers leave between 1 and 4."""

    hour: int
    how: str
    where: str
    least: float
    most: float


def behind(shown: int | None, step: int, *, at_least: int = 0) -> tuple[float, float]:
    """The counts that a published number may stand for."""
    if shown is None:
        return at_least, 4
    count = shown / step
    if count % 5 or not count:
        return count, count  # no product of rounding
    return max(5, count - 2), count + 2


def pinned(hours: Sequence[Hour], knows: Knows) -> list[Pinned]:
    """Everything that the answers of all ``hours`` pin to 1–4, by every way known."""
    filed = [replace(hour, told=hour.filed, whole=hour.whole_filed) for hour in hours]
    return [
        *(found for source in (hours, filed) for found in by_figures(source, knows)),
        *by_order(hours),
        *by_names(hours),
    ]


def by_figures(hours: Sequence[Hour], knows: Knows) -> Iterator[Pinned]:
    """What the figures of one source tell by themselves."""
    yield from by_value(hours)
    yield from by_rest(hours, knows)
    yield from by_change(hours, knows)


def by_value(hours: Sequence[Hour]) -> Iterator[Pinned]:
    """What a row itself says: that it is there, and its numbers."""
    for number, hour in enumerate(hours):
        for (code, category), numbers in hour.told.items():
            for name, shown in numbers.items():
                step = 1 if name == "requests" else STEP.get(category, 1)
                # A row of nobody would not be there.
                span = behind(shown, step, at_least=1 if name == "requests" else 0)
                if is_small(span):
                    yield Pinned(number, f"value of {name}", f"{code} {category}", *span)


def by_rest(hours: Sequence[Hour], knows: Knows) -> Iterator[Pinned]:
    """What the kelurahan's exact number leaves for those who aren't in the RWs told of."""
    for number in range(1, len(hours)):
        now = hours[number]
        for category, whole in now.whole.items():
            rows = {key: row for key, row in now.told.items() if key[1] == category}
            before = hours[number - 1].told
            fresh = {key for key in rows if not knows.sticky or rows[key] != before.get(key)}
            if not fresh or (knows.sticky and fresh != rows.keys()):
                continue  # older numbers are of another time than the kelurahan's
            for name in ("requests", "confirmed", "delivered", "promised", "unmet"):
                span = rest_of(whole, rows.values(), name, STEP.get(category, 1))
                if is_small(span):
                    yield Pinned(number, f"rest of {name}", category, *span)


def rest_of(whole: Numbers, rows: Iterable[Numbers], name: str, step: int) -> tuple[float, float]:
    unit = 1 if name == "requests" else step
    total = (whole[name] or 0) / unit
    least = most = total
    for row in rows:
        low, high = behind(row[name], unit, at_least=1 if name == "requests" else 0)
        least, most = least - high, most - low
    return max(0, least), max(0, most)


def by_change(hours: Sequence[Hour], knows: Knows) -> Iterator[Pinned]:
    """A number of an RW that changed, when few requests of the kelurahan did meanwhile."""
    changed_at: dict[tuple[str, str], int] = {}
    for number in range(1, len(hours)):
        before, now = hours[number - 1].told, hours[number].told
        for key in sorted(before.keys() | now.keys()):
            if before.get(key) == now.get(key):
                continue
            # What changed before the watch began, or since an unseen count, nobody can tell.
            since = changed_at.get(key) if knows.sticky else number - 1
            most = inf if since is None else changed_requests(hours[since : number + 1], key[1])
            if most in SMALL:
                yield Pinned(number, "change", " ".join(key), 1, most)
            changed_at[key] = number


def changed_requests(hours: Sequence[Hour], category: str) -> float:
    """How many requests of the kelurahan changed at most in the course of ``hours``; endless
    where confirmations can't be told apart."""
    references = set()
    for before, now in pairwise(hours):
        kept = [lines_of(hour, category) for hour in (before, now)]
        references |= {each for each, _ in kept[0] ^ kept[1]}
        if before.whole.get(category, {}).get("confirmed") != now.whole.get(category, {}).get(
            "confirmed"
        ):
            return inf
    return len(references)


def lines_of(hour: Hour, category: str) -> set[tuple[str, int]]:
    return {
        (reference, row["quantity"])
        for reference, row in hour.open_requests.items()
        if row["category"] == category
    }


def by_order(hours: Sequence[Hour]) -> Iterator[Pinned]:
    """Two RWs of the same published number that changed places, when few requests changed."""
    for number in range(1, len(hours)):
        before, now = hours[number - 1].order, hours[number].order
        for category in before.keys() & now.keys():
            if sorted(before[category]) != sorted(now[category]):
                continue  # another number explains another order
            moved = before[category] != now[category]
            most = changed_requests(hours[number - 1 : number + 1], category)
            if moved and most in SMALL:
                yield Pinned(number, "order", category, 1, most)


def by_names(hours: Sequence[Hour]) -> Iterator[Pinned]:
    """How many still wait in an RW, by the requests whose RW was ever named."""
    located: dict[str, str] = {}
    for number, hour in enumerate(hours):
        located |= hour.located
        waiting: dict[tuple[str, str], int] = {}
        unknown: dict[str, int] = {}
        for reference, row in hour.open_requests.items():
            if reference in located:
                key = (located[reference], row["category"])
                waiting[key] = waiting.get(key, 0) + 1
            else:
                unknown[row["category"]] = unknown.get(row["category"], 0) + 1
        for (code, category), known in waiting.items():
            span = (known, known + unknown.get(category, 0))
            if is_small(span):
                yield Pinned(number, "names", f"{code} {category}", *span)


def is_small(span: tuple[float, float]) -> bool:
    return span[0] in SMALL and span[1] <= SMALL[-1]


# Places


@dataclass(frozen=True)
class Probe:
    """One offer of the attacker's: where it was, how far it went, and which of the requests
    that were open then it was proposed for, with the distance told, in metres."""

    centre: Place
    radius: float
    open_requests: frozenset[str]
    proposed: dict[str, float]


def places_left(probes: Sequence[Probe], reference: str, prior: Sequence[Place]) -> list[Place]:
    """Where the household of ``reference`` may live, of ``prior``, after all probes."""
    circles = reach_tells(probes)
    rings = distance_tells(probes)
    left = [
        place
        for place in prior
        if all(
            fits(probe, reference, place, circles=circles, rings=rings)
            for probe in probes
            if reference in probe.open_requests
        )
    ]
    return left or list(prior)


def fits(probe: Probe, reference: str, place: Place, *, circles: bool, rings: bool) -> bool:
    away = hypot(place[0] - probe.centre[0], place[1] - probe.centre[1])
    # The grid of 100 m moves a home by half its diagonal at most.
    if circles:
        reached = reference in probe.proposed
        if (away > probe.radius + 71) if reached else (away < probe.radius - 71):
            return False
    told = probe.proposed.get(reference)
    return not rings or told is None or abs(away - told) <= 250 + 71


def reach_tells(probes: Sequence[Probe]) -> bool:
    """Whether reach is measured from homes: some of those open were reached and some not."""
    return any(0 < len(probe.proposed) < len(probe.open_requests) for probe in probes)


def distance_tells(probes: Sequence[Probe]) -> bool:
    """Whether distances are measured from homes: those of one offer differ."""
    return any(len(set(probe.proposed.values())) > 1 for probe in probes)


def centre_of(places: Sequence[Place]) -> Place:
    count = len(places)
    return sum(east for east, _ in places) / count, sum(north for _, north in places) / count


def metres(one: Place, other: Place) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])
