"""How much of what was asked was received, and how much is promised at least."""

from collections.abc import Iterable
from dataclasses import dataclass

from aid.queries.figures import Figure
from frontend.boards import FigureRow, sum_of
from geo.models import Region


@dataclass(frozen=True)
class Coverage:
    """Of one region, or of all of them together."""

    region: Region | None
    figure: Figure

    @property
    def received(self) -> float:
        """The share of what was asked that recipients confirmed, 0 to 1."""
        return min(1.0, self.figure.confirmed / self.figure.asked) if self.figure.asked else 0.0

    @property
    def covered(self) -> float:
        """The share that is promised or has arrived, 0 to 1."""
        return 1 - self.figure.unmet / self.figure.asked if self.figure.asked else 0.0


def least_covered_first(rows: Iterable[FigureRow]) -> list[Coverage]:
    """By the share that was received, then by what is promised, then by what is open."""
    found = [Coverage(row.region, row.figure) for row in rows]
    return sorted(found, key=lambda row: (row.received, row.covered, -row.figure.unmet))


def together(rows: Iterable[FigureRow]) -> Coverage:
    return Coverage(None, sum_of(rows))
