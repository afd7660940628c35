"""Around a point, in a box, by distance: from published points alone."""

import pytest

from geo.models import Region
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import CITY, ELSEWHERE, HOME, verified

NEIGHBOUR_OF_HOME = "31.73.01.1006"


def spot_of(code: str) -> str:
    point = Region.objects.get(pk=code).point
    return f"{point.y},{point.x}"


def box_around(code: str, degrees: float = 0.002) -> str:
    point = Region.objects.get(pk=code).point
    corners = (point.x - degrees, point.y - degrees, point.x + degrees, point.y + degrees)
    return ",".join(map(str, corners))


def seen(answer: object) -> list[str]:
    return [row["region"]["code"] for row in answer]  # type: ignore[attr-defined]


def references(client: Client, **query: object) -> list[str]:
    body = client.get("/need/requests/", **query).body
    return [row["reference"] for row in body["results"]]


def test_areas_come_nearest_first(public: Client) -> None:
    verified(region=ELSEWHERE)
    verified(region=HOME)
    for code, other in ((HOME, ELSEWHERE), (ELSEWHERE, HOME)):
        assert seen(public.get("/need/", near=spot_of(code)).body) == [code, other]
        assert seen(public.get("/need/", near=spot_of(code), first=1).body) == [code]


def test_areas_are_found_within_a_radius_or_box(public: Client) -> None:
    verified(region=ELSEWHERE)
    verified(region=HOME)
    assert seen(public.get("/need/", near=spot_of(HOME), radius=1).body) == [HOME]
    assert seen(public.get("/need/", bbox=box_around(ELSEWHERE, 0.01)).body) == [ELSEWHERE]


def test_nearest_area_takes_one_statement(
    public: Client, django_assert_num_queries: object
) -> None:
    verified()
    here = spot_of(HOME)
    public.get("/need/", near=here, first=1)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert seen(public.get("/need/", near=here, first=1).body) == [HOME]


def test_requests_come_by_the_distance_of_their_kelurahan(donor: Person) -> None:
    """However near a home is: the kelurahan's published point is all that counts."""
    far = verified(region=ELSEWHERE)
    next_door = verified(region=NEIGHBOUR_OF_HOME, urgency=0)
    calm, hungry = verified(urgency=2), verified(urgency=0)
    client = client_of(donor)
    expected = [hungry, calm, next_door, far]
    found = references(client, ordering="distance", near=spot_of(HOME))
    assert found == [request.reference for request in expected]


def test_requests_of_one_kelurahan_are_equally_far_wherever_they_are(donor: Person) -> None:
    """One at each end of the kelurahan: the order is that of urgency and reference alone."""
    here = Region.objects.get(pk=HOME).point
    made = [
        verified(latitude=here.y, longitude=here.x + offset).reference for offset in (0.002, -0.002)
    ]
    client = client_of(donor)
    for side in (-0.02, 0.02):
        spot = f"{here.y},{here.x + side}"
        assert references(client, ordering="distance", near=spot) == sorted(made)


def test_pages_by_distance_follow_each_other_both_ways(donor: Person) -> None:
    made = [verified(region=code, urgency=level).reference
            for code in (HOME, NEIGHBOUR_OF_HOME, ELSEWHERE) for level in (0, 2)]  # fmt: skip
    client = client_of(donor)
    asked = {"ordering": "distance", "near": spot_of(HOME), "page_size": 2}
    forward, page = [], client.get("/need/requests/", **asked).body
    assert page["previous"] is None
    while True:
        forward.append([row["reference"] for row in page["results"]])
        if page["next"] is None:
            break
        page = client.get("/need/requests/?" + page["next"].partition("?")[2]).body
    assert forward == [made[:2], made[2:4], made[4:]]
    back = client.get("/need/requests/?" + page["previous"].partition("?")[2]).body
    assert [row["reference"] for row in back["results"]] == made[2:4]
    first = client.get("/need/requests/?" + back["previous"].partition("?")[2]).body
    assert [row["reference"] for row in first["results"]] == made[:2]
    assert first["previous"] is None


def test_requests_are_found_within_a_radius_or_box(donor: Person) -> None:
    verified(region=ELSEWHERE)
    here = verified(region=HOME).reference
    client = client_of(donor)
    assert references(client, near=spot_of(HOME), radius=1) == [here]
    assert references(client, bbox=box_around(HOME, 0.01)) == [here]
    assert references(client, region=CITY, near=spot_of(HOME), radius=100) == [here]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"near": "here"}, "near"),
        ({"near": "-6.2"}, "near"),
        ({"near": "nan,106.8"}, "near"),
        ({"near": "-96.2,106.8"}, "near"),
        ({"radius": "3"}, "radius"),
        ({"near": "-6.2,106.8", "radius": "-1"}, "radius"),
        ({"near": "-6.2,106.8", "radius": "inf"}, "radius"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "106.9,-6.2,106.8,-6.1"}, "bbox"),
        ({"bbox": "a,b,c,d"}, "bbox"),
    ],
)
@pytest.mark.parametrize("path", ["/need/", "/need/requests/"])
def test_place_that_is_none_is_refused(
    donor: Person, path: str, query: dict[str, str], wrong: str
) -> None:
    answer = client_of(donor).get(path, **query)
    assert answer.refused == (400, "bad_query")
    assert answer.field(wrong)


def test_order_by_distance_needs_a_point(donor: Person) -> None:
    answer = client_of(donor).get("/need/requests/", ordering="distance")
    assert answer.field("ordering") == "needs_near"
