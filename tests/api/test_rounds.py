from django.db import connection
from django.utils import timezone

from matching.models import Round
from people.person import Person
from tests.api.client import Client, client_of
from tests.factories import CITY, HOME


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs")
        return [row[0] for row in cursor.fetchall()]


def test_city_calls_for_a_round_and_the_worker_gets_the_job(city_coordinator: Person) -> None:
    answer = client_of(city_coordinator).post("/rounds/", {"region": CITY})
    assert (answer.status, answer.body) == (202, None)
    assert jobs() == ["matching.full"]


def test_kelurahan_calls_for_no_round(coordinator: Person, public: Client) -> None:
    answer = client_of(coordinator).post("/rounds/", {"region": HOME})
    assert answer.refused == (403, "not_allowed")
    assert public.post("/rounds/", {"region": CITY}).refused == (401, "sign_in_needed")
    assert jobs() == []


def test_rounds_are_for_those_in_office(
    coordinator: Person, auditor: Person, stranger: Person, public: Client
) -> None:
    made = Round.objects.create(kind="full", started_at=timezone.now(), seed=7, policy={})
    for person in (coordinator, auditor):
        client = client_of(person)
        assert [row["id"] for row in client.get("/rounds/").body["results"]] == [made.pk]
        assert client.get(f"/rounds/{made.pk}/").body["seed"] == 7
    assert client_of(stranger).get("/rounds/").refused == (403, "not_allowed")
    assert public.get(f"/rounds/{made.pk}/").refused == (401, "sign_in_needed")
    assert client_of(coordinator).get("/rounds/999999/").refused == (404, "not_found")
