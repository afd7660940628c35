"""What the demo shows of whole kampungs: each scene ends in the figures that it tells."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from aid.demo import scenes
from aid.demo.kampung import rw_of
from aid.demo.scenes import EIGHT_RW, PENJARINGAN
from aid.models import Complaint, Consignment, Handout, Line, Match, Post, Request
from aid.rules import ConsignmentStatus, HandoutStatus, MatchStatus, RequestStatus
from people.person import Role
from tests import factories, invariants
from tests.factories import HOME, RW_901

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def demo(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]


@pytest.fixture
def cast() -> scenes.Cast:
    factories.rw_901()
    return scenes.Cast(
        head=factories.office(RW_901),
        cadre=factories.office(RW_901, Role.CADRE),
        officer=factories.office(HOME),
        north=factories.office("31.72"),
        donor=factories.a_donor(),
        others=scenes.donors(),
    )


def portion(number: int, region: str = RW_901) -> Request:
    found: Request = Request.private.get(list__region=region, portion=number)
    return found


def test_rw_901_from_its_list_to_the_third_week(cast: scenes.Cast) -> None:
    kampung, of_list = scenes.listed_in_rw_901(cast)
    lines = Line.private.filter(list=of_list)
    assert lines.count() == 412
    assert lines.aggregate(total=Sum("household__people"))["total"] == 1_648
    own = Request.private.filter(region=RW_901, household__isnull=False)
    assert own.filter(status=RequestStatus.LISTED).count() == own.count() == 37
    # Four portions of 412, and nothing beside them.
    counted = Request.private.filter(region=RW_901, status=RequestStatus.VERIFIED)
    assert [each.needed for each in counted.order_by("portion")] == [412] * 4

    came = scenes.first_week(cast, kampung, of_list)
    sent = Consignment.private.get(pk=came.pk)
    assert (sent.quantity, sent.counted, sent.confirmed, sent.reserved) == (300, 298, 291, 7)
    assert portion(1).confirmed == 291

    scenes.asked_to_pay(came)
    complaint = Complaint.private.get()
    seen = Complaint.private.visible_to
    assert complaint in seen(factories.office("31.73"))
    for nearer in (cast.head, cast.cadre, cast.officer):
        assert complaint not in seen(nearer)

    assert portion(3).open == 412
    brought = scenes.third_week(cast, kampung, scenes.posko_in_kapuk(cast))
    assert brought.quantity == 112
    assert (portion(3).reserved, portion(3).open) == (412, 0)
    assert Match.private.get(consignment=brought).offer.available == 8
    assert portion(4).open == 412
    invariants.check_everything()


def test_5000_packages_go_to_eight_rw(cast: scenes.Cast) -> None:
    sent = scenes.eight_rw(cast)
    assert [each.region_id for each in sent] == [f"{PENJARINGAN}.{rw}" for rw in EIGHT_RW]
    assert sum(each.quantity for each in sent) == 5_000
    posts = Post.private.filter(region__code__startswith=PENJARINGAN)
    narrow = posts.get(lane="motorbike")
    assert sent[-1].post_id == narrow.pk
    # "RW 911 Contoh" is the neighbourhood's own name already.
    assert {each.name for each in posts} == {f"Pos RW {rw} Contoh" for rw in EIGHT_RW}
    assert narrow.landmark
    assert [each.vehicle for each in sent] == ["truck"] * 7 + ["motorbike"]
    invariants.check_everything()


def test_200_packages_are_divided_among_400_families(cast: scenes.Cast) -> None:
    sent = Consignment.private.get(pk=scenes.divided(cast).pk)
    assert (sent.divided_among, sent.confirmed, sent.reserved) == (400, 200, 0)
    said = Handout.private.filter(consignment=sent, status=HandoutStatus.CONFIRMED, answer="part")
    assert said.count() == 400
    assert portion(1, rw_of(HOME, 902)).confirmed == 200
    invariants.check_everything()


def test_a_rented_room_is_vouched_for_and_served(cast: scenes.Cast) -> None:
    sent = scenes.rented_room(cast)
    request = Request.private.get(no_local_id=True)
    assert request.status == RequestStatus.FULFILLED
    assert (request.needed, request.confirmed) == (1, 1)
    handout = Handout.private.get(consignment=sent)
    assert (handout.status, handout.way) == (HandoutStatus.CONFIRMED, "coupon")
    invariants.check_everything()


def test_40_meals_come_from_a_kitchen_nearby_at_25_past_five(cast: scenes.Cast) -> None:
    came = scenes.late_meals(cast)
    late, brought = Consignment.private.order_by("pk")
    assert late.status == ConsignmentStatus.CANCELLED
    assert brought.pk == came.pk
    match = Match.private.get(consignment=brought, status=MatchStatus.CONFIRMED)
    assert (match.quantity, round(match.distance or 0, -2)) == (40, 1_200)
    local = timezone.localtime(brought.arrived_at)
    assert f"{local:%H.%M}" == "17.25"
    assert local.date() == timezone.localdate() - timedelta(days=1)
    invariants.check_everything()
