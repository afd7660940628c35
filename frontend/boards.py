"""What a coordinator's board shows: reads, each a fixed number of statements."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.db.models.functions import Distance
from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import get_language

from aid import ageing, rules
from aid.actions.messages import reported_texts
from aid.models import Block, Complaint, Consignment, Match, NeighbourhoodList, Offer, Request
from aid.queries import overdue
from aid.queries.figures import (
    CODE_LENGTHS,
    ByCategory,
    Figure,
    figures_below,
    total_worth,
)
from aid.queries.matches import MatchQuerySet
from aid.queries.need import RW_CODE_LENGTH
from aid.queries.overdue import KIND_AT
from aid.queries.scope import within
from aid.relations import match_relations, offer_relations
from aid.rules import ComplaintStatus, ListStatus, MatchStatus, OfferStatus, RequestStatus
from aid.standing import match_verbs
from frontend import attention
from geo.codes import Level, lineage
from geo.models import Region
from matching.explanation import reason_text
from matching.nearby import published_km
from people.person import Person, Role
from people.private import with_names

IN_COLUMN = 8
IN_LIST = 40
OFFERS_BESIDE = 20

# Since when a match stands where it stands.
SINCE = {
    MatchStatus.PROPOSED: "made_at",
    MatchStatus.ACCEPTED: "accepted_at",
    MatchStatus.ON_THE_WAY: "started_at",
    MatchStatus.DELIVERED: "delivered_at",
    MatchStatus.DISPUTED: "delivered_at",
}


@dataclass(frozen=True)
class MatchCard:
    """A match, the verbs that the reader may do on it now, since when it stands where it stands,
    and whether that is too long."""

    match: Match
    verbs: tuple[str, ...]
    since: datetime
    stuck: bool

    @property
    def reason(self) -> str:
        """Why it was proposed, in the reader's words; empty for a pledge."""
        return reason_text(self.match.reason, get_language() or "id")


@dataclass(frozen=True)
class ComplaintCard:
    """``message`` is what the other side wrote, when the complaint reports it."""

    complaint: Complaint
    verbs: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class OfferCard:
    """An offer, how far its published point is from the request in half kilometres, how much of
    it fits, and whether its donor goes that far (as far as the question was answered)."""

    offer: Offer
    km: float
    fits: int
    reaches: bool


@dataclass(frozen=True)
class Column:
    """The matches in one status: how many, how many stand too long, and the oldest of them."""

    status: MatchStatus
    count: int
    stuck: int
    cards: list[MatchCard]


@dataclass(frozen=True)
class Waiting:
    """What waits for the coordinators of one region: counts. ``attention``: what waited too long
    and is with their office now."""

    queue: int
    stuck: int
    complaints: int
    neighbourhoods: int
    left: int
    lists: int = 0
    attention: int = 0

    @property
    def total(self) -> int:
        return self.queue + self.lists + self.stuck + self.complaints + self.neighbourhoods


@dataclass(frozen=True)
class FigureRow:
    """A child region's figures: in rupiah over all categories, or in one category's unit.

    ``region`` is None for what has no child region: households that named no RW.
    """

    region: Region | None
    figure: Figure


def boards_of(person: Person) -> list[Region]:
    """The regions whose boards ``person`` may open, widest first."""
    codes = person.regions(Role.COORDINATOR, Role.AUDITOR)
    regions = Region.objects.filter(code__in=codes).select_related("parent")
    return sorted(regions, key=lambda region: (len(region.pk), region.pk))


def waiting(person: Person, code: str) -> Waiting:
    """Six statements."""
    overdue_here = attention.overdue_in(person, code)
    return Waiting(
        queue=submitted(person, code).count(),
        stuck=sum(each.count for each in overdue_here if each.kind in KIND_AT.values()),
        complaints=complaints(person, code).filter(status=ComplaintStatus.OPEN).count(),
        neighbourhoods=neighbourhoods(code).filter(verified_at=None).count(),
        lists=compiled_lists(person, code).count(),
        left=Consignment.private.visible_to(person).within(code).left_at_posts().count(),
        attention=attention.summed(overdue_here, code).with_office,
    )


def compiled_lists(person: Person, code: str) -> QuerySet[NeighbourhoodList]:
    """The lists that wait for the kelurahan's check."""
    found: QuerySet[NeighbourhoodList] = NeighbourhoodList.private.visible_to(person).within(code)
    return found.filter(status=ListStatus.COMPILED)


def submitted(person: Person, code: str) -> QuerySet[Request]:
    found: QuerySet[Request] = Request.private.visible_to(person).within(code)
    return found.filter(status=RequestStatus.SUBMITTED)


def standing_since() -> Case:
    return Case(
        *(When(status=status, then=F(field)) for status, field in SINCE.items()),
        output_field=DateTimeField(),
    )


def live_matches(person: Person, code: str) -> MatchQuerySet:
    found: MatchQuerySet = Match.private.visible_to(person).within(code).live()
    return found


def match_counts(person: Person, code: str) -> dict[MatchStatus, tuple[int, int]]:
    """How many live matches stand in each status, and how many of them too long."""
    rows = overdue.marked(live_matches(person, code), timezone.now()).order_by().values("status")
    counted = rows.annotate(count=Count("pk"), stuck=Count("pk", filter=Q(is_late=True)))
    return {MatchStatus(row["status"]): (row["count"], row["stuck"]) for row in counted}


