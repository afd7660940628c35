"""Consignments and hand-outs over the API: one way from the plan to the household's word."""

import pytest

from aid.models import Consignment
from people.person import Person
from tests import kampung
from tests.api.client import V1, Client, client_of
from tests.factories import RW_901, a_donor

JOURNEY = {"slot": "afternoon", "vehicle": "car", "statement": True}


def planned(client: Client, **fields: object) -> dict[str, object]:
    body = {
        "region": RW_901,
        "category": "sembako",
        "day": kampung.tomorrow().isoformat(),
        **JOURNEY,
        **fields,
    }
    answer = client.post("/consignments/", body)
    assert answer.status == 201, answer.body
    shown: dict[str, object] = answer.body
    return shown


def test_from_the_plan_to_the_households_word(donor: Person, rw_head: Person) -> None:
    """Promised and planned in one go: 3; 2 come, 1 is confirmed, 1 left."""
    kampung.portion([1] * 4)
    giving, head = client_of(donor), client_of(rw_head)
    shown = planned(giving, quantity=3)
    assert (shown["planned"], shown["counted"], shown["status"]) == (3, None, "planned")
    one = f"/consignments/{shown['reference']}"
    assert head.post(f"{one}/confirm-slot/", {}).status == 200
    assert giving.post(f"{one}/start/", {}).status == 200
    receipt = {"counted": 2, "receiver": "Penerima Contoh", "witness": "Saksi Contoh"}
    came = head.post(f"{one}/arrive/", receipt).body
    assert (came["counted"], came["left"], came["lost"]) == (2, 2, 1)
    rows = head.get(f"{one}/handouts/").body["results"]
    assert [row["line"] for row in rows] == [1, 2]
    given = head.post(f"{one}/give/", {"handouts": [rows[0]["id"]]}).body
    assert (given["given"], given["confirmed"], given["left"]) == (1, 0, 1)
    not_come = f"/handouts/{rows[1]['id']}/not-come/"
    assert head.post(not_come, {}).body["code"] == "still_awaited"
    kampung.slot_over(Consignment.private.get(reference=shown["reference"]))
    assert head.post(not_come, {}).status == 204


def test_papers_are_kept_by_nobody_on_the_way(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    came = kampung.at_post(a_donor(), rw_head, 2)
    for person, address in (
        (donor, f"{sent.reference}/waybill/"),
        (rw_head, f"{came.reference}/handover-note/"),
    ):
        answer = client_of(person).django.get(f"{V1}/consignments/{address}")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.content.startswith(b"%PDF-")


def test_lane_too_narrow_is_told_at_its_field(donor: Person) -> None:
    kampung.portion([1] * 4)
    kampung.post("motorbike")
    day = kampung.tomorrow().isoformat()
    body = {"region": RW_901, "category": "sembako", "quantity": 2, "day": day, **JOURNEY}
    answer = client_of(donor).post("/consignments/", body)
    assert (answer.status, answer.field("vehicle")) == (422, "lane_too_narrow")


def test_strangers_find_neither_consignment_nor_handout(
    donor: Person, rw_head: Person, stranger: Person
) -> None:
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 2)
    handout = kampung.handouts_of(came)[0]
    for address in (
        f"/consignments/{came.reference}/",
        f"/consignments/{came.reference}/handouts/",
        f"/consignments/{came.reference}/handover-note/",
        f"/handouts/{handout.pk}/",
    ):
        assert client_of(stranger).get(address).status == 404, address
    assert client_of(donor).get(f"/handouts/{handout.pk}/").status == 404


def test_list_is_of_a_region_and_of_what_still_lies_there(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2).reference
    came = kampung.at_post(a_donor(), rw_head, 2).reference
    head = client_of(rw_head)

    def listed(query: str) -> set[str]:
        return {row["reference"] for row in head.get(f"/consignments/?{query}").body["results"]}

    assert listed(f"region={RW_901}") == listed("left=false") == {sent, came}
    assert listed("left=true") == {came}
    assert listed("region=31.74") == set()


@pytest.mark.parametrize("query", ["left=perhaps", "left=1", "region=nowhere"])
def test_unknown_value_of_a_filter_is_refused(rw_head: Person, query: str) -> None:
    answer = client_of(rw_head).get(f"/consignments/?{query}")
    assert answer.status == 400
    assert set(answer.body["errors"]) == {query.partition("=")[0]}
