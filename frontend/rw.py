"""An RW's home: four screens, each with what is to be done there now, in order.

Whatever stands on a screen is a card of the board; here is which ones, and how many.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from aid.actions.access import knows_secrets
from aid.models import Complaint, Consignment, Handout, HandoutConflict
from aid.queries import overdue
from aid.queries.consignments import ConsignmentQuerySet, HandoutQuerySet
from aid.queries.matches import MatchQuerySet
from aid.rules import ComplaintStatus, HandoutStatus, MatchStatus
from frontend import boards, queue
from frontend.boards import MatchCard
from frontend.consignments import Card, HandoutCard, card, handout_card
from frontend.request_cards import RequestCard
from people.person import Person
from people.private import with_names

# Cards in one part of a screen; the rest is a tap away on the board.
SHOWN = 40
# Matches that are told as a problem where they stand too long. Whoever is to answer a proposal is
# its donor: nobody at the RW can do anything about that.
MAY_BE_LATE = (MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY, MatchStatus.DELIVERED)


@dataclass(frozen=True)
class Counts:
    """How much is to be done on each screen."""

    proposals: int
    coming: int
    hand_out: int
    problems: int


@dataclass(frozen=True)
class Load:
    """A consignment at the post, the first of those who are to get something of it, how many have
    got theirs, and how many are awaited. Without ``rows`` the reader hands out none of it."""

    card: Card
    rows: list[HandoutCard]
    done: int
    due: int

    @property
    def more(self) -> bool:
        return self.due > len(self.rows) > 0


@dataclass(frozen=True)
class Desk:
    """What one RW has to do, as ``person`` may see it. Nothing is read until it is asked for."""

    person: Person
    code: str
    now: datetime

    # Proposals

    def without_yes(self) -> MatchQuerySet:
        return self.matches().without_yes()

    def proposed(self) -> MatchQuerySet:
        return self.matches().filter(status=MatchStatus.PROPOSED)

    # What comes, and what lies at the post

    def coming(self) -> ConsignmentQuerySet:
        return self.consignments().coming()

    def coming_singly(self) -> MatchQuerySet:
        return self.matches().coming_singly()

    def to_hand_out(self) -> ConsignmentQuerySet:
        return self.consignments().to_hand_out()

    # Problems

    def overdue(self) -> ConsignmentQuerySet:
        return self.consignments().overdue(self.now)

    def came_short(self) -> ConsignmentQuerySet:
        return self.consignments().came_short()

    def left_over(self) -> ConsignmentQuerySet:
        return self.consignments().left_over(self.now)

    def uncounted(self) -> ConsignmentQuerySet:
        """Those at the post of which phones brought coupons that could not be counted."""
        conflicts = HandoutConflict.private.filter(consignment__region=self.code)
        return self.consignments().to_hand_out().filter(pk__in=conflicts.values("consignment"))

    def missed(self) -> HandoutQuerySet:
        return self.handouts().missed()

    def disputed_at_post(self) -> HandoutQuerySet:
        return self.handouts().disputed()

    def disputed(self) -> MatchQuerySet:
        return self.matches().filter(status=MatchStatus.DISPUTED, consignment=None)

    def stuck(self) -> MatchQuerySet:
        here = self.matches().filter(status__in=MAY_BE_LATE, consignment=None)
        return overdue.late_matches(here, self.now)

    def complaints(self) -> QuerySet[Complaint]:
        return boards.complaints(self.person, self.code).filter(status=ComplaintStatus.OPEN)

    # All of it

    def matches(self) -> MatchQuerySet:
        return boards.live_matches(self.person, self.code)

    def consignments(self) -> ConsignmentQuerySet:
        found: ConsignmentQuerySet = Consignment.private.visible_to(self.person).within(self.code)
        return found

    def handouts(self) -> HandoutQuerySet:
        found: HandoutQuerySet = Handout.private.visible_to(self.person).within(self.code)
        return found


def counts(desk: Desk) -> Counts:
    """Fourteen statements, each on the rows of one RW."""
    loads = desk.to_hand_out().count()
    problems = (
        desk.overdue(), desk.came_short(), desk.left_over(), desk.uncounted(), desk.missed(),
        desk.disputed_at_post(), desk.disputed(), desk.stuck(), desk.complaints(),
    )  # fmt: skip
    return Counts(
        proposals=desk.without_yes().count() + boards.submitted(desk.person, desk.code).count(),
        coming=desk.coming().count() + desk.coming_singly().count(),
        # Where nobody is listed, or all have got theirs, somebody still has to say so.
        hand_out=(desk.handouts().due().count() if loads else 0) or loads,
        problems=sum(found.count() for found in problems),
    )


def proposals(desk: Desk) -> dict[str, object]:
    """What waits for the household's yes, and what is to be checked; then what waits for donors."""
    page = queue.page(desk.person, desk.code, queue.Choice())
    checks: list[RequestCard] = page.cards[:SHOWN]
    return {
        "without_yes": match_cards(desk, desk.without_yes()),
        "checks": checks,
        "more_checks": page.later or len(page.cards) > SHOWN,
        "proposed": match_cards(desk, desk.proposed()),
    }


