"""What is near? The question's answer is the engine's reach, nearest first."""

import random
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from aid.models import Block, Offer, Request
from aid.models.offer import REACHES_M
from geo.models import Region
from geo.privacy import published_metres
from matching import nearby
from matching.nearby import MOST_OFFERS, Reaching, nearest_offers, offers_around, spot_of
from matching.policy import Policy
from matching.problem import every_legal_pair
from matching.queries import load
from people.person import Person
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901

pytestmark = pytest.mark.django_db

NEIGHBOUR = "31.73.01.1001"


def answer(request: Request, limit: int = MOST_OFFERS) -> list[int]:
    """Ids of the offers that reach ``request``, nearest first."""
    fresh = Request.private.get(pk=request.pk)
    return [each.offer_id for each in nearest_offers(spot_of(fresh), timezone.now(), limit)]


def moved(row: Request | Offer, east: float, north: float = 0) -> None:
    """Put ``row`` so many metres east and north of where it is."""
    place = Point(row.place.x + east, row.place.y + north, srid=row.place.srid)
    type(row).private.filter(pk=row.pk).update(place=place)


def test_nearest_offer_comes_first() -> None:
    request = factories.verified()
    far, near = factories.published(), factories.published()
    moved(far, 900)
    moved(near, 400)
    assert answer(request) == [near.pk, far.pk]
    assert answer(request, limit=1) == [near.pk]


def test_distance_is_the_true_one_in_metres() -> None:
    request, offer = factories.verified(), factories.published()
    moved(offer, 300, 400)
    # 3, 4, 5
    assert nearest_offers(spot_of(request), timezone.now()) == [Reaching(offer.pk, 500.0)]


def test_offer_reaches_up_to_its_own_radius_and_no_farther() -> None:
    request = factories.verified()
    edge, beyond, wide = (factories.published(radius=km) for km in (1, 1, 2))
    moved(edge, 1000)
    moved(beyond, 1001)
    moved(wide, 1001)
    assert answer(request) == [edge.pk, wide.pk]


def test_reach_is_a_circle() -> None:
    request, offer = factories.verified(), factories.published(radius=1)
    # 1131 m away, inside the box of 1000 m
    moved(offer, 800, 800)
    assert answer(request) == []


@pytest.mark.parametrize("radius", sorted({*REACHES_M, *(most + 1 for most in REACHES_M[:-1]), 1}))
def test_every_radius_belongs_to_one_class(radius: int) -> None:
    request, offer = factories.verified(), factories.published()
    Offer.private.filter(pk=offer.pk).update(radius=radius)
    assert answer(request) == [offer.pk]


def test_offer_of_a_donor_whom_the_city_does_not_know_is_measured_from_the_kelurahan(
    new_donor: Person,
) -> None:
    request, offer = factories.verified(), factories.published(new_donor, radius=1)
    home = published_metres(Region.objects.get(pk=HOME).point)
    Offer.private.filter(pk=offer.pk).update(place=Point(home.x + 900, home.y, srid=32748))
    # The household is 1900 m from the offer, its kelurahan's point 900 m.
    Request.private.filter(pk=request.pk).update(place=Point(home.x - 1000, home.y, srid=32748))
    assert answer(request) == [offer.pk]
    # Next door to the offer, which is 1100 m from the kelurahan's point now.
    Offer.private.filter(pk=offer.pk).update(place=Point(home.x + 1100, home.y, srid=32748))
    Request.private.filter(pk=request.pk).update(place=Point(home.x + 1100, home.y, srid=32748))
    assert answer(request) == []


def test_another_category_is_no_answer() -> None:
    request = factories.verified()
    factories.published(category="hygiene")
    assert answer(request) == []


def test_offer_with_nothing_left_is_no_answer() -> None:
    request = factories.verified()
    offer = factories.published(quantity=4)
    Offer.private.filter(pk=offer.pk).update(reserved=3, proposed=1)
    assert answer(request) == []
    Offer.private.filter(pk=offer.pk).update(proposed=0)
    assert answer(request) == [offer.pk]


def test_what_is_overdue_is_no_answer() -> None:
    request, _ = factories.verified(), factories.published()
    Offer.private.update(until=timezone.now() - timedelta(seconds=1))
    assert answer(request) == []


def test_offer_meant_for_a_region_reaches_all_of_it_and_nothing_else() -> None:
    request = factories.verified(region=RW_901)
    offer = factories.published(region=ELSEWHERE, radius=1)
    for target in (CITY, KECAMATAN, HOME, RW_901):
        Offer.private.filter(pk=offer.pk).update(target=target)
        assert answer(request) == [offer.pk]
    here = factories.published()
    Offer.private.filter(pk=here.pk).update(target=ELSEWHERE)
    assert answer(request) == [offer.pk]


def test_pledge_to_one_request_reaches_no_other() -> None:
    request = factories.verified()
    factories.pledged(factories.verified(quantity=4), 2)
    assert answer(request) == []


def test_who_filed_the_request_or_was_blocked_is_no_answer(donor: Person, helper: Person) -> None:
    request = factories.verified(helper, for_someone_else=True)
    factories.published(helper)
    offer = factories.published(donor)
    assert answer(request) == [offer.pk]
    assert donor.user_id is not None
    assert request.household_id is not None
    Block.private.create(
        household_id=request.household_id, donor_id=donor.user_id, made_at=timezone.now()
    )
    assert answer(request) == []


