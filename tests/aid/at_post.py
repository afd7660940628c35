"""Goods at the post of RW 901 for a list of many households: rows made at once, as the actions
would have made them one by one."""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from aid import codes
from aid.actions import counters, coupons, matches
from aid.actions.access import lock_matches_of, lock_requests
from aid.models import (
    Consignment,
    Coupon,
    Handout,
    Household,
    Line,
    Match,
    NeighbourhoodList,
    Post,
    Request,
)
from aid.reference import new_reference
from aid.rules import ConsignmentStatus, ListStatus, MatchStatus, RequestStatus
from people import private
from people.models import PrivateDetails
from people.person import SYSTEM, Person, Role
from tests import factories
from tests.factories import HOME, RW_901

NAME = "Ibu Rahasia"


@dataclass(frozen=True)
class AtPost:
    """A verified list with one portion, its consignment at the post, and who has offices."""

    of_list: NeighbourhoodList
    portion: Request
    consignment: Consignment
    kelurahan: Person
    cadre: Person

    @property
    def reference(self) -> str:
        return self.consignment.reference

    def coupon(self, number: int) -> Coupon:
        coupon: Coupon = Coupon.private.standing().get(request=self.portion, line__number=number)
        return coupon

    def handout(self, number: int) -> Handout:
        handout: Handout = Handout.private.with_facts().get(
            consignment=self.consignment, line__number=number
        )
        return handout


def digits(coupon: Coupon) -> str:
    return codes.coupon_code(coupon.salt)


def a_list(lines: int) -> tuple[NeighbourhoodList, Request]:
    """A verified list of RW 901 with one portion of one package a line, ten lines an RT."""
    region, now = factories.rw_901(), timezone.now()
    of_list = NeighbourhoodList.private.create(
        reference=new_reference("L"),
        region=region,
        category="sembako",
        status=ListStatus.VERIFIED,
        first_day=now.date(),
        met_on=now.date(),
        opened_at=now,
        verified_at=now,
    )
    place = Point(700_000, 9_320_000, srid=32748)
    portion = Request.private.create(
        reference=new_reference("R"),
        region=region,
        category="sembako",
        status=RequestStatus.VERIFIED,
        needed=lines,
        list=of_list,
        portion=1,
        serve_from=now,
        until=now + timedelta(days=3),
        submitted_at=now,
        verified_at=now,
        place=place,
    )
    ids = [uuid.uuid4() for _ in range(lines)]
    PrivateDetails.private.bulk_create(
        PrivateDetails(pk=pk, sealed=private.sealed_for(pk, private.Details(name=NAME)))
        for pk in ids
    )
    households = Household.private.bulk_create(
        Household(region=region, details_id=pk, people=4, place=place) for pk in ids
    )
    Line.private.bulk_create(
        Line(
            list=of_list,
            number=number,
            household=household,
            rt=1 + number // 10 % 900,
            key=f"{number}",
            added_at=now,
        )
        for number, household in enumerate(households, 1)
    )
    return of_list, portion


def at_post(lines: int, units: int | None = None, *, issued: bool = True) -> AtPost:
    """``units`` packages (for all lines, unless told) at the post, with a hand-out for each of
    the first so many lines; coupons of all lines where ``issued``."""
    of_list, portion = a_list(lines)
    units = units or lines
    kelurahan = factories.office(HOME)
    if issued:
        coupons.issue_coupons(kelurahan, of_list.reference, 1)
    match = accepted(portion, units)
    consignment = brought(match, units)
    standing = {row.household_id: row for row in Coupon.private.filter(request=portion)}
    Handout.private.bulk_create(
        Handout(
            consignment=consignment,
            request=portion,
            household_id=line.household_id,
            line=line,
            coupon=standing.get(line.household_id),
            quantity=1,
        )
        for line in Line.private.of_list(of_list.pk)[:units]
    )
    cadre = factories.office(RW_901, Role.CADRE)
    return AtPost(of_list, portion, consignment, kelurahan, cadre)


def accepted(portion: Request, units: int) -> Match:
    offer = factories.published(category=portion.category, quantity=units)
    made = matches.propose(SYSTEM, [matches.Proposal(portion.pk, offer.pk, units, 500)], 1)
    return factories.fresh_match(made.made[0])


@transaction.atomic
def brought(match: Match, units: int) -> Consignment:
    now = timezone.now()
    region = match.request.region
    consignment = Consignment(
        reference=new_reference("K"),
        donor_id=match.donor_id,
        region=region,
        post=a_post(),
        category=match.request.category,
        day=now.date(),
        slot="morning",
        vehicle="truck",
        statement_at=now,
        made_at=now,
    )
    requests = lock_requests({match.request_id})
    (match,) = lock_matches_of(requests, [MatchStatus.PROPOSED])
    counters.move(SYSTEM, "accept", match)
    counters.put_into(consignment, [match])
    counters.move(SYSTEM, "start", match)
    Consignment.private.filter(pk=consignment.pk).update(
        status=ConsignmentStatus.AT_POST, counted=units, arrived_at=now
    )
    found: Consignment = Consignment.private.with_facts().get(pk=consignment.pk)
    return found


def a_post() -> Post:
    region = factories.rw_901()
    post: Post = Post.private.create(
        kind="rw_post",
        region=region,
        name="Pos RW 901 Contoh",
        landmark="samping musala",
        opens=time(8),
        closes=time(17),
        place=Point(700_000, 9_320_000, srid=32748),
        added_at=timezone.now(),
    )
    return post
