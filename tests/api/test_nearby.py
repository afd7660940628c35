from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import household_of, published, verified

NEIGHBOUR = "31.73.01.1001"


def test_coordinator_reads_the_offers_that_reach_a_request(coordinator: Person) -> None:
    request, offer = verified(), published()
    published(region=NEIGHBOUR, radius=20)
    body = client_of(coordinator).get(f"/requests/{request.reference}/offers/").body
    assert [row["reference"] for row in body["offers"]] == [offer.reference]
    assert body["offers"][0]["available"] == 10
    assert body["others"] == 1
    assert body["others_km"] > 0
    assert body["is_all"] is True


def test_offer_out_of_reach_is_not_among_them(coordinator: Person) -> None:
    request = verified()
    published(region=NEIGHBOUR, radius=1)
    assert client_of(coordinator).get(f"/requests/{request.reference}/offers/").body == {
        "offers": [], "others": 0, "others_km": None, "is_all": True,
    }  # fmt: skip


def test_household_reads_what_holds_for_its_kelurahan_and_no_offer(resident: Person) -> None:
    request = verified(resident)
    published()
    client = client_of(resident)
    assert client.get(f"/requests/{request.reference}/around/").body == {
        "category": "sembako", "offers": None, "nearest_km": 0.0,
    }  # fmt: skip
    assert client.get(f"/requests/{request.reference}/offers/").refused == (404, "not_found")


def test_stranger_reads_neither(
    stranger: Person, other_coordinator: Person, public: Client
) -> None:
    request = verified()
    published()
    for client in (client_of(stranger), client_of(other_coordinator), public):
        for part in ("offers", "around"):
            answer = client.get(f"/requests/{request.reference}/{part}/")
            assert answer.refused == (404, "not_found")


def test_whoever_holds_the_link_reads_what_is_around() -> None:
    request = verified()
    body = client_of(household_of(request)).get(f"/requests/{request.reference}/around/").body
    assert body == {"category": "sembako", "offers": 0, "nearest_km": None}
