from django.contrib.gis.geos import Point

from aid.models import Offer
from geo.privacy import PUBLISHED_M
from geo.projection import to_metres
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import HOME, pledged, published, verified

GIVE = {"category": "sembako", "quantity": 10, "region": HOME, "radius": 7}


def test_donor_publishes(donor: Person) -> None:
    answer = client_of(donor).post("/offers/", GIVE)
    assert answer.status == 201
    assert answer.body["status"] == "open"
    assert answer.body["available"] == 10
    assert answer.body["radius_km"] == 7
    assert "withdraw" in answer.body["allowed"]


def test_donor_says_what_is_worth_a_trip(donor: Person) -> None:
    wished = {**GIVE, "least": 3, "most_open": 2}
    answer = client_of(donor).post("/offers/", wished)
    assert (answer.body["least"], answer.body["most_open"]) == (3, 2)
    wrong = client_of(donor).post("/offers/", {**GIVE, "least": 11, "most_open": 0})
    assert (wrong.status, set(wrong.body["errors"])) == (422, {"least", "most_open"})


def test_nobody_publishes_without_an_account(public: Client) -> None:
    answer = public.post("/offers/", GIVE)
    assert answer.refused == (401, "sign_in_needed")
    assert answer.headers["WWW-Authenticate"]
    assert Offer.private.count() == 0


def test_donor_withdraws_own_offer_once(donor: Person) -> None:
    offer = published(donor)
    client = client_of(donor)
    path = f"/offers/{offer.reference}/withdraw/"
    assert client.post(path).body["status"] == "withdrawn"
    assert client.post(path).refused == (409, "wrong_state")


def test_coordinator_sees_but_does_not_withdraw(coordinator: Person) -> None:
    offer = published()
    client = client_of(coordinator)
    assert client.get(f"/offers/{offer.reference}/").status == 200
    answer = client.post(f"/offers/{offer.reference}/withdraw/")
    assert answer.refused == (403, "not_allowed")


def test_other_donors_see_nothing_of_an_offer(stranger: Person) -> None:
    offer = published()
    client = client_of(stranger)
    assert client.get("/offers/").body["results"] == []
    assert client.get(f"/offers/{offer.reference}/").refused == (404, "not_found")


def test_place_of_an_offer_is_told_on_the_500_m_grid(donor: Person) -> None:
    body = {**GIVE, "latitude": -6.1234567, "longitude": 106.7654321}
    place = client_of(donor).post("/offers/", body).body["place"]
    for metres in to_metres(Point(place["longitude"], place["latitude"], srid=4326)):
        off = metres % PUBLISHED_M
        assert min(off, PUBLISHED_M - off) < 0.2


def test_filters_of_offers(donor: Person) -> None:
    offer = published(donor)
    client = client_of(donor)
    for query in ({"status": "open"}, {"category": "sembako"}, {"region": "31.73"}):
        rows = client.get("/offers/", **query).body["results"]
        assert [row["reference"] for row in rows] == [offer.reference], query
    assert client.get("/offers/", status="expired").body["results"] == []


def test_donor_publishes_again_once_per_key(donor: Person) -> None:
    offer = published(donor, quantity=8)
    path = f"/offers/{offer.reference}/publish-again/"
    client = client_of(donor)
    assert client.post(path, idempotency_key=None).refused == (400, "idempotency_key_missing")
    first, again = (client.post(path, idempotency_key="k" * 16) for _ in range(2))
    assert (first.status, first.body["quantity"], first.body["available"]) == (201, 8, 8)
    assert first.body == again.body and first.body["reference"] != offer.reference
    assert Offer.private.count() == 2


def test_pledge_is_not_published_again(donor: Person) -> None:
    offer = pledged(verified(), 1, donor).offer
    client = client_of(donor)
    assert "publish_again" not in client.get(f"/offers/{offer.reference}/").body["allowed"]
    path = f"/offers/{offer.reference}/publish-again/"
    assert client.post(path).refused == (409, "wrong_state")
