"""Public figures as pages show them: worth in rupiah, shares, and tones of the map.

Everything here comes from ``published`` figures, so that no page tells more than they do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aid.categories import CATEGORIES
from aid.queries.figures import CODE_LENGTHS, ByCategory, Figure, figures_below, published
from geo.codes import LEVELS, Level
from geo.models import Region

TONES = 5
STAGES = ("promised", "on_the_way", "delivered", "confirmed")
Published = Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True)
class Total:
    """All categories of one region in rupiah. ``few``: something was asked, too little to tell."""

    requests: int = 0
    asked: int = 0
    promised: int = 0
    on_the_way: int = 0
    delivered: int = 0
    confirmed: int = 0
    unmet: int = 0
    few: bool = False

    @property
    def unmet_percent(self) -> int | None:
        """Share of what was asked that nobody promised; None when nothing was asked."""
        return min(100, round(100 * self.unmet / self.asked)) if self.asked else None

    @property
    def tone(self) -> int | None:
        """0 (met) to 4 (nearly all unmet), None when there is nothing to tell."""
        percent = self.unmet_percent
        return None if percent is None else min(TONES - 1, percent * TONES // 100)


@dataclass(frozen=True)
class Stage:
    """One line of the way from asked to confirmed; ``percent`` of what was asked."""

    name: str
    worth: int
    percent: int


@dataclass(frozen=True)
class Area:
    """One region with its published figures."""

    region: Region
    figures: Published
    total: Total

    @property
    def stages(self) -> list[Stage]:
        names = ("asked", *STAGES)
        worths = [getattr(self.total, name) for name in names]
        return [
            Stage(name, worth, percent(worth, self.total.asked))
            for name, worth in zip(names, worths, strict=True)
        ]

    @property
    def rounded(self) -> bool:
        return self.region.level == Level.KELURAHAN


def percent(part: int, whole: int) -> int:
    """Whole percent; what is there at all shows as at least 1."""
    return max(1, min(100, round(100 * part / whole))) if part and whole else 0


def total_of(figures: Published) -> Total:
    """The worth of published figures; what is withheld counts as nothing."""
    sums = dict.fromkeys(("asked", *STAGES, "unmet"), 0)
    requests = 0
    for category, numbers in figures.items():
        requests += numbers["requests"] or 0
        for name in sums:
            sums[name] += (numbers[name] or 0) * CATEGORIES[category].value
    return Total(requests=requests, few=bool(figures) and not sums["asked"], **sums)


def area(region: Region, exact: ByCategory) -> Area:
    figures = published(exact, region.level)
    return Area(region, figures, total_of(figures))


def areas_inside(code: str, level: str) -> list[Area]:
    """The regions of ``level`` inside ``code`` with their figures, the least served first."""
    exact = figures_below(code, CODE_LENGTHS[level])
    regions = Region.objects.at_level(level).within_region(code).order_by("name")
    return least_served_first(area(region, exact.get(region.pk, {})) for region in regions)


def least_served_first(areas: Iterable[Area]) -> list[Area]:
    """By worth of what is unmet, from published figures, then by name."""
    return sorted(areas, key=lambda each: (-each.total.unmet, each.region.name))


def summed(areas: Iterable[ByCategory]) -> ByCategory:
    """Exact figures of several regions together."""
    total: ByCategory = {}
    for by_category in areas:
        for category, figure in by_category.items():
            total[category] = total.get(category, Figure()).plus(figure)
    return total


def level_below(level: str) -> str | None:
    """The level of a region's children that have public figures."""
    order = LEVELS[: LEVELS.index(Level.KELURAHAN) + 1]
    index = order.index(Level(level))
    return str(order[index + 1]) if index + 1 < len(order) else None