def columns(
    person: Person,
    code: str,
    counts: dict[MatchStatus, tuple[int, int]],
    status: str = "",
    *,
    late: bool = False,
) -> list[Column]:
    """The live matches by status, the oldest of each; with ``status``, more of that one; with
    ``late``, those alone that stand too long.

    ``counts`` as of ``match_counts``; empty columns are left out. Two statements.
    """
    found = live_matches(person, code)
    if late:
        found = overdue.late_matches(found, timezone.now())
        counts = {each: (stuck, stuck) for each, (_, stuck) in counts.items()}
    if status in SINCE:
        found = found.filter(status=status)
    rank = Window(RowNumber(), partition_by=F("status"), order_by=[standing_since(), F("pk")])
    found = found.annotate(rank=rank).filter(rank__lte=IN_LIST if status in SINCE else IN_COLUMN)
    cards: dict[str, list[MatchCard]] = {}
    listed = with_places(found).order_by(standing_since(), "pk")
    for match in with_names(listed, lambda match: match.donor):
        cards.setdefault(match.status, []).append(match_card(person, match))
    return [Column(each, *counts[each], cards[each]) for each in SINCE if each in cards]


def with_places(matches: MatchQuerySet) -> MatchQuerySet:
    return matches.select_related(
        "request__household", "request__region__parent__parent", "offer__region__parent", "donor"
    )


def match_card(person: Person, match: Match) -> MatchCard:
    status = MatchStatus(match.status)
    since = getattr(match, SINCE.get(status, "ended_at")) or match.confirmed_at or match.made_at
    verbs = match_verbs(person, match, timezone.now())
    return MatchCard(match, verbs, since, stands_too_long(match, since))


def stands_too_long(match: Match, since: datetime) -> bool:
    """Whether it is due where it stands ``since`` then; in a consignment it is due with that."""
    kind = KIND_AT.get(MatchStatus(match.status))
    if kind is None or match.consignment_id is not None:
        return False
    pressing = ageing.presses(match.request.category, match.request.urgency)
    waits_since = max(since, match.late_until or since)
    return ageing.rises(kind, waits_since, timezone.now(), pressing=pressing) is not None


def complaints(person: Person, code: str) -> QuerySet[Complaint]:
    """The complaints about matches in a region that ``person`` may see, newest first."""
    found: QuerySet[Complaint] = Complaint.private.visible_to(person)
    return found.filter(within("match__request__region__code", [code])).select_related(
        "match__request__household", "match__request__region__parent", "match__donor", "handout"
    )


def complaint_cards(person: Person, code: str) -> list[ComplaintCard]:
    """Open ones first. A fixed number of statements."""
    found = complaints(person, code).order_by("-status", "-made_at")[:IN_LIST]
    named = with_names(found, lambda complaint: complaint.match.donor)
    reported = reported_texts(person, named)
    return [
        complaint_card(person, complaint, reported.get(complaint.pk, "")) for complaint in named
    ]


def complaint_card(person: Person, complaint: Complaint, message: str) -> ComplaintCard:
    table = rules.complaint_table(complaint.kind)
    relations = match_relations(person, complaint.match)
    return ComplaintCard(
        complaint, rules.allowed(table, ComplaintStatus(complaint.status), relations), message
    )


def neighbourhoods(code: str) -> QuerySet[Region]:
    """The RWs and settlements of a region, unverified ones first."""
    found = Region.objects.within_region(code).at_level(Level.RW).select_related("parent")
    return found.order_by(IsNull(F("verified_at"), False), "code")


def children_figures(region: Region, category: str = "") -> list[FigureRow]:
    """Exact figures of a region's children, largest unmet need first. Three statements.

    In rupiah over all categories, or in the unit of ``category``.
    """
    children = {child.pk: child for child in Region.objects.filter(parent=region)}
    by_child = figures_below(region.pk, child_code_length(region.level))
    rows = [
        FigureRow(children.get(code), chosen(figures, category))
        for code, figures in by_child.items()
    ]
    asked = [row for row in rows if row.figure.asked or row.figure.requests]
    return sorted(asked, key=lambda row: (-row.figure.unmet, row.region.pk if row.region else ""))


def child_code_length(level: str) -> int:
    lengths = [*CODE_LENGTHS.values(), RW_CODE_LENGTH, RW_CODE_LENGTH]
    return lengths[[*CODE_LENGTHS, "rw"].index(level) + 1]


def chosen(figures: ByCategory, category: str) -> Figure:
    return figures.get(category, Figure()) if category else total_worth(figures)


def sum_of(rows: Iterable[FigureRow]) -> Figure:
    total = Figure()
    for row in rows:
        total = total.plus(row.figure)
    return total


def offers_beside(person: Person, request: Request, reaching: Container[int]) -> list[OfferCard]:
    """The open offers that ``person`` could match with ``request`` by hand, nearest first.

    ``reaching``: ids of those that are known to reach it. Two statements.
    """
    found = Offer.private.visible_to(person).filter(
        Q(target=None) | Q(target__in=lineage(request.region_code)),
        category=request.category,
        status=OfferStatus.OPEN,
        until__gt=timezone.now(),
        for_request=None,
        quantity__gt=F("proposed") + F("reserved") + F("delivered") + F("lost"),
    )
    blocked = Block.private.filter(household=request.household).values("donor")
    near = found.exclude(donor__in=blocked).order_by(Distance("place", request.place), "pk")
    offers = near.select_related("region__parent__parent", "target", "donor")[: 3 * OFFERS_BESIDE]
    usable = [offer for offer in offers if may_match(person, offer)][:OFFERS_BESIDE]
    cards = [
        OfferCard(
            offer,
            published_km(request.place, offer),
            min(request.open, offer.available),
            offer.pk in reaching,
        )
        for offer in with_names(usable, lambda offer: offer.donor)
    ]
    # In the order of what is shown, so that the order tells no more.
    return sorted(cards, key=lambda card: (card.km, card.offer.pk))


def may_match(person: Person, offer: Offer) -> bool:
    relations = offer_relations(person, offer)
    return "match" in rules.allowed("offer", OfferStatus(offer.status), relations)
