"""The history: complete, append-only, and without anything personal."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from aid.actions import confirmation, deliveries, disclosure, matches, requests, verification
from aid.actions.complaints import close_complaint, complain
from aid.actions.neighbourhoods import add_neighbourhood, verify_neighbourhood
from aid.errors import WrongCode
from aid.models import Event
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.aid.hints import hints
from tests.factories import ASKED, CITY, HOME, KECAMATAN, RW_901

pytestmark = pytest.mark.django_db

CANARIES = (
    "Zubaidah", "81298765432", "Gang Kenari", "musala biru", "menunggu paket", "dimintai uang",
    "sudah kami tegur", "bukan warga sini",
)  # fmt: skip
SECRET = replace(
    ASKED,
    name="Zubaidah Kenari",
    phone="0812 9876 5432",
    address="Gang Kenari 7",
    landmark="seberang musala biru",
    note="kami menunggu paket",
    latitude="-6.142511",
    longitude="106.754511",
)


def test_application_can_neither_change_nor_delete_events() -> None:
    factories.submitted()
    for attempt in (
        lambda: Event.log.update(kind="nothing"),
        lambda: Event.log.all().delete(),
        lambda: run("truncate aid_event"),
        lambda: run("update aid_event set facts = '{}'"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Event.log.get().kind == "submit"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def whole_journey(resident: Person, donor: Person, coordinator: Person) -> None:
    """From the form to the confirmation, with refusals, complaints and looks on the way."""
    request = requests.submit(resident, SECRET).request
    disclosure.contact_for_office(coordinator, request.reference)
    verification.verify(coordinator, request.reference)
    offer = factories.published(donor, note="Zubaidah", latitude="-6.1425", longitude="106.7545")
    match = factories.proposed(request, offer)
    matches.accept(donor, match.reference)
    disclosure.agree_contact(resident, match.reference)
    disclosure.contact_for_donor(donor, match.reference)
    deliveries.start(donor, match.reference)
    with pytest.raises(WrongCode):
        confirmation.enter_code(donor, match.reference, "Zubaidah")
    deliveries.deliver(donor, match.reference, 3)
    complaint = complain(resident, match.reference, "asked_to_pay", "dimintai uang oleh Zubaidah")
    office = factories.office(CITY)
    close_complaint(office, complaint.pk, "sudah kami tegur")
    late = complain(resident, match.reference, "never_came", "Gang Kenari")
    close_complaint(office, late.pk, "sudah kami tegur")
    confirmation.settle(resident, match.reference, arrived=True)
    verification.hand_over_link(coordinator, request.reference)
    requests.say_enough(resident, request.reference)
    refused = requests.submit(resident, replace(SECRET, category="meal")).request
    verification.refuse(coordinator, refused.reference, "bukan warga sini")


def test_nothing_personal_in_events_hints_or_jobs(
    resident: Person, donor: Person, coordinator: Person
) -> None:
    with hints() as sent:
        whole_journey(resident, donor, coordinator)
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(string_agg(e::text, ' '), '') from aid_event e")
        (events,) = cursor.fetchone()
        cursor.execute("select coalesce(string_agg(j::text, ' '), '') from procrastinate_jobs j")
        (jobs,) = cursor.fetchone()
    assert Event.log.count() > 20
    for text in (events, jobs, json.dumps(sorted(sent))):
        for canary in (*CANARIES, "-6.1425", "106.7545", "Siti", "98765432", "9876 5432"):
            assert canary.lower() not in text.lower()


def test_facts_are_ids_codes_and_numbers(
    resident: Person, donor: Person, coordinator: Person
) -> None:
    whole_journey(resident, donor, coordinator)
    for event in Event.log.all():
        for name, value in event.facts.items():
            known = value is None or isinstance(value, bool | int)
            assert known or (name in ("category", "kind") and value.islower()), (event.kind, name)


def test_every_step_has_its_event_in_order(
    resident: Person, donor: Person, coordinator: Person
) -> None:
    whole_journey(resident, donor, coordinator)
    first = Event.log.filter(kind="submit").order_by("id").first()
    assert first is not None and first.request_id is not None
    kinds = [event.kind for event in Event.log.of_request(first.request_id)]
    assert kinds == [
        "submit", "see_contact", "verify", "propose", "accept", "agree_contact", "see_contact",
        "start", "wrong_code", "deliver", "lose", "complain", "dispute", "close_complaint",
        "settle_arrived", "issue_link", "say_enough",
    ]  # fmt: skip


def test_refused_attempts_leave_no_event(stranger: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED)
    before = Event.log.count()
    for act in (deliveries.start, matches.accept, confirmation.confirm):
        with pytest.raises(Exception, match="not_found"):
            act(stranger, match.reference)
    assert Event.log.count() == before


def test_hints_name_whom_it_concerns(resident: Person, donor: Person) -> None:
    request = factories.verified(resident, region=RW_901)
    match = factories.match_at(MatchStatus.PROPOSED, donor, request)
    with hints() as sent:
        matches.accept(donor, match.reference)
    boards = {f"board:{code}" for code in ("31", CITY, KECAMATAN, HOME, RW_901)}
    public = {f"public:{code}" for code in ("31", CITY, KECAMATAN, HOME)}
    people = {f"person:{resident.user_id}", f"person:{donor.user_id}"}
    assert sent == boards | public | people | {f"request:{request.reference}"}


def test_asking_tells_no_public_page() -> None:
    """Unverified requests change no public figure; a hint would only tell that somebody asked."""
    with hints() as sent:
        factories.submitted()
    assert f"board:{HOME}" in sent
    assert not any(topic.startswith("public:") for topic in sent)


def test_neighbourhoods_are_written_down(stranger: Person, coordinator: Person) -> None:
    region = add_neighbourhood(stranger, HOME, rw_number=902)
    verify_neighbourhood(coordinator, region.code)
    events = list(Event.log.order_by("id").values_list("kind", "actor_id", "region_code"))
    assert events == [
        ("add_neighbourhood", stranger.user_id, f"{HOME}.902"),
        ("verify_neighbourhood", coordinator.user_id, f"{HOME}.902"),
    ]


def test_events_carry_their_transaction(resident: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select txid_current()")
        (current,) = cursor.fetchone()
    factories.submitted(resident)
    assert Event.log.get().transaction == current
