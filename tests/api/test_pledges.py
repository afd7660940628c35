from aid.models import Match
from people.person import Person
from tests import lists
from tests.api.client import Client, client_of
from tests.factories import ELSEWHERE, HOME, RW_901, declared, rw_901, submitted, verified


def test_donor_pledges_to_a_request(donor: Person) -> None:
    request = verified(quantity=4)
    answer = client_of(donor).post(f"/requests/{request.reference}/pledge/", {"quantity": 3})
    assert answer.status == 201
    assert (answer.body["status"], answer.body["quantity"]) == ("accepted", 3)
    assert answer.body["contact_agreed"] is False


def test_nobody_pledges_without_an_account(public: Client) -> None:
    request = verified()
    for path in (f"/requests/{request.reference}/pledge/", f"/regions/{HOME}/pledge/"):
        answer = public.post(path, {"category": "sembako", "quantity": 1})
        assert answer.status in (401, 422)
    answer = public.post(f"/requests/{request.reference}/pledge/", {"quantity": 1})
    assert answer.refused == (401, "sign_in_needed")


def test_nobody_pledges_to_an_own_request(resident: Person) -> None:
    request = verified(resident)
    answer = client_of(resident).post(f"/requests/{request.reference}/pledge/", {"quantity": 1})
    assert answer.refused == (403, "not_allowed")


def test_unverified_request_takes_no_pledge(donor: Person) -> None:
    reference = submitted().request.reference
    answer = client_of(donor).post(f"/requests/{reference}/pledge/", {"quantity": 1})
    assert answer.status in (404, 409)
    assert Match.private.count() == 0


def test_unknown_donor_holds_three_pledges_at_most(new_donor: Person) -> None:
    request = verified(quantity=10)
    client = client_of(new_donor)
    path = f"/requests/{request.reference}/pledge/"
    assert [client.post(path, {"quantity": 1}).status for _ in range(3)] == [201] * 3
    answer = client.post(path, {"quantity": 1})
    assert answer.refused == (409, "too_many_pledges")
    assert answer.body["facts"] == {"most": 3}


def test_donor_pledges_to_a_neighbourhood_households_first(donor: Person) -> None:
    # The household's 4 count inside the 20 that RW 901 declared, so 16 are the rest.
    declared(20)
    household = verified(region=rw_901().code, quantity=4)
    body = {"category": "sembako", "quantity": 6}
    answer = client_of(donor).post(f"/regions/{rw_901().code}/pledge/", body)
    assert answer.status == 201
    first = answer.body[0]
    assert (first["request"], first["quantity"]) == (household.reference, 4)
    assert sum(made["quantity"] for made in answer.body) == 6


def test_nothing_is_left_where_nobody_asks(donor: Person) -> None:
    body = {"category": "sembako", "quantity": 1}
    answer = client_of(donor).post(f"/regions/{ELSEWHERE}/pledge/", body)
    assert answer.refused == (409, "nothing_left")


def test_promise_to_a_named_portion_of_a_list(donor: Person) -> None:
    made = lists.verified(None, [lists.household(number) for number in range(1, 7)], portions=2)
    body = {"category": "sembako", "quantity": 2, "day": lists.later(7).isoformat()}
    assert client_of(donor).post(f"/regions/{RW_901}/pledge/", body).status == 201
    assert [portion.open for portion in lists.portions_of(made)] == [6, 4]
