import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from api.pages import Position, position_in
from geo.models import Region
from geo.privacy import published_point
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import CITY, HOME, published, submitted, verified

NEXT_TO_HOME = "31.73.01.1006"
REQUESTS = "/api/v1/requests/"


@pytest.fixture
def office(city_coordinator: Person) -> Client:
    return client_of(city_coordinator)


def found(client: Client, **query: Any) -> set[str]:
    return {row["reference"] for row in client.get("/requests/", **query).body["results"]}


def test_each_filter_keeps_what_it_names(office: Client) -> None:
    urgent = submitted(category="meal", urgency=0).request.reference
    checked = verified(category="sembako").reference
    assert found(office, category="meal") == {urgent}
    assert found(office, urgency=0) == {urgent}
    assert found(office, status="verified") == {checked}
    assert found(office, reference=checked) == {checked}
    assert found(office, status=["verified", "submitted"]) == {urgent, checked}


@pytest.mark.parametrize("region", ["31", CITY, "31.73.01", HOME])
def test_region_filter_works_at_any_level(office: Client, region: str) -> None:
    reference = submitted().request.reference
    assert found(office, region=region) == {reference}


def test_region_filter_leaves_out_other_regions(office: Client) -> None:
    submitted()
    # 31.73.1 is no code, and 31.73.01.1006 is the neighbour of HOME, 31.73.01.1005.
    assert found(office, region="31.73.01.1006") == set()
    assert found(office, region="31.74") == set()


def test_waiting_since_keeps_those_who_wait_longer(office: Client) -> None:
    reference = submitted().request.reference
    now = timezone.now()
    assert found(office, waiting_since=(now + timedelta(minutes=1)).isoformat()) == {reference}
    assert found(office, waiting_since=(now - timedelta(days=1)).isoformat()) == set()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"category": "gold"}, "category"),
        ({"status": "lost"}, "status"),
        ({"urgency": "x"}, "urgency"),
        ({"region": "31.7"}, "region"),
        ({"region": "99'; drop table"}, "region"),
        ({"waiting_since": "yesterday"}, "waiting_since"),
        ({"reference": "R-\x00"}, "reference"),
    ],
)
def test_bad_filter_is_named(office: Client, query: dict[str, str], field: str) -> None:
    answer = office.get("/requests/", **query)
    assert answer.refused == (400, "bad_query")
    assert answer.field(field)


@pytest.mark.parametrize(
    ("path", "query", "nearest"),
    [
        ("/requests/", {"statuss": "verified"}, "status"),
        ("/requests/", {"orderby": "urgency"}, "ordering"),
        ("/matches/", {"Region": HOME}, "region"),
        ("/need/", {"categori": "sembako"}, "category"),
        ("/need/requests/", {"raduis": "3"}, "radius"),
        ("/regions/boundaries/", {"levle": "city"}, "level"),
        (f"/figures/{HOME}/", {"lvl": "rw"}, "level"),
        ("/posts/", {"regio": HOME}, "region"),
    ],
)
def test_parameter_with_a_slip_of_the_pen_is_named_with_the_nearest(
    office: Client, path: str, query: dict[str, str], nearest: str
) -> None:
    answer = office.get(path, **query)
    assert answer.refused == (400, "bad_query")
    (name,) = query
    assert answer.field(name) == "unknown_parameter"
    assert answer.body["facts"] == {"nearest": nearest}
    assert f"Did you mean {nearest}?" in answer.body["errors"][name]["detail"]


def test_parameter_like_none_is_answered_with_all(office: Client) -> None:
    answer = office.get("/requests/", utm_source="x", language="id")
    told = answer.body["errors"]["utm_source"]
    assert told["code"] == "unknown_parameter" and "waiting_since" in told["detail"]
    assert "Parameter ini tidak dikenal" in told["detail"]


