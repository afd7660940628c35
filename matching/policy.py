"""How a round weighs needs: a frozen value, stored with the round."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from matching.errors import InvalidPolicy


@dataclass(frozen=True, slots=True)
class Policy:
    """Points of a need's priority, and the solver's parameters.

    urgency_points: for no food today, none tomorrow, within the week; falling.
    waiting_points: per full day waited, for at most `waiting_days_counted` days.
    vulnerable_points: for a household with somebody vulnerable.
    received_points: taken off when it received the same category within `received_days`.
    put_first_points: for a need that somebody failed; by default more than all others together.
    cost_grid_m: distances count in steps of so many metres.
    most_pairs: an exact round refuses to hold more legal pairs than this.

    Raises InvalidPolicy for values out of range.
    """

    urgency_points: tuple[int, ...] = (60, 40, 20)
    waiting_points: int = 2
    waiting_days_counted: int = 10
    vulnerable_points: int = 6
    received_points: int = 10
    received_days: int = 28
    put_first_points: int = 100
    cost_grid_m: int = 10
    most_pairs: int = 5_000_000

    def __post_init__(self) -> None:
        numbers = [getattr(self, field.name) for field in fields(self)][1:]
        if any(type(value) is not int or not 0 <= value <= 10**9 for value in numbers):
            raise InvalidPolicy("Every number must be a whole number from 0 to 1 000 000 000.")
        points = self.urgency_points
        if type(points) is not tuple or any(type(value) is not int for value in points):
            raise InvalidPolicy("The urgency points must be whole numbers.")
        if not points or list(points) != sorted(set(points), reverse=True) or points[0] > 10**6:
            raise InvalidPolicy("The urgency points must fall from level to level.")
        if points[-1] <= self.received_points:
            raise InvalidPolicy("The lowest urgency must outweigh an earlier receipt.")
        if self.cost_grid_m < 1:
            raise InvalidPolicy("The cost grid must be at least 1 m.")

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable; `Policy.from_dict` reads it back."""
        return asdict(self) | {"urgency_points": list(self.urgency_points)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Raises InvalidPolicy for unknown names as for values out of range."""
        unknown = sorted(set(values) - {field.name for field in fields(cls)})
        if unknown:
            raise InvalidPolicy(f"Unknown: {', '.join(unknown)}.")
        given = dict(values)
        if "urgency_points" in given:
            given["urgency_points"] = tuple(given["urgency_points"])
        return cls(**given)
