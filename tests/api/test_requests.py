from typing import Any

from aid.models import Event, Request
from aid.rules import RequestStatus
from people.person import Person
from tests.api.client import V1, Client, client_of
from tests.factories import (
    HOME,
    household_of,
    published,
    request_at,
    rw_901,
    submitted,
    verified,
)

ASK: dict[str, Any] = {
    "category": "sembako",
    "quantity": 4,
    "region": HOME,
    "people": 4,
    "name": "Siti Contoh",
    "phone": "0812 3456 7890",
    "consent": True,
}


def test_anybody_asks_without_an_account_and_gets_link_and_code(public: Client) -> None:
    answer = public.post("/requests/", ASK)
    assert answer.status == 201
    assert answer.body["request"]["status"] == "submitted"
    assert answer.body["request"]["needed"] == 4
    assert len(answer.body["link"]["code"]) == 6
    opened = public.post("/follow/", answer.body["link"])
    assert opened.status == 200
    assert opened.body["opened_as"] == "resident"


def test_answer_to_asking_holds_nothing_private(public: Client) -> None:
    body = str(public.post("/requests/", {**ASK, "address": "Jalan Contoh 5"}).body)
    assert "Siti" not in body
    assert "3456 7890" not in body
    assert "34567890" not in body
    assert "Jalan" not in body


def test_helper_gets_a_helpers_link(helper: Person) -> None:
    client = client_of(helper)
    answer = client.post("/requests/", {**ASK, "for_someone_else": True})
    assert client.post("/follow/", answer.body["link"]).body["opened_as"] == "helper"


def test_second_open_request_for_the_same_is_refused(resident: Person) -> None:
    client = client_of(resident)
    assert client.post("/requests/", ASK).status == 201
    assert client.post("/requests/", ASK).refused == (409, "already_asked")
    assert Request.private.count() == 1


def test_stranger_sees_no_request(stranger: Person) -> None:
    request = verified()
    client = client_of(stranger)
    assert client.get("/requests/").body["results"] == []
    assert client.get(f"/requests/{request.reference}/").refused == (404, "not_found")
    assert client.get(f"/requests/{request.reference}/contact/").refused == (404, "not_found")
    assert client.get(f"/requests/{request.reference}/gap/").refused == (404, "not_found")


def test_coordinator_lists_own_region_only(coordinator: Person, other_coordinator: Person) -> None:
    reference = submitted().request.reference
    mine = client_of(coordinator).get("/requests/").body["results"]
    assert [row["reference"] for row in mine] == [reference]
    assert client_of(other_coordinator).get("/requests/").body["results"] == []


def test_allowed_names_what_the_rules_allow(coordinator: Person) -> None:
    request = submitted().request
    path = f"/requests/{request.reference}/"
    assert "verify" in client_of(coordinator).get(path).body["allowed"]
    household = client_of(household_of(request)).get(path).body["allowed"]
    assert "withdraw" in household
    assert "verify" not in household


def test_coordinator_verifies(coordinator: Person) -> None:
    reference = submitted().request.reference
    answer = client_of(coordinator).post(f"/requests/{reference}/verify/")
    assert (answer.status, answer.body["status"]) == (200, "verified")


def test_verifying_twice_is_the_wrong_state(coordinator: Person) -> None:
    request = verified()
    answer = client_of(coordinator).post(f"/requests/{request.reference}/verify/")
    assert answer.refused == (409, "wrong_state")


def test_household_does_not_verify_itself() -> None:
    request = submitted().request
    answer = client_of(household_of(request)).post(f"/requests/{request.reference}/verify/")
    assert answer.refused == (401, "sign_in_needed")


def test_resident_with_account_does_not_verify_own_request(resident: Person) -> None:
    request = submitted(resident).request
    answer = client_of(resident).post(f"/requests/{request.reference}/verify/")
    assert answer.refused == (403, "not_allowed")


