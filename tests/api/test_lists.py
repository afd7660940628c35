"""Lists through the API: from opening to portions, and faults of a file by row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aid.models import Event
from people.person import Person
from tests import factories, lists
from tests.aid.sheets import HEADINGS, good, xlsx
from tests.api.client import V1, Answer, Client, answer_of, client_of
from tests.factories import RW_901

pytestmark = pytest.mark.django_db

SITI = {"name": "Siti Contoh", "people": 4, "rt": 3, "agreed": True}


def terms(**fields: object) -> dict[str, object]:
    day = lists.today().isoformat()
    return {"region": RW_901, "category": "sembako", "first_day": day, "portions": 2, **fields}


def upload(client: Client, reference: str, *rows: object, **fields: str) -> Answer:
    file = SimpleUploadedFile("daftar.xlsx", xlsx(HEADINGS, *rows))  # type: ignore[arg-type]
    url = f"{V1}/lists/{reference}/import/"
    response = client.django.post(
        url, {"file": file, "agreed": "true", **fields}, format="multipart"
    )
    return answer_of(response)


def test_list_from_opening_to_its_portions(rw_head: Person, coordinator: Person) -> None:
    head = client_of(rw_head)
    made = head.post("/lists/", terms())
    assert made.status == 201 and made.body["status"] == "draft"
    one = f"/lists/{made.body['reference']}"
    line = head.post(f"{one}/lines/", SITI)
    assert line.status == 201 and line.body["number"] == 1 and line.body["quantity"] == 1
    assert head.post(f"{one}/lines/1/", {**SITI, "people": 5}).body["people"] == 5
    met = {"note": "Disepakati", "met_on": lists.today().isoformat()}
    assert head.post(f"{one}/compile/", met).body["status"] == "compiled"
    office = client_of(coordinator)
    assert office.post(f"{one}/send-back/", {"reason": "Cek"}).body["sent_back"] == "Cek"
    head.post(f"{one}/compile/", met)
    verified = office.post(f"{one}/verify/").body
    assert verified["totals"] == {"households": 1, "people": 5, "units": 1, "vulnerable": 0}
    assert [portion["needed"] for portion in verified["served"]] == [1, 1]
    copy = head.post(f"{one}/copy/")
    assert copy.status == 201 and copy.body["first_day"] == lists.later(14).isoformat()
    assert head.post(f"{one}/close/").body["status"] == "closed"


def test_faults_of_a_file_are_told_by_row(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    answer = upload(client_of(rw_head), made.reference, good(**{"Jumlah jiwa": 0}))
    assert answer.refused == (422, "rows_refused")
    (fault,) = answer.body["rows"]
    assert (fault["row"], fault["column"], fault["letter"], fault["code"]) == (
        2, "Jumlah jiwa", "C", "people_out_of_range",
    )  # fmt: skip
    assert not lists.lines_of(made)


def test_file_sent_twice_makes_no_doubles(rw_head: Person) -> None:
    made, client = lists.opened(rw_head), client_of(rw_head)
    assert upload(client, made.reference, good()).body == {"new": 1, "changed": 0, "unchanged": 0}
    assert upload(client, made.reference, good()).body == {"new": 0, "changed": 0, "unchanged": 1}


def test_how_far_the_file_is_read_is_told_to_its_sender(rw_head: Person) -> None:
    made, client = lists.opened(rw_head), client_of(rw_head)
    key = "5f0c2f0e-6a4f-4a53-9d7e-0d8c1b3a2f11"
    upload(client, made.reference, good(), key=key)
    asked = f"/lists/{made.reference}/import/{key}/"
    assert client.get(asked).body == {"done": 1, "of": 1}
    assert client_of(lists.cadre_of()).get(asked).body == {"done": 0, "of": 0}


def test_line_is_taken_off(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1)])
    assert client_of(rw_head).post(f"/lists/{made.reference}/lines/1/remove/").status == 204
    assert not lists.lines_of(made)


def test_cadre_reads_its_own_lines_alone() -> None:
    one, other = lists.cadre_of(), lists.cadre_of()
    made = lists.draft(one, [lists.household(1)])
    path = f"/lists/{made.reference}/lines/"
    assert len(client_of(one).get(path).body["results"]) == 1
    assert client_of(other).get(path).body["results"] == []
    assert client_of(other).post(f"{path}1/", SITI).refused == (404, "not_found")


def test_lines_come_in_pages_and_reading_them_is_recorded_once_an_hour(
    rw_head: Person, coordinator: Person
) -> None:
    made = lists.draft(rw_head, [lists.household(number) for number in range(1, 4)])
    client, path = client_of(coordinator), f"/lists/{made.reference}/lines/?page_size=2"
    first = client.get(path)
    assert [line["number"] for line in first.body["results"]] == [3, 2]
    second = client.get(first.body["next"].partition("/api/v1")[2])
    assert [line["number"] for line in second.body["results"]] == [1]
    (event,) = Event.log.filter(kind="list_see_lines")
    assert (event.actor_id, event.region_code, event.facts) == (
        coordinator.user_id, RW_901, {"list": made.pk},
    )  # fmt: skip


def test_nobody_else_finds_it(stranger: Person, donor: Person, other_coordinator: Person) -> None:
    made = lists.draft()
    for person in (stranger, donor, other_coordinator):
        client = client_of(person)
        assert client.get("/lists/").body["results"] == []
        for path in ("", "lines/"):
            assert client.get(f"/lists/{made.reference}/{path}").status == 404
        for verb in ("verify", "close", "copy"):
            assert client.post(f"/lists/{made.reference}/{verb}/").status == 404


def test_second_list_and_mere_number_are_told(rw_head: Person, coordinator: Person) -> None:
    first = lists.compiled(rw_head)
    refused = client_of(rw_head).post("/lists/", terms())
    assert refused.refused == (409, "list_in_the_making")
    assert refused.body["facts"]["reference"] == first.reference
    factories.declared(10)
    answer = client_of(coordinator).post(f"/lists/{first.reference}/verify/")
    assert answer.refused == (409, "number_stands")
