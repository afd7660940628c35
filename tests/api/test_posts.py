"""Posts through the API."""

import pytest

from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.api.client import Client, client_of
from tests.factories import HOME, RW_901, posko

pytestmark = pytest.mark.django_db


def test_posts_are_public_but_for_their_custodian(public: Client, coordinator: Person) -> None:
    post = posko()
    rows = public.get("/posts/", region=HOME).body
    assert [(row["id"], row["name"], row["opens"]) for row in rows] == [
        (post.pk, "Posko Contoh", "08:00")
    ]
    assert public.get(f"/posts/{post.pk}/").body["custodian"] is None
    assert client_of(coordinator).get(f"/posts/{post.pk}/").body["custodian"] == "Pak Contoh 0812 1"
    assert public.get("/posts/", region="31.74").body == []


def test_stock_is_rounded(public: Client, donor: Person) -> None:
    post = posko()
    client = client_of(donor)
    gift = {"category": "sembako", "quantity": 122, "post": post.pk, "contents": ["rice"]}
    made = client.post("/offers/", gift).body
    assert (made["post"], made["contents"], made["region"]["code"]) == (post.pk, ["rice"], RW_901)
    stock = public.get(f"/posts/{post.pk}/").body["stock"]
    assert stock == [{"category": "sembako", "quantity": 120}]


def test_office_opens_and_closes(rw_head: Person, public: Client) -> None:
    client = client_of(rw_head)
    made = client.post("/posts/", {"region": RW_901, "name": "Pos RW", "custodian": "Pak Contoh"})
    assert made.status == 201
    assert client.post(f"/posts/{made.body['id']}/close/", {}).body["closed_at"]
    assert public.get("/posts/").body == []


def test_collector_and_nobody_came(donor: Person) -> None:
    request = factories.verified(region=RW_901)
    offer = factories.published(donor, post=posko().pk, handover="pickup")
    match = factories.bring(factories.proposed(request, offer), MatchStatus.ACCEPTED)
    household = client_of(factories.household_of(request))
    one = f"/matches/{match.reference}"
    household.post(f"{one}/name-collector/", {"name": "Budi Contoh"})
    told = client_of(donor).get(f"{one}/collection/").body
    assert told == {
        "post": offer.post_id,
        "collector": "Budi Contoh",
        "custodian": "Pak Contoh 0812 1",
        "opens": "08:00:00",
        "closes": "17:00:00",
    }
    # The office names who comes; who keeps the goods is for both sides.
    office = client_of(factories.office(HOME)).get(f"{one}/collection/").body
    assert (office["collector"], office["custodian"]) == ("Budi Contoh", "")
    assert household.post(f"{one}/did-not-come/", {}).body["status"] == "cancelled"
