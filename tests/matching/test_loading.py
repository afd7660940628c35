"""Which requests and offers a round looks at, and which pairs it may make."""

from datetime import timedelta

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from aid.actions import deliveries, pledges
from aid.models import Offer, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from matching.policy import Policy
from matching.problem import Problem, distances_m, every_legal_pair, legal
from matching.queries import load, target_range
from people.person import Person
from tests import factories
from tests.factories import ELSEWHERE, HOME, RW_901

pytestmark = pytest.mark.django_db


def loaded() -> Problem:
    return load(Policy(), timezone.now()).problem


def pairs(problem: Problem) -> set[tuple[int, int]]:
    """Ids of requests and offers that may be matched."""
    need, offer = every_legal_pair(problem)
    assert legal(problem, need, offer).all()
    needs, offers = problem.needs.id[need].tolist(), problem.offers.id[offer].tolist()
    return set(zip(needs, offers, strict=True))


def test_verified_request_and_open_offer_nearby_are_paired() -> None:
    request, offer = factories.verified(), factories.published()
    problem = loaded()
    assert pairs(problem) == {(request.pk, offer.pk)}
    (metres,) = distances_m(problem, np.array([0]), np.array([0]))
    assert metres == pytest.approx(request.place.distance(offer.place))


@pytest.mark.parametrize("status", [s for s in RequestStatus if s != RequestStatus.VERIFIED])
def test_request_that_is_not_verified_is_left_out(status: RequestStatus) -> None:
    factories.request_at(status)
    assert len(loaded().needs) == 0


@pytest.mark.parametrize("status", [OfferStatus.WITHDRAWN, OfferStatus.EXPIRED])
def test_offer_that_is_not_open_is_left_out(status: OfferStatus) -> None:
    factories.offer_at(status)
    assert len(loaded().offers) == 0


@pytest.mark.parametrize("rows", [Request.private, Offer.private])
def test_what_is_overdue_is_left_out(rows: object) -> None:
    factories.verified()
    factories.published()
    rows.update(until=timezone.now() - timedelta(seconds=1))  # type: ignore[attr-defined]
    assert pairs(loaded()) == set()


def test_offer_reaches_as_far_as_its_radius() -> None:
    # Kapuk to Tebet Timur is some 18 km.
    request = factories.verified(region=ELSEWHERE)
    factories.published(region=HOME, radius=15)
    far = factories.published(region=HOME, radius=25)
    assert pairs(loaded()) == {(request.pk, far.pk)}


def test_reach_is_a_circle_not_a_box() -> None:
    request, offer = factories.verified(), factories.published(radius=1)
    place = offer.place
    place.x, place.y = place.x + 800, place.y + 800  # 1131 m away, inside the box of 1000 m
    Request.private.filter(pk=request.pk).update(place=place)
    assert pairs(loaded()) == set()


def test_offer_of_a_donor_whom_the_city_does_not_know_is_measured_from_the_kelurahan() -> None:
    """Its circle holds Kapuk's point or not; where in Kapuk the household lives is no matter."""
    request = factories.verified()
    near = factories.published(factories.a_donor(verified=False), radius=1)
    far = factories.published(factories.a_donor(verified=False), radius=1)
    known = factories.published(radius=1)
    for offer, east in ((near, 700), (far, 1400), (known, 0)):
        place = request.place.clone()
        place.x += east
        Offer.private.filter(pk=offer.pk).update(place=place)
    before = {(request.pk, near.pk), (request.pk, known.pk)}
    assert pairs(loaded()) == before
    moved = request.place.clone()
    moved.x += 1300  # to within the far offer's circle, and out of the known donor's
    Request.private.filter(pk=request.pk).update(place=moved)
    assert pairs(loaded()) == {(request.pk, near.pk)}


def test_categories_are_not_mixed() -> None:
    factories.verified(category="sembako")
    factories.published(category="hygiene")
    assert pairs(loaded()) == set()


def test_donor_does_not_serve_their_own_request(resident: Person) -> None:
    request = factories.verified(resident)
    assert request.resident_id == resident.user_id
    Request.private.filter(pk=request.pk).update(filed_by=None)
    factories.published(resident)
    assert pairs(loaded()) == set()


def test_donor_does_not_serve_a_request_that_they_filed(helper: Person) -> None:
    factories.verified(helper, for_someone_else=True)
    factories.published(helper)
    assert pairs(loaded()) == set()


@pytest.mark.parametrize(
    "status",
    [
        MatchStatus.PROPOSED,
        MatchStatus.DECLINED,
        MatchStatus.LAPSED,
        MatchStatus.CANCELLED,
        MatchStatus.LOST,
    ],
)
def test_pair_that_came_to_nothing_or_waits_is_not_tried_again(status: MatchStatus) -> None:
    factories.match_at(status, quantity=1)
    problem = loaded()
    assert (len(problem.needs), len(problem.offers)) == (1, 1)
    assert pairs(problem) == set()


