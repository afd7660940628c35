from django.db import connection
from django.utils import timezone

from matching.models import PlannedProposal, Round
from matching.rounds import run_round
from people.person import Person
from tests import factories
from tests.api.client import Client, client_of
from tests.factories import CITY, HOME, KECAMATAN
from tests.trials import a_dry_run, taken_back


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs order by id")
        return [row[0] for row in cursor.fetchall()]


def test_city_calls_for_a_round_and_the_worker_gets_the_job(city_coordinator: Person) -> None:
    answer = client_of(city_coordinator).post("/rounds/", {"region": CITY})
    assert (answer.status, answer.body["status"]) == (202, "waiting")
    assert (answer.body["dry_run"], answer.body["categories"]) == (False, [])
    assert jobs() == ["matching.full"]


def test_city_tries_a_round_of_some_categories_with_another_policy(
    city_coordinator: Person,
) -> None:
    asked = {
        "region": CITY,
        "categories": ["meal", "sembako"],
        "dry_run": True,
        "with_curve": True,
        "policy": {"fairness_given_up_percent": 10},
    }
    answer = client_of(city_coordinator).post("/rounds/", asked)
    assert answer.body["dry_run"] is True
    assert answer.body["categories"] == ["sembako", "meal"]
    assert answer.body["policy"]["fairness_given_up_percent"] == 10


def test_what_a_round_cannot_be_is_told_field_by_field(city_coordinator: Person) -> None:
    client = client_of(city_coordinator)
    for wrong, field in (
        ({"categories": ["gold"]}, "categories"),
        ({"categories": [{}]}, "categories"),
        ({"policy": {"cost_grid_m": 20}}, "policy"),
        ({"policy": {"speed": 1}, "dry_run": True}, "policy"),
        ({"policy": {"urgency_points": 1}, "dry_run": True}, "policy"),
        ({"policy": {"urgency_points": [[1]]}, "dry_run": True}, "policy"),
        ({"with_curve": True}, "with_curve"),
        ({"dry_run": "yes"}, "dry_run"),
    ):
        answer = client.post("/rounds/", {"region": CITY, **wrong})
        assert (answer.status, set(answer.body["errors"])) == (422, {field}), wrong
    assert jobs() == []


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


def test_round_tells_how_far_it_is_and_is_called_off(city_coordinator: Person) -> None:
    progress = {"stage": "need", "category": "meal", "seconds": 1.5}
    this = a_dry_run(status="running", progress=progress)
    client = client_of(city_coordinator)
    assert client.get(f"/rounds/{this.pk}/").body["progress"] == progress
    assert client.post(f"/rounds/{this.pk}/cancel/", {"region": CITY}).status == 204
    this.refresh_from_db()
    assert this.cancel_asked_at is not None
    Round.objects.filter(pk=this.pk).update(status="writing")
    refused = client.post(f"/rounds/{this.pk}/cancel/", {"region": CITY}).refused
    assert refused == (409, "wrong_state")


def test_proposals_of_a_dry_run_follow_the_office_s_region(
    coordinator: Person, other_coordinator: Person
) -> None:
    request = factories.verified()
    offer = factories.published()
    this = run_round("full", dry_run=True)
    shown = client_of(coordinator).get(f"/rounds/{this.pk}/proposals/")
    (row,) = shown.body["results"]
    assert (row["request"], row["region"], row["quantity"], row["fate"]) == (
        request.reference, request.region_code, 4, "planned",
    )  # fmt: skip
    assert row["reason"].startswith("Nearest")
    assert offer.reference not in str(shown.body)
    assert client_of(other_coordinator).get(f"/rounds/{this.pk}/proposals/").body["results"] == []


def test_kecamatan_sends_some_proposals(db: None) -> None:
    factories.verified()
    factories.published()
    this = run_round("full", dry_run=True)
    (planned,) = PlannedProposal.private.all()
    client = client_of(factories.office(KECAMATAN))
    path = f"/rounds/{this.pk}/proposals/"
    wrong = client.post(path, {"region": KECAMATAN, "proposals": ["x"]})
    assert (wrong.status, set(wrong.body["errors"])) == (422, {"proposals"})
    none = client.post(path, {"region": KECAMATAN, "proposals": []})
    assert (none.status, none.body) == (202, {"sending": 0})
    some = client.post(path, {"region": KECAMATAN, "proposals": [planned.pk]})
    assert (some.status, some.body) == (202, {"sending": 1})
    assert jobs()[-1] == "matching.send"


def test_two_rounds_side_by_side(coordinator: Person) -> None:
    factories.verified()
    factories.published()
    one, two = (run_round("full", dry_run=True) for _ in range(2))
    body = client_of(coordinator).get(f"/rounds/{two.pk}/against/{one.pk}/").body
    assert (body["other"], body["same"], body["changed"]) == (one.pk, 1, 0)
    assert body["figures"]["totals"] == body["other_figures"]["totals"]
    assert body["figures"]["planned"] == 1


def test_dry_run_that_weighs_again_sends_nothing(city_coordinator: Person) -> None:
    client = client_of(city_coordinator)
    asked = {"region": CITY, "again": True, "dry_run": True}
    answer = client.post("/rounds/", asked)
    assert (answer.status, answer.body["again"]) == (202, True)
    this = a_dry_run(again=True)
    refused = client.post(f"/rounds/{this.pk}/proposals/", {"region": CITY}).refused
    assert refused == (409, "only_figures")
    wrong = client.post("/rounds/", {"region": CITY, "again": "yes"})
    assert set(wrong.body["errors"]) == {"again"}


def test_donor_reads_that_a_round_took_the_proposal_back(db: None) -> None:
    factories.verified()
    ended = taken_back()
    shown = client_of(factories.donor_of(ended)).get(f"/matches/{ended.reference}/").body
    assert (shown["status"], shown["ended_why"]) == ("lapsed", "weighed_again")
