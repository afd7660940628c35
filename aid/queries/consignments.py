"""Reading consignments, hand-outs and coupons."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from aid.queries.scope import within
from aid.rules import AWAITED_AT_POST, COMING, ConsignmentStatus, HandoutStatus
from aid.slots import SLOTS, slot_ends
from people.person import Person, Role

if TYPE_CHECKING:
    from aid.models import Consignment, Coupon, Handout

UNDER_WAY = [
    ConsignmentStatus.PLANNED,
    ConsignmentStatus.ON_THE_WAY,
    ConsignmentStatus.AT_POST,
    ConsignmentStatus.DISTRIBUTED,
]
# Goods lie at the post from their arrival until the consignment is closed.
AT_POST = [ConsignmentStatus.AT_POST, ConsignmentStatus.DISTRIBUTED]
# What nobody came for so long after its arrival is told as left over.
FETCHED_WITHIN = timedelta(days=1)


def slot_over(now: datetime) -> Q:
    """The consignments whose slot has ended by ``now``."""
    over, today = Q(pk__in=[]), timezone.localdate(now)
    for code in SLOTS:
        last = today if slot_ends(today, code) <= now else today - timedelta(days=1)
        over |= Q(slot=code, day__lte=last)
    return over


class ConsignmentQuerySet(QuerySet["Consignment"]):
    def visible_to(self, person: Person) -> Self:
        """The consignments that ``person`` may see: the rule "see", as a query."""
        offices = person.regions(Role.COORDINATOR, Role.AUDITOR, Role.CADRE)
        condition = within("region__code", offices)
        if person.user_id is not None:
            condition |= Q(donor_id__in=person.accounts)
            condition |= Q(institution__resident_id=person.user_id)
        return self.filter(condition).with_facts()

    def of_donor(self, person: Person) -> Self:
        """What the person sends, newest first."""
        if person.user_id is None:
            return self.none()
        return self.filter(donor_id__in=person.accounts).with_facts().order_by("-made_at", "-pk")

    def with_facts(self) -> Self:
        """With what the rules and pages need to know, in the same statement."""
        return self.select_related("region", "institution", "post", "donor")

    def within(self, region_code: str) -> Self:
        return self.filter(within("region__code", [region_code]))

    def under_way(self) -> Self:
        return self.filter(status__in=UNDER_WAY)

    def left_at_posts(self) -> Self:
        """Those of which something lies at the post that nobody was given yet."""
        return self.filter(status__in=AT_POST, reserved__gt=0)

    def coming(self) -> Self:
        """Planned or on the way, by day."""
        return self.filter(status__in=COMING)

    def overdue(self, now: datetime) -> Self:
        """Those that are not there though their slot is over."""
        return self.coming().filter(slot_over(now))

    def to_hand_out(self) -> Self:
        """Those that are handed out at present, also where all of it was given and nobody said
        that it is over."""
        left = Q(status=ConsignmentStatus.DISTRIBUTED, reserved__gt=0)
        return self.filter(Q(status=ConsignmentStatus.AT_POST) | left)

    def left_over(self, now: datetime) -> Self:
        """Those of which something still lies at the post though nobody is awaited any more: after
        all who came have got theirs, or a day after it came."""
        waited = Q(arrived_at__lte=now - FETCHED_WITHIN)
        given = Q(status=ConsignmentStatus.DISTRIBUTED, arrived_at__lte=now - AWAITED_AT_POST)
        return self.left_at_posts().filter(slot_over(now), waited | given)

    def came_short(self) -> Self:
        """Those of which less was counted than planned, while they are handed out."""
        return self.filter(status=ConsignmentStatus.AT_POST, counted__lt=F("quantity"))

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, by id."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class HandoutQuerySet(QuerySet["Handout"]):
    def visible_to(self, person: Person) -> Self:
        """The hand-outs that ``person`` may see: the rule "see", as a query."""
        region = "consignment__region__code"
        office = within(region, person.regions(Role.COORDINATOR))
        hands_out = within(region, person.regions(Role.COORDINATOR, Role.CADRE))
        if person.user_id is not None:
            office &= ~Q(consignment__donor_id__in=person.accounts)
            hands_out &= ~Q(consignment__donor_id__in=person.accounts)
        mine = Q(coupon_id__in=person.coupons)
        mine |= Q(line=None, request_id__in=person.opened) & ~hands_out
        if person.user_id is not None:
            mine |= Q(household__resident_id=person.user_id)
        return self.filter(mine | office).with_facts()

    def with_facts(self) -> Self:
        """With what the rules need to know, in the same statement."""
        return self.select_related("consignment", "household", "line", "request")

    def of_consignment(self, consignment_id: int) -> Self:
        return self.filter(consignment_id=consignment_id).with_facts().order_by("pk")

    def within(self, region_code: str) -> Self:
        return self.filter(within("consignment__region__code", [region_code]))

    def due(self) -> Self:
        """Those that wait for their household at the post."""
        return self.filter(status=HandoutStatus.DUE, consignment__status__in=AT_POST)

    def missed(self) -> Self:
        """Those that nobody came for, as long as the goods lie at the post."""
        return self.filter(status=HandoutStatus.DID_NOT_COME, consignment__status__in=AT_POST)

    def disputed(self) -> Self:
        """Those of which the household says that it got only a part, or nothing."""
        return self.filter(status=HandoutStatus.DISPUTED)

    def rts(self) -> list[int]:
        """The RTs of the lines that get a part, in order."""
        of_lines = self.filter(line__isnull=False).order_by("line__rt")
        return list(of_lines.values_list("line__rt", flat=True).distinct())

    def households_by_answer(self) -> dict[str, int]:
        """How many households said that they got their part "complete", a "part" of it or
        "nothing"; "" for those who are to get one and said nothing yet."""
        coming = self.exclude(status=HandoutStatus.DID_NOT_COME).order_by()
        return dict(coming.values_list("answer").annotate(count=Count("pk")))

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, by id."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class CouponQuerySet(QuerySet["Coupon"]):
    def standing(self) -> Self:
        """Coupons that nobody replaced."""
        return self.filter(revoked_at=None)

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, by id."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
