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
    fairness: whether the worst-off neighbourhoods go before short ways.
    fairness_given_up_percent: points of percent of its coverage that any neighbourhood may lose
    so that ways get shorter; 100 gives up all of them.
    inertia_m: metres that a proposal which stands may be longer than another and still stay.
    proposals_per_donor: how many proposals may wait for the answer of one donor, who may wish for
    fewer; 0 for any number. Each answer makes room for another: few are asked, then more.
    distance_gap_ppm: the proven gap in kilometres at which the search ends, in millionths.

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
    fairness: bool = True
    fairness_given_up_percent: int = 0
    inertia_m: int = 0
    proposals_per_donor: int = 0
    distance_gap_ppm: int = 1000

    def __post_init__(self) -> None:
        numbers = [getattr(self, name) for name in NUMBERS]
        if any(type(value) is not int or not 0 <= value <= 10**9 for value in numbers):
            raise InvalidPolicy("Every number must be a whole number from 0 to 1 000 000 000.")
        points = self.urgency_points
        if type(points) is not tuple or any(type(value) is not int for value in points):
            raise InvalidPolicy("The urgency points must be whole numbers.")
        if not points or list(points) != sorted(set(points), reverse=True) or points[0] > 10**6:
            raise InvalidPolicy("The urgency points must fall from level to level.")
        if self.received_days > MOST_DAYS or self.waiting_days_counted > MOST_DAYS:
            raise InvalidPolicy("No more than 3650 days can be counted.")
        if points[-1] <= self.received_points:
            raise InvalidPolicy("The lowest urgency must outweigh an earlier receipt.")
        if self.cost_grid_m < 1:
            raise InvalidPolicy("The cost grid must be at least 1 m.")
        if type(self.fairness) is not bool:
            raise InvalidPolicy("Fairness is on or off.")
        if self.fairness_given_up_percent > 100:
            raise InvalidPolicy("No more than 100 % of fairness can be given up.")

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable; `Policy.from_dict` reads it back."""
        return asdict(self) | {"urgency_points": list(self.urgency_points)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Raises InvalidPolicy for unknown names as for values out of range."""
        unknown = sorted(set(values) - {field.name for field in fields(cls)})
        if unknown:
            names = ", ".join(unknown).encode("ascii", "backslashreplace").decode()
            raise InvalidPolicy(f"Unknown: {names}.")
        given = dict(values)
        if "urgency_points" in given:
            given["urgency_points"] = tuple(given["urgency_points"])
        return cls(**given)


# Ten years.
MOST_DAYS = 3650
NUMBERS = [field.name for field in fields(Policy) if field.type is int]