def test_refusing_needs_a_reason(coordinator: Person) -> None:
    reference = submitted().request.reference
    client = client_of(coordinator)
    path = f"/requests/{reference}/refuse/"
    assert client.post(path).field("reason") == "required"
    assert client.post(path, {"reason": "  "}).field("reason") == "required"
    answer = client.post(path, {"reason": "Sudah dilayani"})
    assert (answer.body["status"], answer.body["refusal"]) == ("refused", "Sudah dilayani")


def test_household_withdraws_by_its_link() -> None:
    request = submitted().request
    answer = client_of(household_of(request)).post(f"/requests/{request.reference}/withdraw/")
    assert answer.body["status"] == "withdrawn"


def test_household_says_that_it_is_enough() -> None:
    request = verified()
    answer = client_of(household_of(request)).post(f"/requests/{request.reference}/say-enough/")
    assert answer.body["status"] == "enough"


def test_helper_cannot_say_for_them_that_it_is_enough(helper: Person) -> None:
    request = verified(helper, for_someone_else=True)
    answer = client_of(helper).post(f"/requests/{request.reference}/say-enough/")
    assert answer.refused == (403, "not_allowed")


def test_contact_is_disclosed_to_the_office_and_every_look_recorded(coordinator: Person) -> None:
    request = submitted().request
    answer = client_of(coordinator).get(f"/requests/{request.reference}/contact/")
    assert answer.body["name"] == "Siti Contoh"
    assert answer.headers["Cache-Control"] == "no-store"
    assert Event.log.filter(kind="see_contact", actor_id=coordinator.user_id).count() == 1


def test_auditor_sees_the_request_but_no_contact(auditor: Person) -> None:
    request = submitted().request
    client = client_of(auditor)
    assert client.get(f"/requests/{request.reference}/").status == 200
    assert client.get(f"/requests/{request.reference}/contact/").refused == (403, "not_allowed")


def test_coordinator_issues_a_link_that_opens_for_the_household(
    coordinator: Person, helper: Person, public: Client
) -> None:
    request = submitted(helper, for_someone_else=True).request
    link = client_of(coordinator).post(f"/requests/{request.reference}/link/").body
    assert public.post("/follow/", link).body["opened_as"] == "resident"


def test_stranger_issues_no_link(stranger: Person) -> None:
    reference = submitted().request.reference
    answer = client_of(stranger).post(f"/requests/{reference}/link/")
    assert answer.refused == (404, "not_found")


def test_coordinator_pairs_by_hand(city_coordinator: Person) -> None:
    request, offer = verified(), published()
    body = {"offer": offer.reference, "quantity": 3}
    answer = client_of(city_coordinator).post(f"/requests/{request.reference}/match/", body)
    assert answer.status == 201
    assert (answer.body["status"], answer.body["origin"]) == ("proposed", "coordinator")


def test_rw_head_declares_the_need_of_the_neighbourhood(rw_head: Person) -> None:
    body = {"category": "sembako", "quantity": 20}
    answer = client_of(rw_head).post(f"/neighbourhoods/{rw_901().code}/requests/", body)
    assert answer.status == 201
    assert answer.body["is_neighbourhood"] is True
    assert answer.body["people"] is None


def test_stranger_declares_nothing(stranger: Person) -> None:
    body = {"category": "sembako", "quantity": 20}
    answer = client_of(stranger).post(f"/neighbourhoods/{rw_901().code}/requests/", body)
    assert answer.refused == (403, "not_allowed")
    assert Request.private.count() == 0


def test_ended_request_cannot_be_withdrawn() -> None:
    request = request_at(RequestStatus.REFUSED)
    answer = client_of(household_of(request)).post(f"/requests/{request.reference}/withdraw/")
    assert answer.refused == (409, "wrong_state")


def test_gap_is_null_before_any_round(coordinator: Person) -> None:
    answer = client_of(coordinator).django.get(f"{V1}/requests/{verified().reference}/gap/")
    assert (answer.status_code, answer.content) == (200, b"null")
    assert answer.headers["Content-Type"] == "application/json"