@pytest.mark.parametrize(
    ("query", "english", "indonesian"),
    [
        ({"page_size": "0"}, "from 1 to 200", "dari 1 sampai 200"),
        ({"near": "0,0", "radius": "3"}, "latitude,longitude in degrees", "dalam derajat"),
        ({"near": "-6.1,106.7", "radius": "900"}, "kilometres: more than 0, at most 100", "km"),
        ({"bbox": "1,2,3"}, "west,south,east,north in degrees", "dalam derajat"),
    ],
)
def test_what_would_be_right_is_told_in_both_languages(
    office: Client, query: dict[str, str], english: str, indonesian: str
) -> None:
    for language, told in (("en", english), ("id", indonesian)):
        errors = office.get("/requests/", language=language, **query).body["errors"]
        assert any(told in wrong["detail"] for wrong in errors.values()), errors
        assert {wrong["code"] for wrong in errors.values()} == {"unknown_value"}


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_moments_at_the_end_of_time_are_no_error(office: Client, since: str) -> None:
    assert office.get("/requests/", waiting_since=since).status in (200, 400)


@pytest.mark.parametrize("zone", ["+18:02", "-23:59"])
def test_moment_of_a_zone_that_the_database_does_not_know_is_a_moment(
    office: Client, zone: str
) -> None:
    reference = submitted().request.reference
    now = timezone.now()
    later = f"{now + timedelta(days=2):%Y-%m-%dT%H:%M:%S}{zone}"
    assert found(office, waiting_since=later) == {reference}
    earlier = f"{now - timedelta(days=2):%Y-%m-%dT%H:%M:%S}{zone}"
    assert found(office, waiting_since=earlier) == set()


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD0lMDA=", "bz05OTk5OTk5OTk5", "%00"])
def test_foreign_cursor_is_no_error(office: Client, cursor: str) -> None:
    for path in ("/requests/", "/regions/"):
        assert office.get(path, cursor=cursor).status in (200, 400)


def test_pages_follow_each_other_without_gap_or_repeat(office: Client) -> None:
    made = {submitted().request.reference for _ in range(5)}
    seen: list[str] = []
    page = office.get("/requests/", page_size=2).body
    while True:
        seen += [row["reference"] for row in page["results"]]
        if page["next"] is None:
            break
        page = office.get("/requests/?" + page["next"].partition("?")[2]).body
    assert len(seen) == 5
    assert set(seen) == made
    assert "count" not in page


def spot_around(code: str) -> str:
    point = Region.objects.get(pk=code).point
    return f"{point.y},{point.x}"


def test_office_finds_requests_around_a_point_nearest_first(city_coordinator: Person) -> None:
    near, far = verified().reference, verified(region=NEXT_TO_HOME).reference
    client = client_of(city_coordinator)
    asked = {"near": spot_around(HOME), "ordering": "distance"}
    rows = client.get("/requests/", **asked).body["results"]
    assert [row["reference"] for row in rows] == [near, far]
    rows = client.get("/requests/", **asked, radius=0.3).body["results"]
    assert [row["reference"] for row in rows] == [near]


def test_pages_by_distance_hold_each_request_once(city_coordinator: Person) -> None:
    made = {verified(region=code).reference for code in (HOME, NEXT_TO_HOME) for _ in range(2)}
    client = client_of(city_coordinator)
    page = client.get("/requests/", near=spot_around(HOME), ordering="distance", page_size=3).body
    rest = client.get("/requests/?" + page["next"].partition("?")[2]).body
    seen = [row["reference"] for row in [*page["results"], *rest["results"]]]
    assert len(seen) == 4 and set(seen) == made


def test_offers_are_found_by_their_published_place_alone(city_coordinator: Person) -> None:
    """A box of 200 m around the published point holds the offer wherever it really is."""
    offer = published()
    place = published_point(offer.place)
    box = ",".join(
        str(value) for value in (place.x - 0.001, place.y - 0.001, place.x + 0.001, place.y + 0.001)
    )
    client = client_of(city_coordinator)
    rows = client.get("/offers/", bbox=box).body["results"]
    assert [row["reference"] for row in rows] == [offer.reference]


