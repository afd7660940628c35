"""What one donor's help became: sums of its own matches, by what is known of each.

Sums alone: which household got what is nobody's to add up from here, and how many people live in
one is told nowhere.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from aid.categories import CATEGORIES
from aid.models import Match
from aid.rules import MatchStatus

# From what counts most; what ended elsewhere is in none.
STAGES = ("confirmed", "delivered", "on_the_way", "promised", "lost")
STAGE_OF = {
    MatchStatus.CONFIRMED: "confirmed",
    MatchStatus.DELIVERED: "delivered",
    MatchStatus.DISPUTED: "delivered",
    MatchStatus.ON_THE_WAY: "on_the_way",
    MatchStatus.ACCEPTED: "promised",
    MatchStatus.LOST: "lost",
}
Quantities = dict[str, int]


@dataclass(frozen=True)
class Given:
    """Units by stage and category, and what was confirmed by month (its first day), the newest
    month first."""

    stages: dict[str, Quantities] = field(default_factory=dict)
    months: dict[date, Quantities] = field(default_factory=dict)

    @property
    def categories(self) -> list[str]:
        """All that appear, in the order of all categories."""
        return [code for code in CATEGORIES if any(code in each for each in self.stages.values())]

    def units(self, stage: str, category: str) -> int:
        return self.stages.get(stage, {}).get(category, 0)

    def worth(self, stage: str) -> int:
        """Rupiah."""
        return worth_of(self.stages.get(stage, {}))


def worth_of(quantities: Quantities) -> int:
    """Rupiah."""
    return sum(CATEGORIES[code].value * units for code, units in quantities.items())


def given_by(donor_id: int) -> Given:
    """What became of all that ``donor_id`` promised. Two statements."""
    mine = Match.private.filter(donor_id=donor_id).order_by()
    stages: dict[str, Quantities] = {}
    rows = mine.filter(status__in=list(STAGE_OF)).values_list("offer__category", "status")
    for category, status, units in rows.annotate(units=Sum("quantity")):
        found = stages.setdefault(STAGE_OF[MatchStatus(status)], {})
        found[category] = found.get(category, 0) + units
    months: dict[date, Quantities] = {}
    confirmed = mine.filter(status=MatchStatus.CONFIRMED).annotate(month=TruncMonth("confirmed_at"))
    by_month = confirmed.values_list("month", "offer__category").annotate(units=Sum("quantity"))
    for month, category, units in by_month.order_by("-month"):
        months.setdefault(month.date(), {})[category] = units
    return Given(stages, months)
