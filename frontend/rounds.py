"""What the board shows of the engine's rounds: reads, each a fixed number of statements."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aid import formats
from aid.categories import CATEGORIES
from aid.models import Request
from geo.models import Region
from matching.comparing import Comparison, before, compare
from matching.explanation import reason_text
from matching.figures import Figures
from matching.models import PLANNED, SENDING, PlannedProposal, Round
from matching.told import told
from people.person import Person

ROUNDS_SHOWN = 30
PROPOSALS_SHOWN = 50

KINDS: dict[str, str | Promise] = {
    "arrival": _("After a change"),
    "full": _("Asked for"),
    "schedule": _("On schedule"),
}

# What a running round does, in the order of its work.
STAGES: dict[str, str | Promise] = {
    "load": _("Reading requests and offers"),
    "draft": _("Looking for a first plan"),
    "need": _("Meeting the most urgent need"),
    "fairness": _("Spreading aid evenly"),
    "distance": _("Shortening the ways"),
    "change": _("Keeping what stands"),
    "proof": _("Checking the proof"),
    "wishes": _("Seeing to what can't be divided"),
    "explain": _("Writing down the reasons"),
    "curve": _("Trying other degrees of evenness"),
}

GOALS: dict[str, str | Promise] = {
    "need": _("Need by priority"),
    "fairness": _("Evenness"),
    "distance": _("Distance"),
    "change": _("What stands stays"),
}

CAUSES: dict[str, str | Promise] = {
    "no_offer": _("nobody offers it"),
    "out_of_reach": _("no offer reaches them"),
    "reserved": _("offers are meant for other kampung"),
    "barred": _("offers can't be paired with them"),
    "too_late": _("too late to arrive in time"),
    "used_up": _("got all there is, some missing"),
    "priority": _("used up by those who go first"),
    "fairer": _("used up so that other kampung get as much"),
    "as_urgent": _("used up by the same or higher priority"),
    "too_small": _("offers can't be divided to fit, or donors take no more at once"),
}

FATES: dict[str, tuple[str | Promise, str]] = {
    "planned": (_("not sent"), ""),
    "sending": (_("being sent"), ""),
    "sent": (_("sent to the donor"), "go"),
    "left_out": (_("left out: it no longer fits"), "warn"),
}


@dataclass(frozen=True)
class Planned:
    """A proposal of a dry run as a coordinator sees it: not from whom."""

    id: int
    reference: str
    region: Region | None
    category: str
    quantity: int
    reason: str
    fate: str

    @property
    def fate_said(self) -> str | Promise:
        return FATES[self.fate][0]

    @property
    def tone(self) -> str:
        return FATES[self.fate][1]

    @property
    def can_be_sent(self) -> bool:
        return self.fate == PLANNED


@dataclass(frozen=True)
class Page:
    """Some proposals of many; ``number`` counts from 1."""

    rows: list[Planned]
    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PROPOSALS_SHOWN + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.last < self.total else None

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None


def newest() -> list[Round]:
    return list(Round.objects.order_by("-pk")[:ROUNDS_SHOWN])


def progress(this: Round) -> str:
    """What a round does at this moment, in words."""
    if this.status == "waiting":
        return gettext("Waits for its turn")
    if this.cancel_asked_at is not None and not this.is_finished:
        return gettext("Is being called off")
    stage = STAGES.get(this.progress.get("stage", ""))
    if this.status == "writing" or stage is None:
        return gettext("Writing down what was found")
    category = this.progress.get("category")
    if category in CATEGORIES:
        return f"{stage}: {formats.category_name(category, get_language() or 'id').lower()}"
    return str(stage)


def planned_page(person: Person, this: Round, code: str, number: int) -> Page:
    """The proposals for requests in a region that ``person`` may see. Four statements."""
    found = PlannedProposal.private.filter(round=this).visible_to(person).within(code)
    start = (number - 1) * PROPOSALS_SHOWN
    rows = list(found.order_by("region_code", "pk")[start : start + PROPOSALS_SHOWN])
    requests = Request.private.filter(pk__in=[row.request_id for row in rows])
    references = dict(requests.values_list("pk", "reference"))
    regions = Region.objects.select_related("parent").in_bulk({row.region_code for row in rows})
    language = get_language() or "id"
    cards = [
        Planned(
            row.pk,
            references.get(row.request_id, ""),
            regions.get(row.region_code),
            row.category,
            row.quantity,
            reason_text(row.reason, language),
            row.fate,
        )
        for row in rows
    ]
    return Page(cards, number, found.count())


def fates(person: Person, this: Round, code: str) -> dict[str, int]:
    """How many of the proposals in a region were sent, and so on. One statement."""
    found = PlannedProposal.private.filter(round=this).visible_to(person).within(code)
    rows = found.order_by().values_list("fate").annotate(Count("pk"))
    return dict(rows)


def has_news(this: Round, sent: dict[str, int]) -> bool:
    """Whether the page will soon say something else."""
    return not this.is_finished or SENDING in sent


def causes(figures: Figures) -> list[tuple[int, str | Promise]]:
    """Requests left unmet by cause, most first."""
    found = [(count, CAUSES.get(code, code)) for code, count in figures["gaps"].items()]
    return sorted(found, key=lambda each: -each[0])


def beside(this: Round) -> tuple[Round, Figures, Comparison] | None:
    """The round before, its figures, and what both have in common. Two statements."""
    other = before(this)
    return None if other is None else (other, told(other.figures), compare(this, other))


def proof_rows(figures: Figures) -> list[dict[str, Any]]:
    """Each stage of each category, and the proven gap in percent."""
    return [
        {
            "category": proof["category"],
            "goal": GOALS.get(stage["name"], stage["name"]),
            "gap": 100 * stage["gap"],
        }
        for proof in figures["proof"]["categories"]
        for stage in proof["stages"]
    ]


def widest_gap(figures: Figures) -> float:
    """The largest gap that is left open, in percent: 0 where everything is proven best."""
    return max((row["gap"] for row in proof_rows(figures)), default=0.0)


def wish_rows(figures: Figures) -> list[dict[str, Any]]:
    """What it costs that something can't be divided, by kind of aid: by how many percent less is
    matched."""
    return [
        {"category": each["category"], "less": 100 * each["less"]}
        for each in figures["wishes"]
        if each["less"]
    ]
