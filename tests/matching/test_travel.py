"""Ways by road: what a server of OSRM says decides which of two plans is the shorter."""

import socket

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from pytest_django import Settings

from aid.models import Match
from geo.projection import to_metres
from matching.child import Task, compute, compute_apart
from matching.errors import RoadsUnknown
from matching.policy import Policy
from matching.problem import Floats, Problem
from matching.roads import degrees
from matching.rounds import run_round
from matching.travel import MOST_PLACES, NO_ROAD_M, Osrm
from tests import factories
from tests.matching.instances import POLICY, Ask, Give, make
from tests.matching.roads import Spot, osrm

# Metres of the instances as degrees, so small that they can be read.
DEGREES = 1e-5


def knowing(url: str, problem: Problem) -> Osrm:
    """Who knows the roads of a problem: published points lie 1000 degrees higher."""
    needs, offers = problem.needs, problem.offers
    higher = needs.point * DEGREES + np.array([0, 1000])
    return Osrm(url, needs.point * DEGREES, higher, offers.point * DEGREES, offers.exact)


def six_a_minute(one: Spot, other: Spot) -> float:
    """10 seconds for every 100 m: a kilometre counts as 1 667 m."""
    return 10 * abs(one[0] - other[0]) / DEGREES / 100


def bridge(one: Spot, other: Spot) -> float | None:
    """East and west of the river, at 0: an hour from one bank to the other."""
    return 3600.0 if (one[0] < 0) != (other[0] < 0) else six_a_minute(one, other)


ROW = np.arange(1)


def test_minute_by_road_counts_as_a_kilometre() -> None:
    problem = make([Ask(600)], [Give(0)])
    with osrm(six_a_minute) as server:
        metres = knowing(server.url, problem).road_m(ROW, ROW)
    assert metres.tolist() == pytest.approx([1000])


def test_road_goes_to_where_the_distance_is_measured() -> None:
    """An offer of somebody whom the city doesn't know is measured to the published point."""
    problem = make([Ask(600), Ask(600)], [Give(0), Give(0, exact=False)])
    with osrm(lambda _, other: other[1]) as server:
        need, offer = np.array([0, 0, 1]), np.array([0, 1, 1])
        metres = knowing(server.url, problem).road_m(need, offer)
    assert metres.tolist() == pytest.approx([0, 1000 * 1000 / 60, 1000 * 1000 / 60])


def test_no_road_is_the_last_choice() -> None:
    problem = make([Ask(600)], [Give(0)])
    with osrm(lambda *_: None) as server:
        assert knowing(server.url, problem).road_m(ROW, ROW).tolist() == [NO_ROAD_M]


def test_no_question_names_more_places_than_servers_answer() -> None:
    """60 needs and 60 offers, all pairs: 3 600 ways, in many questions."""
    problem = make([Ask(x) for x in range(60)], [Give(x) for x in range(60)])
    need, offer = np.divmod(np.arange(3600), 60)
    with osrm(six_a_minute) as server:
        metres = knowing(server.url, problem).road_m(need, offer)
    assert max(server.asked) <= MOST_PLACES
    assert len(server.asked) > 1
    assert metres == pytest.approx(abs(need - offer) / 100 * 10 * 1000 / 60)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"code": "TooBig", "message": "Too many table coordinates"}'),
        (500, b"<html>"),
        (200, b'{"code": "Ok"}'),
        (200, b'{"code": "Ok", "durations": [[1, 2]]}'),
        (200, b'{"code": "Ok", "durations": [["1 h"]]}'),
        (200, b'{"code": "Ok", "durations": [[-1]]}'),
        (200, b"[]"),
        (200, b""),
    ],
)
def test_answer_that_tells_no_ways_is_an_error(status: int, body: bytes) -> None:
    problem = make([Ask(600)], [Give(0)])
    with (
        osrm(six_a_minute, status=status, body=body) as server,
        pytest.raises(RoadsUnknown),
    ):
        knowing(server.url, problem).road_m(ROW, ROW)


# The need at 100 is 300 m from the offer across the river and 900 m from the other.
RIVER = make([Ask(100)], [Give(-200), Give(1000)])


def test_offer_on_this_side_of_the_river_goes_before_a_nearer_one() -> None:
    with osrm(bridge) as server:
        answer = compute(Task(RIVER, POLICY, 0, roads=knowing(server.url, RIVER)))
    assert (answer.ways, answer.plan.offer.tolist()) == ("road", [1])
    # 90 seconds by road are 1 500 m: 150 steps of 10 m, and nothing is shorter.
    (proof,) = answer.certificate.proofs
    assert [(stage.value, stage.bound) for stage in proof.stages] == [(0, 0), (150, 150)]
    assert compute(Task(RIVER, POLICY, 0)).plan.offer.tolist() == [0]


def test_reasons_claim_nothing_of_straight_lines_that_roads_decided() -> None:
    """In a straight line exchanging the two would save 400 m: 900 + 500 against 300 + 700. So that
    the nearer offer was passed over for the shortest ways of all is not said."""
    problem = make([Ask(100), Ask(300)], [Give(-200), Give(1000)])
    farther = {(-200, 300), (1000, 100)}

    def seconds(one: Spot, other: Spot) -> float:
        return 60 if (round(one[0] / DEGREES), round(other[0] / DEGREES)) in farther else 600

    with osrm(seconds) as server:
        answer = compute(Task(problem, POLICY, 0, roads=knowing(server.url, problem)))
    assert answer.plan.offer.tolist() == [1, 0]
    assert [facts["nearest"] for facts in answer.reasons] == [False, True]
    assert all("passed_over" not in facts for facts in answer.reasons)


@pytest.mark.apart
def test_silent_server_leaves_straight_lines() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    task = Task(RIVER, POLICY, 0, roads=knowing(url, RIVER))
    answer = compute_apart(task, lambda _: None)
    assert (answer.ways, answer.plan.offer.tolist()) == ("roads_unknown", [0])


def test_places_are_told_in_degrees() -> None:
    points: Floats = np.array([[702_300.0, 9_320_500.0], [690_000.0, 9_310_000.0]])
    back = [to_metres(Point(*spot, srid=4326)) for spot in degrees(points).tolist()]
    assert back == [pytest.approx(each, abs=0.1) for each in points.tolist()]


@pytest.mark.django_db
def test_round_weighs_by_road_where_the_settings_name_a_server(settings: Settings) -> None:
    """Each kilometre takes ten minutes; the round says so, and still tells the straight way."""
    request, offer = factories.verified(), factories.published()
    with osrm(lambda *_: 600.0) as server:
        settings.MATCHING_OSRM = server.url
        this = run_round("full", Policy(distance_gap_ppm=0))
    assert server.asked == [2]
    assert this.figures["ways"] == "road"
    distance = this.figures["proof"]["categories"][0]["stages"][-1]
    # Four packages, ten minutes each: 40 km in steps of 10 m.
    assert (distance["name"], distance["value"]) == ("distance", 4 * 1000)
    match = Match.private.get(round_id=this.pk)
    assert match.distance == round(request.place.distance(offer.place))
