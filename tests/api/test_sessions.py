"""Who the API takes one for: sessions, links, and protection against foreign pages."""

from people import private
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import account_of, household_of, submitted


def test_link_opens_its_request_in_this_session(public: Client) -> None:
    receipt = submitted()
    path = f"/requests/{receipt.request.reference}/"
    assert public.get(path).refused == (404, "not_found")
    public.post("/follow/", {"token": receipt.token, "code": receipt.code})
    assert public.get(path).body["reference"] == receipt.request.reference
    assert public.get("/me/").body["opened"] == [receipt.request.reference]


def test_five_wrong_page_codes_lock_the_link(public: Client) -> None:
    receipt = submitted()
    wrong = {"token": receipt.token, "code": "xxxxxx"}
    answers = [public.post("/follow/", wrong).refused for _ in range(5)]
    assert answers == [(422, "wrong_code")] * 4 + [(423, "link_locked")]
    right = {"token": receipt.token, "code": receipt.code}
    assert public.post("/follow/", right).refused == (423, "link_locked")


def test_unknown_link_is_not_found(public: Client) -> None:
    assert public.post("/follow/", {"token": "x", "code": "1"}).refused == (404, "not_found")
    answer = public.post("/follow/", {"token": ["x"], "code": {"a": 1}})
    assert answer.field("token") == answer.field("code") == "wrong_type"


def test_session_gets_a_new_key_when_a_link_opens(public: Client) -> None:
    receipt, other = submitted(), submitted()
    public.post("/follow/", {"token": receipt.token, "code": receipt.code})
    before = public.django.cookies["sessionid"].value
    public.post("/follow/", {"token": other.token, "code": other.code})
    assert public.django.cookies["sessionid"].value != before
    assert len(public.get("/me/").body["opened"]) == 2


def test_me_tells_account_and_offices(coordinator: Person) -> None:
    body = client_of(coordinator).get("/me/").body
    assert body["login"] == private.details_of(account_of(coordinator)).email
    assert body["roles"] == [{"role": "coordinator", "region": "31.73.01.1005"}]
    assert body["verified"] is False


def test_me_without_account(public: Client) -> None:
    body = public.get("/me/").body
    assert (body["name"], body["login"], body["roles"], body["opened"]) == (None, None, [], [])


def test_account_that_was_closed_is_nobody(donor: Person) -> None:
    client = client_of(donor)
    account = account_of(donor)
    account.is_active = False
    account.save()
    assert client.get("/me/").body["name"] is None


def test_foreign_page_cannot_act_for_an_account(donor: Person) -> None:
    answer = client_of(donor, checks_csrf=True).post("/offers/", {})
    assert answer.refused == (403, "csrf_failed")


def test_foreign_page_cannot_act_for_an_opened_link() -> None:
    request = submitted().request
    client = client_of(household_of(request), checks_csrf=True)
    answer = client.post(f"/requests/{request.reference}/withdraw/")
    assert answer.refused == (403, "csrf_failed")


def test_own_page_acts_with_the_token_of_me() -> None:
    request = submitted().request
    client = client_of(household_of(request), checks_csrf=True)
    client.get("/me/")
    client.django.credentials(HTTP_X_CSRFTOKEN=client.django.cookies["csrftoken"].value)
    answer = client.post(f"/requests/{request.reference}/withdraw/")
    assert answer.body["status"] == "withdrawn"


def test_answers_about_people_are_kept_nowhere(donor: Person, public: Client) -> None:
    for path in ("/me/", "/requests/", "/matches/", "/offers/", "/need/requests/"):
        assert client_of(donor).get(path).headers["Cache-Control"] == "no-store"
    assert "public" in public.get("/categories/").headers["Cache-Control"]
