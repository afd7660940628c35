"""Messages, agreed places, blocks and photos through the API."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aid.models import Match
from aid.photo_files import MOST_BYTES
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.aid.pictures import JPEG
from tests.api.client import V1, Answer, Client, answer_of, client_of
from tests.factories import donor_of, fresh_match, household_of, match_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def match() -> Match:
    return match_at(MatchStatus.ON_THE_WAY)


def one(match: Match, rest: str) -> str:
    return f"/matches/{match.reference}/{rest}/"


def sides(match: Match) -> tuple[Client, Client]:
    return client_of(household_of(match.request)), client_of(donor_of(match))


def upload(client: Client, match: Match, data: bytes) -> Answer:
    file = SimpleUploadedFile("photo.jpg", data)
    address = V1 + one(match, "photos")
    return answer_of(client.django.post(address, {"photo": file}, format="multipart"))


def test_messages_go_both_ways(match: Match) -> None:
    household, donor = sides(match)
    assert donor.post(one(match, "write-message"), {"text": "Jam berapa?"}).status == 200
    said = household.get(one(match, "messages"))
    assert said.headers["Cache-Control"] == "no-store"
    assert [(each["own"], each["text"]) for each in said.body] == [(False, "Jam berapa?")]
    assert donor.get(one(match, "messages")).body[0]["read"] is True


def test_messages_are_for_the_two_alone(
    match: Match, coordinator: Person, auditor: Person, stranger: Person
) -> None:
    for person in (coordinator, auditor):
        assert client_of(person).get(one(match, "messages")).refused == (403, "not_allowed")
    assert client_of(stranger).get(one(match, "messages")).refused == (404, "not_found")
    answer = client_of(coordinator).post(one(match, "write-message"), {"text": "x"})
    assert answer.refused == (403, "not_allowed")


def test_message_is_reported_by_its_id(match: Match) -> None:
    household, donor = sides(match)
    donor.post(one(match, "write-message"), {"text": "Kirim foto"})
    said = household.get(one(match, "messages")).body[0]
    facts = {"kind": "harassment", "message": said["id"]}
    assert household.post(one(match, "complain"), facts).status == 200
    wrong = household.post(one(match, "complain"), {**facts, "message": str(uuid.uuid4())})
    assert wrong.field("message") == "message_unknown"
    # Whoever answers reads it with the complaint.
    city = client_of(factories.office(factories.CITY))
    assert [each["message"] for each in city.get("/complaints/").body["results"]] == ["Kirim foto"]
    kelurahan = client_of(factories.office(factories.HOME))
    assert kelurahan.get("/complaints/").body["results"] == []


def test_place_is_named_and_read(match: Match) -> None:
    household, donor = sides(match)
    assert donor.get(one(match, "place")).body == {"place": ""}
    household.post(one(match, "agree-place"), {"place": "Warung Contoh"})
    assert donor.get(one(match, "place")).body == {"place": "Warung Contoh"}
    assert "Warung" not in str(donor.get(f"/matches/{match.reference}/").body)


def test_yes_is_taken_back(match: Match) -> None:
    household, donor = sides(match)
    household.post(one(match, "agree-contact"))
    assert donor.get(one(match, "contact")).status == 200
    assert household.post(one(match, "take-back-contact")).body["contact_agreed"] is False
    assert donor.get(one(match, "contact")).refused == (403, "contact_not_agreed")


def test_block_closes_and_is_not_told(match: Match) -> None:
    household, donor = sides(match)
    shown = household.post(one(match, "block-donor")).body
    assert "unblock_donor" in shown["allowed"] and "write_message" not in shown["allowed"]
    assert "block" not in str(donor.get(f"/matches/{match.reference}/").body)
    answer = donor.post(one(match, "write-message"), {"text": "Halo?"})
    assert answer.refused == (409, "wrong_state")
    assert "block_donor" in household.post(one(match, "unblock-donor")).body["allowed"]


def test_photo_goes_up_and_down(match: Match) -> None:
    household, donor = sides(match)
    answer = upload(donor, match, JPEG)
    (photo,) = answer.body
    assert (photo["side"], photo["width"], photo["height"]) == ("donor", 8, 6)
    address = f"{V1}{one(match, 'photos')}{photo['id']}/"
    for accept in ("*/*", "image/avif,image/jpeg", "application/json"):
        shown = household.django.get(address, headers={"accept": accept})
        assert shown["Content-Type"] == "image/jpeg"
    assert shown.content.startswith(b"\xff\xd8")
    assert shown["Cache-Control"] == "no-store, private"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert household.get(one(match, "photos")).body[0]["removable"] is True
    assert household.post(f"{one(match, 'photos')}{photo['id']}/remove/").body == []
    assert household.get(f"{one(match, 'photos')}{photo['id']}/").refused == (404, "not_found")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"GIF89a", "photo_kind_unknown"), (JPEG + bytes(MOST_BYTES), "photo_too_large")],
)
def test_refused_photos_have_a_stable_code(data: bytes, code: str, match: Match) -> None:
    assert upload(client_of(donor_of(match)), match, data).field("photo") == code


def test_photos_come_as_forms_and_nowhere_else(match: Match) -> None:
    donor = client_of(donor_of(match))
    assert donor.post(one(match, "photos"), {"photo": "x"}).refused[0] == 415
    file = {"text": SimpleUploadedFile("photo.jpg", JPEG)}
    elsewhere = donor.django.post(V1 + one(match, "write-message"), file, format="multipart")
    assert elsewhere.status_code == 415


def test_photo_needs_the_page_s_token(match: Match) -> None:
    guarded = client_of(donor_of(match), checks_csrf=True)
    assert upload(guarded, match, JPEG).refused == (403, "csrf_failed")


def test_photos_of_others_are_not_there(match: Match, stranger: Person, auditor: Person) -> None:
    upload(client_of(donor_of(match)), match, JPEG)
    for person in (stranger, auditor):
        assert client_of(person).get(one(match, "photos")).refused == (404, "not_found")
    assert fresh_match(match.pk).status == MatchStatus.ON_THE_WAY
