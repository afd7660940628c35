"""Requests that look like one household's, for programs of offices."""

from aid.models import KeptApart, Request
from people.person import Person
from tests.api.client import client_of
from tests.factories import HOME, RW_901, household_of, rw_901, submitted


def two_of_one_phone(**changes: object) -> tuple[Request, Request]:
    one = submitted(name="Siti Contoh", phone="081211112222", region=HOME).request
    changed = {"name": "Rudi Contoh", "phone": "081211112222", "region": HOME, **changes}
    return one, submitted(**changed).request


def test_office_reads_which_kind_of_mark_is_alike(coordinator: Person) -> None:
    one, other = two_of_one_phone()
    answer = client_of(coordinator).get(f"/requests/{one.reference}/alike/")
    assert answer.body == [{"reference": other.reference, "marks": ["phone"]}]


def test_both_are_kept_and_asked_about_no_more(coordinator: Person) -> None:
    one, other = two_of_one_phone()
    client, path = client_of(coordinator), f"/requests/{one.reference}/"
    assert "keep_both" in client.get(path).body["allowed"]
    answer = client.post(f"{path}keep-both/", {"other": other.reference})
    assert answer.status == 200 and "keep_both" not in answer.body["allowed"]
    assert client.get(f"{path}alike/").body == []
    again = client.post(f"{path}keep-both/", {"other": other.reference})
    assert again.status == 200 and KeptApart.private.count() == 1


def test_other_has_to_be_named_and_alike(coordinator: Person) -> None:
    one, _ = two_of_one_phone()
    client, path = client_of(coordinator), f"/requests/{one.reference}/keep-both/"
    assert client.post(path).field("other") == "required"
    unlike = submitted(name="Orang Lain", phone="081299998888").request
    assert client.post(path, {"other": unlike.reference}).refused == (404, "not_found")


def test_nobody_without_that_office_learns_of_it(
    auditor: Person, stranger: Person, rw_head: Person
) -> None:
    one, other = two_of_one_phone()
    for person, refused in (
        (auditor, (403, "not_allowed")),
        (household_of(one), (401, "sign_in_needed")),
        (stranger, (404, "not_found")),
        (rw_head, (404, "not_found")),
    ):
        client, path = client_of(person), f"/requests/{one.reference}/"
        assert client.get(f"{path}alike/").refused == refused
        assert client.post(f"{path}keep-both/", {"other": other.reference}).refused == refused


def test_rw_learns_nothing_of_what_was_asked_past_it(rw_head: Person) -> None:
    rw_901()
    one = submitted(name="Siti Contoh", phone="081211112222", region=RW_901).request
    past = submitted(
        name="Rudi Contoh", phone="081211112222", region=RW_901, not_through_rw=True
    ).request
    client, path = client_of(rw_head), f"/requests/{one.reference}/"
    assert client.get(f"{path}alike/").body == []
    answer = client.post(f"{path}keep-both/", {"other": past.reference})
    assert answer.refused == (404, "not_found")