@pytest.mark.parametrize("seed", range(4))
def test_question_and_round_agree(seed: int) -> None:
    """On random places, radii, donors and targets, whoever the engine may pair is the answer."""
    rng = random.Random(seed)
    places = [HOME, NEIGHBOUR, RW_901, ELSEWHERE]
    donors = [factories.a_donor(), factories.a_donor(verified=False)]
    for _ in range(24):
        offer = factories.published(region=rng.choice(places))
        moved(offer, rng.randrange(-3000, 3000, 100), rng.randrange(-3000, 3000, 100))
        Offer.private.filter(pk=offer.pk).update(
            donor=rng.choice(donors).user_id,
            radius=rng.choice([200, 800, 1500, 3000, 6000, 20_000]),
            target=rng.choice([None, None, None, None, HOME, CITY, ELSEWHERE]),
            quantity=rng.choice([1, 1, 1, 2]),
            reserved=rng.choice([0, 0, 0, 1]),
        )
    asked = [factories.verified(region=rng.choice(places)) for _ in range(6)]
    for request in asked:
        moved(request, rng.randrange(-2000, 2000, 100), rng.randrange(-2000, 2000, 100))
    problem = load(Policy(), timezone.now()).problem
    need, offers = every_legal_pair(problem)
    legal: dict[int, set[int]] = {request.pk: set() for request in asked}
    for row, partner in zip(need.tolist(), offers.tolist(), strict=True):
        legal[int(problem.needs.id[row])].add(int(problem.offers.id[partner]))
    place = dict(Offer.private.values_list("pk", "place"))
    assert any(legal.values())
    for request in Request.private.filter(pk__in=legal):
        expected = sorted(
            (round(place[offer].distance(request.place), 3), offer) for offer in legal[request.pk]
        )
        found = nearest_offers(spot_of(request), timezone.now(), 100)
        assert [(round(each.metres, 3), each.offer_id) for each in sorted_by(found)] == expected


def sorted_by(found: list[Reaching]) -> list[Reaching]:
    assert [each.metres for each in found] == sorted(each.metres for each in found)
    return sorted(found, key=lambda each: (round(each.metres, 3), each.offer_id))


# What everybody may know


def test_no_offer_around_is_told_as_none() -> None:
    assert offers_around(HOME, "sembako", timezone.now()) == (0, None)


def test_few_offers_around_have_no_number() -> None:
    for _ in range(4):
        factories.published()
    assert offers_around(HOME, "sembako", timezone.now()) == (None, 0.0)


def test_more_offers_around_are_rounded_to_fives() -> None:
    for _ in range(6):
        factories.published()
    assert offers_around(HOME, "sembako", timezone.now()) == (5, 0.0)


def test_many_offers_around_are_told_as_the_most_that_are_counted() -> None:
    # 26 would be told as 25.
    for _ in range(26):
        factories.published()
    assert offers_around(HOME, "sembako", timezone.now()).offers == MOST_OFFERS


def test_nearest_around_is_told_in_half_kilometres_between_published_points() -> None:
    offer = factories.published(region=NEIGHBOUR, radius=20)
    here, there = (
        published_metres(Region.objects.get(pk=code).point) for code in (HOME, NEIGHBOUR)
    )
    km = here.distance(there) / 1000
    told = offers_around(HOME, "sembako", timezone.now()).nearest_km
    assert told is not None
    assert told * 2 == round(told * 2)
    assert abs(told - km) <= 0.25
    # However near it lies in truth.
    request = factories.verified()
    Offer.private.filter(pk=offer.pk).update(place=request.place)
    assert offers_around(HOME, "sembako", timezone.now()).nearest_km == told


@pytest.mark.parametrize("east", [0, 1500, -40_000])
def test_where_in_its_kelurahan_a_donor_is_changes_nothing_that_everybody_may_know(
    east: float,
) -> None:
    offer = factories.published(radius=1)
    moved(offer, east)
    assert offers_around(HOME, "sembako", timezone.now()) == (None, 0.0)
    assert offers_around(ELSEWHERE, "sembako", timezone.now()) == (0, None)


def test_an_rw_is_told_what_its_kelurahan_is_told() -> None:
    factories.published(region=NEIGHBOUR, radius=20)
    factories.rw_901()
    now = timezone.now()
    assert offers_around(RW_901, "sembako", now) == offers_around(HOME, "sembako", now)


# What a request's coordinator is told


def test_coordinator_reads_offers_of_own_regions_and_a_number_of_the_others(
    coordinator: Person,
) -> None:
    request = factories.verified()
    mine = factories.published()
    moved(mine, 1600)
    factories.published(region=NEIGHBOUR, radius=20)
    found = nearby.offers_near(coordinator, request, timezone.now())
    assert [near.offer.pk for near in found.offers] == [mine.pk]
    # The offer's point on the 500 m grid is 250 m off at most each way.
    assert found.offers[0].km in (1.5, 2.0)
    here, there = (
        published_metres(Region.objects.get(pk=code).point) for code in (HOME, NEIGHBOUR)
    )
    assert found.others == 1
    assert found.others_km is not None
    assert abs(found.others_km - here.distance(there) / 1000) <= 0.25


def test_way_to_an_offer_is_told_from_its_published_point(coordinator: Person) -> None:
    request, offer = factories.verified(), factories.published()
    place = published_metres(offer.place)
    told = set()
    for east in (-200, 0, 200):
        shifted = Point(place.x + east, place.y, srid=32748)
        Offer.private.filter(pk=offer.pk).update(place=shifted)
        told.add(nearby.offers_near(coordinator, request, timezone.now()).offers[0].km)
    assert len(told) == 1


def test_true_way_of_an_offer_elsewhere_is_told_to_no_coordinator(coordinator: Person) -> None:
    request = factories.verified()
    offer = factories.published(region=NEIGHBOUR, radius=20)
    before = nearby.offers_near(coordinator, request, timezone.now())
    Offer.private.filter(pk=offer.pk).update(place=request.place)
    assert nearby.offers_near(coordinator, request, timezone.now()) == before