def coming(desk: Desk) -> dict[str, object]:
    """By day: what should be there already stands first."""
    found = consignment_cards(desk, desk.coming().order_by("day", "pk"))
    return {
        "overdue": [each for each in found if each.overdue],
        "awaited": [each for each in found if not each.overdue],
        "singly": match_cards(desk, desk.coming_singly()),
    }


def hand_out(desk: Desk) -> dict[str, object]:
    """What lies at the post, the oldest first, and who gets it."""
    cards = consignment_cards(desk, desk.to_hand_out().order_by("arrived_at", "pk"))
    return {"loads": [load(desk, each) for each in cards]}


def problems(desk: Desk) -> dict[str, object]:
    """What went wrong; what concerns people stands before what concerns goods."""
    cards = boards.complaint_cards(desk.person, desk.code)
    return {
        "complaints": [each for each in cards if each.complaint.status == ComplaintStatus.OPEN],
        "disputed": match_cards(desk, desk.disputed()),
        "disputed_at_post": handout_cards(desk, desk.disputed_at_post()),
        "overdue": consignment_cards(desk, desk.overdue().order_by("day", "pk")),
        "stuck": match_cards(desk, desk.stuck()),
        "missed": handout_cards(desk, desk.missed()),
        "short": consignment_cards(desk, desk.came_short().order_by("arrived_at", "pk")),
        "left": consignment_cards(desk, desk.left_over().order_by("arrived_at", "pk")),
        "uncounted": consignment_cards(desk, desk.uncounted().order_by("arrived_at", "pk")),
    }


def load(desk: Desk, of: Card) -> Load:
    found = Handout.private.of_consignment(of.consignment.pk)
    done = Q(status__in=(HandoutStatus.GIVEN, HandoutStatus.CONFIRMED))
    due = Q(status=HandoutStatus.DUE)
    known = found.aggregate(done=Count("pk", filter=done), due=Count("pk", filter=due))
    rows: list[HandoutCard] = []
    if "hand_out" in of.verbs and not knows_secrets(desk.person, of.consignment):
        awaited = found.due().order_by("line__rt", "line__number", "pk")[:SHOWN]
        rows = [handout_card(desk.person, each) for each in awaited]
    return Load(of, rows, known["done"], known["due"])


def match_cards(desk: Desk, found: MatchQuerySet) -> list[MatchCard]:
    """The oldest of them."""
    listed = boards.with_places(found).order_by(boards.standing_since(), "pk")[:SHOWN]
    named = with_names(listed, lambda match: match.donor)
    return [boards.match_card(desk.person, each) for each in named]


def consignment_cards(desk: Desk, found: ConsignmentQuerySet) -> list[Card]:
    listed = found.select_related("region__parent__parent")[:SHOWN]
    return [card(desk.person, each) for each in with_names(listed, lambda each: each.donor)]


def handout_cards(desk: Desk, found: HandoutQuerySet) -> list[HandoutCard]:
    listed = found.order_by("consignment", "line__rt", "line__number", "pk")[:SHOWN]
    return [handout_card(desk.person, each) for each in listed]