def test_pair_that_worked_may_be_made_again_for_the_rest() -> None:
    match = factories.match_at(MatchStatus.CONFIRMED, quantity=1)
    assert pairs(loaded()) == {(match.request_id, match.offer_id)}


def test_only_what_is_open_counts() -> None:
    # 4 needed and 10 given; 1 is proposed: 3 and 9 are open.
    factories.match_at(MatchStatus.PROPOSED, quantity=1)
    problem = loaded()
    assert problem.needs.quantity.tolist() == [3]
    assert problem.offers.quantity.tolist() == [9]


def test_part_of_a_declared_need_that_households_took_over_is_not_open() -> None:
    request = factories.declared(20)
    Request.private.filter(pk=request.pk).update(listed=8)
    assert loaded().needs.quantity.tolist() == [12]


def test_cash_below_a_step_is_left_out() -> None:
    request = factories.verified(category="cash", quantity=50_000)
    Request.private.filter(pk=request.pk).update(needed=59_999)
    assert loaded().needs.quantity.tolist() == [50_000]
    Request.private.filter(pk=request.pk).update(needed=9_999)
    assert len(loaded().needs) == 0


def test_pledge_to_a_request_is_for_nobody_else() -> None:
    match = factories.pledged(factories.verified(), 2)
    Offer.private.filter(pk=match.offer_id).update(quantity=5)
    factories.verified()
    assert len(loaded().offers) == 0


def test_pledge_to_a_neighbourhood_stays_inside_it(donor: Person) -> None:
    declared = factories.declared(20)
    (match,) = pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 10)
    deliveries.cancel(donor, match.reference)
    inside = factories.verified(region=RW_901)
    outside = factories.verified(region=HOME)
    problem = loaded()
    assert {declared.pk, inside.pk, outside.pk} == set(problem.needs.id.tolist())
    assert pairs(problem) == {(inside.pk, match.offer_id)}


def test_need_that_received_lately_goes_after_one_that_did_not() -> None:
    # Within the week and just asked: 20 points, 10 less after a delivery.
    factories.match_at(MatchStatus.DELIVERED, quantity=1)
    factories.verified()
    assert loaded().needs.priority.tolist() == [10, 20]


def test_waiting_and_urgency_and_vulnerability_count() -> None:
    request = factories.verified(urgency=0, vulnerable=True)
    Request.private.filter(pk=request.pk).update(
        submitted_at=timezone.now() - timedelta(days=3, hours=5)
    )
    needs = loaded().needs
    assert needs.waiting_days.tolist() == [3]
    assert needs.priority.tolist() == [60 + 3 * 2 + 6]


def test_words_measure_from_the_kelurahan_of_an_rw() -> None:
    rw = factories.rw_901()
    type(rw).objects.filter(pk=rw.pk).update(point=Point(106.75, -6.13, srid=4326))
    factories.in_rw_901(1)
    factories.verified()
    one, other = loaded().needs.shown_point.tolist()
    assert one == other


def test_published_points_lie_on_the_grid_of_half_kilometres() -> None:
    factories.verified()
    factories.published()
    problem = loaded()
    for shown in (problem.needs.shown_point, problem.offers.shown_point):
        assert (shown % 500 == 0).all()


def test_what_cannot_be_paired_anyway_is_not_forbidden() -> None:
    """Only open ones of one category count: of three pairs that lapsed, one."""
    lapsed = [
        factories.match_at(MatchStatus.LAPSED, quantity=1),
        factories.match_at(MatchStatus.LAPSED, quantity=1),
        factories.match_at(MatchStatus.LAPSED, quantity=1),
    ]
    Request.private.filter(pk=lapsed[0].request_id).update(status=RequestStatus.WITHDRAWN)
    Offer.private.filter(pk=lapsed[1].offer_id).update(status=OfferStatus.WITHDRAWN)
    problem = loaded()
    (pair,) = problem.forbidden.tolist()
    assert problem.needs.id[pair[0]] == lapsed[2].request_id
    assert problem.offers.id[pair[1]] == lapsed[2].offer_id


def test_region_and_all_below_it_are_a_target() -> None:
    regions = ["31.73.01.1004", "31.73.01.1005", "31.73.01.1005.001", "31.73.01.1005.K01",
               "31.73.01.1006"]  # fmt: skip
    assert target_range(regions, "31.73.01.1005") == (1, 4)
    assert target_range(regions, "31.73.01.1005.001") == (2, 3)
    assert target_range(regions, "31.74") == (5, 5)
    assert target_range(regions, None) == (-1, -1)
