"""A list of RW 901 and the goods that come for it, made without the days that this takes.

Lists are written straight into the tables, as they stand once the kelurahan has verified them;
all that follows is done by the actions that people use.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from aid.actions import consignments, handouts, planning, pledges
from aid.actions.access import lock_load
from aid.actions.consignments import Receipt
from aid.actions.planning import Schedule
from aid.actions.units import settle_units
from aid.models import (
    Consignment,
    Coupon,
    Handout,
    Household,
    Line,
    NeighbourhoodList,
    Post,
    Request,
)
from aid.reference import new_reference
from aid.rules import HandoutStatus, ListStatus, RequestStatus
from geo.privacy import snapped_point
from people.person import ANYONE, Person
from people.private import Details, keep
from tests import factories
from tests.factories import RW_901


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def schedule(**changed: object) -> Schedule:
    """Tomorrow afternoon by pick-up, with the statement."""
    facts: dict[str, object] = {
        "day": tomorrow().isoformat(),
        "slot": "afternoon",
        "vehicle": "pickup",
        "deliverer": "Pengantar Contoh",
        "statement": True,
    }
    return Schedule(**{**facts, **changed})  # type: ignore[arg-type]


def receipt(counted: object, **changed: object) -> Receipt:
    facts = {"receiver": "Penerima Contoh", "witness": "Saksi Contoh", **changed}
    return Receipt(counted, **facts)


def post(lane: str = "car", region: str = RW_901, **changed: object) -> Post:
    home = factories.rw_901()
    facts: dict[str, object] = {
        "kind": "rw_post",
        "name": "Pos RW Contoh",
        "opens": "08:00",
        "closes": "17:00",
        "custodian": "Penjaga Contoh",
        "place": snapped_point(home.point),
        "added_at": timezone.now(),
    }
    return Post.private.create(region_id=region, lane=lane, **{**facts, **changed})


def portion(
    quantities: Sequence[int],
    *,
    vulnerable: Sequence[int] = (),
    number: int = 1,
    serve_from: timedelta = timedelta(),
    last: timedelta = timedelta(days=14),
) -> Request:
    """A verified list of as many households, one line each, and its portion ``number``.

    ``vulnerable`` are line numbers.
    """
    region, now = factories.rw_901(), timezone.now()
    listed = NeighbourhoodList.private.create(
        reference=new_reference("L"),
        region=region,
        category="sembako",
        status=ListStatus.VERIFIED,
        first_day=timezone.localdate(),
        met_on=timezone.localdate(),
        opened_at=now,
        verified_at=now,
    )
    write_lines(listed, quantities, frozenset(vulnerable))
    return portion_of(listed, number, sum(quantities), serve_from=serve_from, last=last)


def write_lines(
    listed: NeighbourhoodList, quantities: Sequence[int], vulnerable: frozenset[int]
) -> None:
    now, place = timezone.now(), snapped_point(listed.region.point)
    households = []
    for line, _ in enumerate(quantities, 1):
        details = keep(Details(name=f"Keluarga {line} Contoh"))
        households.append(
            Household(
                region=listed.region,
                details_id=details,
                people=4,
                vulnerable=line in vulnerable,
                place=place,
            )
        )
    Household.private.bulk_create(households)
    Line.private.bulk_create(
        Line(
            list=listed,
            number=line,
            household=household,
            rt=1,
            quantity=quantity,
            key=str(line),
            added_at=now,
        )
        for line, (household, quantity) in enumerate(zip(households, quantities, strict=True), 1)
    )


def portion_of(
    listed: NeighbourhoodList,
    number: int,
    needed: int,
    *,
    serve_from: timedelta = timedelta(),
    last: timedelta = timedelta(days=14),
) -> Request:
    now = timezone.now()
    return Request.private.create(
        reference=new_reference("R"),
        region=listed.region,
        category=listed.category,
        status=RequestStatus.VERIFIED,
        needed=needed,
        list=listed,
        portion=number,
        serve_from=now + serve_from,
        until=now + last,
        submitted_at=now,
        verified_at=now,
        place=snapped_point(listed.region.point),
    )


def planned(
    donor: Person, quantity: int, *, region: str = RW_901, **changed: object
) -> Consignment:
    """A consignment of ``quantity`` that ``donor`` promised to the RW."""
    pledges.pledge_to_neighbourhood(donor, region, "sembako", quantity)
    return planning.plan(donor, region, "sembako", schedule(**changed))


def on_the_way(donor: Person, quantity: int) -> Consignment:
    return consignments.start(donor, planned(donor, quantity).reference)


def at_post(donor: Person, receiver: Person, quantity: int, counted: int = 0) -> Consignment:
    """Of ``quantity`` promised, ``counted`` (all without one) came to the post."""
    sent = on_the_way(donor, quantity)
    return consignments.arrive(receiver, sent.reference, receipt(counted or quantity))


def slot_over(consignment: Consignment) -> Consignment:
    """The consignment as on the day after: whoever hands out may say that nobody came."""
    yesterday = timezone.now() - timedelta(days=1)
    Consignment.private.filter(pk=consignment.pk).update(
        day=timezone.localdate(yesterday), arrived_at=yesterday
    )
    return fresh(consignment)


def handouts_of(consignment: Consignment, *statuses: HandoutStatus) -> list[Handout]:
    """By line number, then those of own requests."""
    rows = Handout.private.of_consignment(consignment.pk)
    rows = rows.filter(status__in=statuses) if statuses else rows
    return list(rows.order_by("line__number", "pk"))


def coupons_for(portion: Request) -> None:
    """A standing coupon for every line of the portion's list."""
    now = timezone.now()
    Coupon.private.bulk_create(
        Coupon(
            serial=f"P{portion.pk}L{line.number}",
            request=portion,
            household_id=line.household_id,
            line=line,
            salt="salt",
            issued_at=now,
        )
        for line in Line.private.filter(list_id=portion.list_id)
    )


def coupon_holder(handout: Handout) -> Person:
    """Whoever showed the household's coupon in this session."""
    coupon = handout.coupon or Coupon.private.create(
        serial=f"T{handout.pk:08}",
        request=handout.request,
        household=handout.household,
        line=handout.line,
        salt="salt",
        issued_at=timezone.now(),
    )
    Handout.private.filter(pk=handout.pk).update(coupon=coupon)
    return Person(coupons=frozenset([coupon.pk]))


def give_all(person: Person, consignment: Consignment) -> list[Handout]:
    due = handouts_of(consignment, HandoutStatus.DUE)
    return handouts.give(person, consignment.reference, [each.pk for each in due])


def say(handout: Handout, answer: str = "complete") -> Handout:
    return handouts.answer(coupon_holder(handout), handout.pk, answer)


def say_all(load_of: Consignment, said: Sequence[Handout], answer: str = "complete") -> None:
    """As many households' word in one transaction, as a post's phone brings it in the evening."""
    with transaction.atomic():
        load = lock_load(load_of.pk)
        for handout in said:
            handout.consignment = load.consignment
        handouts.move_handouts(ANYONE, "confirm", said, answer=answer, way="coupon")
        settle_units(ANYONE, load)


def fresh(consignment: Consignment) -> Consignment:
    found: Consignment = Consignment.private.with_facts().get(pk=consignment.pk)
    return found