def test_lists_answer_with_the_fields_that_were_asked_for(coordinator: Person) -> None:
    request = verified()
    client = client_of(coordinator)
    asked = {"fields": "reference,status"}
    expected = {"reference": request.reference, "status": "verified"}
    assert client.get("/requests/", **asked).body["results"] == [expected]
    assert client.get(f"/requests/{request.reference}/", **asked).body == expected
    assert client.get("/requests/", fields="reference,phone").field("fields") == "unknown_value"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"ordering": "name"}, "ordering"),
        ({"ordering": "distance"}, "ordering"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "201"}, "page_size"),
        ({"page_size": "ten"}, "page_size"),
        ({"page_size": f"000000200{'9' * 9}"}, "page_size"),
        ({"page_size": f"000000200{'9' * 5_000}"}, "page_size"),
        ({"cursor": "AAAA"}, "cursor"),
        ({"cursor": "WyJuZXdlc3QiLGZhbHNlLCJhIl0"}, "cursor"),
        ({"cursor": "WyJuZXdlc3QiLGZhbHNlLFtdXQ"}, "cursor"),
    ],
)
def test_order_page_or_cursor_that_is_none_is_refused(
    coordinator: Person, query: dict[str, str], wrong: str
) -> None:
    answer = client_of(coordinator).get("/requests/", **query)
    assert answer.refused == (400, "bad_query")
    assert answer.field(wrong)


def test_cursor_of_another_order_is_refused(coordinator: Person) -> None:
    for _ in range(2):
        verified()
    client = client_of(coordinator)
    page = client.get("/requests/", page_size=1, ordering="urgency").body
    cursor = parse_qs(page["next"].partition("?")[2])["cursor"][0]
    assert client.get("/requests/", cursor=cursor, ordering="waiting").field("cursor")


@pytest.mark.parametrize(
    "values",
    [
        [2**80],
        [str(2**80)],
        [1.5],
        ["7", "8"],
        [float("inf")],
        [None],
        [[1]],
    ],
)
def test_cursor_of_our_own_making_is_no_fault(coordinator: Person, values: list[object]) -> None:
    cursor = Position("newest", tuple(values)).as_cursor(REQUESTS)
    answer = client_of(coordinator).get("/requests/", cursor=cursor)
    assert answer.status == 200 or answer.refused == (400, "bad_query")


@pytest.mark.parametrize("moment", ["2026-11-29T12:00", "soon", "\x00"])
def test_cursor_with_a_moment_that_is_none_is_refused(coordinator: Person, moment: str) -> None:
    cursor = Position("waiting", (moment, 1)).as_cursor(REQUESTS)
    assert client_of(coordinator).get("/requests/", cursor=cursor).refused == (400, "bad_query")


def test_office_finds_no_home_by_distances(city_coordinator: Person) -> None:
    """Two homes in one square of the grid are equally far from wherever one asks."""
    point = published_point(Region.objects.get(pk=HOME).point)
    for offset in (-0.001, 0.001):
        verified(latitude=point.y, longitude=point.x + offset)
    client = client_of(city_coordinator)
    for tenths in range(1, 30):
        spot = f"{point.y},{point.x - 0.004}"
        rows = client.get("/requests/", near=spot, radius=tenths / 20).body["results"]
        assert len(rows) in (0, 2)


def test_cursor_tells_no_donor_when_somebody_asked(donor: Person) -> None:
    """Rows are numbered as they come, so that who asked just before and after knows when."""
    for _ in range(2):
        verified()
    page = client_of(donor).get("/need/requests/", ordering="waiting", page_size=1).body
    cursor = parse_qs(page["next"].partition("?")[2])["cursor"][0]
    assert [type(value) for value in position_in(cursor, "/api/v1/need/requests/").values] == [
        int,
        str,
    ]
    assert b"waiting" not in base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def test_cursor_of_another_list_is_refused(donor: Person) -> None:
    """In the donor's own list it tells of a row that the donor made at a known moment."""
    for _ in range(2):
        submitted(donor, for_someone_else=True)
    verified()
    client = client_of(donor)
    own = client.get("/requests/", ordering="urgency", page_size=1).body
    cursor = parse_qs(own["next"].partition("?")[2])["cursor"][0]
    answer = client.get("/need/requests/", ordering="urgency", cursor=cursor)
    assert answer.refused == (400, "bad_query")


def test_cursor_that_somebody_made_up_is_refused(donor: Person) -> None:
    told = json.dumps(["waiting", False, 1]).encode()
    cursor = base64.urlsafe_b64encode(told).decode()
    answer = client_of(donor).get("/need/requests/", cursor=cursor)
    assert answer.refused == (400, "bad_query")


def test_page_that_did_not_change_has_the_same_tag(donor: Person) -> None:
    for _ in range(2):
        verified()
    tags = {client_of(donor).get("/need/requests/", page_size=1).headers["ETag"] for _ in range(2)}
    assert len(tags) == 1
