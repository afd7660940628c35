"""Whatever is sent: a problem with a stable code, in the reader's language, and nothing written."""

import json
from typing import Any

import pytest

from aid.codes import receipt_code
from aid.models import Event, Household, Match, Offer, Request
from aid.rules import MatchStatus
from people.person import Person
from tests.api.client import Answer, Client, client_of
from tests.api.test_requests import ASK
from tests.factories import HOME, donor_of, household_of, match_at, published, verified

GIVE: dict[str, Any] = {"category": "sembako", "quantity": 10, "region": HOME}
ROWS = (Request, Household, Offer, Match)


def rows() -> list[int]:
    return [model.private.count() for model in ROWS] + [Event.log.count()]


def in_both_languages(client: Client, path: str, body: dict[str, Any]) -> Answer:
    """The refusal of ``body``: the same code in both languages, in other words, nothing written."""
    before = rows()
    english = client.post(path, body, "en")
    indonesian = client.post(path, body, "id")
    assert english.refused == indonesian.refused
    assert english.body["detail"] != indonesian.body["detail"]
    for name, wrong in english.body.get("errors", {}).items():
        assert wrong["code"] == indonesian.field(name)
        assert wrong["detail"] != indonesian.body["errors"][name]["detail"]
    assert rows() == before
    return english


FIELDS = [
    ({"latitude": -7.25, "longitude": 112.75}, "point", "point_outside_jakarta"),
    ({"latitude": 106.8272, "longitude": -6.1754}, "point", "point_swapped"),
    ({"latitude": "north", "longitude": 106.8}, "point", "point_invalid"),
    ({"latitude": -6.2}, "point", "point_invalid"),
    ({"latitude": 1e308, "longitude": -1e308}, "point", "point_invalid"),
    ({"quantity": 0}, "quantity", "quantity_too_small"),
    ({"quantity": -3}, "quantity", "quantity_too_small"),
    ({"quantity": 10**12}, "quantity", "quantity_too_large"),
    ({"quantity": 10**4000}, "quantity", "quantity_too_large"),
    ({"quantity": "four"}, "quantity", "quantity_not_a_number"),
    ({"quantity": 2.5}, "quantity", "quantity_not_a_number"),
    ({"quantity": 1e300}, "quantity", "quantity_not_a_number"),
    ({"quantity": "9" * 400}, "quantity", "quantity_too_large"),
    ({"category": "cash", "quantity": 15_000}, "quantity", "quantity_step"),
    ({"category": "gold"}, "category", "unknown_category"),
    ({"region": "31.99.01.1001"}, "region", "unknown_region"),
    ({"region": "31.73"}, "region", "region_too_wide"),
    ({"region": "x" * 5_000}, "region", "too_long"),
    ({"note": "a" * 501}, "note", "too_long"),
    ({"note": " " * 300 + "a" + " " * 200}, "note", "too_long"),
    ({"note": "null \x00 character"}, "note", "bad_characters"),
    ({"until": "2020-01-01"}, "until", "until_past"),
    ({"until": "9000-01-01"}, "until", "until_too_far"),
    ({"until": "soon"}, "until", "date_invalid"),
    ({"quantity": [4]}, "quantity", "wrong_type"),
    ({"quantity": True}, "quantity", "wrong_type"),
    ({"category": {"code": "sembako"}}, "category", "wrong_type"),
    ({"region": 31}, "region", "wrong_type"),
    ({"note": ["a", "list"]}, "note", "wrong_type"),
    ({"latitude": [1], "longitude": {}}, "latitude", "wrong_type"),
    ({"category": None}, "category", "required"),
    ({"qantity": 4}, "qantity", "unknown_field"),
]
OF_REQUESTS = [
    ({"people": 0}, "people", "people_out_of_range"),
    ({"people": 51}, "people", "people_out_of_range"),
    ({"urgency": 7}, "urgency", "urgency_unknown"),
    ({"name": " "}, "name", "required"),
    ({"phone": "12"}, "phone", "phone_invalid"),
    ({"consent": False}, "consent", "consent_missing"),
    ({"consent": "yes"}, "consent", "wrong_type"),
    ({"vulnerable": 1}, "vulnerable", "wrong_type"),
]
OF_OFFERS = [
    ({"radius": 0}, "radius", "radius_out_of_range"),
    ({"radius": "nan"}, "radius", "radius_out_of_range"),
    ({"radius": 10**400}, "radius", "radius_out_of_range"),
    ({"handover": "thrown"}, "handover", "handover_unknown"),
]


@pytest.mark.parametrize(("change", "field", "code"), [*FIELDS, *OF_REQUESTS])
def test_wrong_field_of_a_request_is_named(
    public: Client, change: dict[str, Any], field: str, code: str
) -> None:
    answer = in_both_languages(public, "/requests/", {**ASK, **change})
    assert answer.refused == (422, "invalid")
    assert answer.field(field) == code


@pytest.mark.parametrize(("change", "field", "code"), [*FIELDS, *OF_OFFERS])
def test_wrong_field_of_an_offer_is_named(
    donor: Person, change: dict[str, Any], field: str, code: str
) -> None:
    answer = in_both_languages(client_of(donor), "/offers/", {**GIVE, **change})
    assert answer.refused == (422, "invalid")
    assert answer.field(field) == code


def test_all_wrong_fields_are_named_at_once(public: Client) -> None:
    body = {**ASK, "category": "gold", "region": "99", "people": 0, "consent": False}
    answer = public.post("/requests/", body)
    assert set(answer.body["errors"]) == {"category", "region", "people", "consent"}


def test_missing_fields_are_named(public: Client) -> None:
    answer = public.post("/requests/", {})
    assert answer.refused == (422, "invalid")
    assert set(answer.body["errors"]) == {"category", "quantity", "region", "name", "consent"}
    assert answer.field("category") == "required"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "4",
        '{"quantity": NaN}',
        '{"quantity": Infinity}',
        '{"quantity": ' + "9" * 5_000 + "}",
        "[" * 100_000,
        b"\xff\xfe\x00",
        '{"a": 1} {"b": 2}',
    ],
)
def test_what_is_no_json_object_is_malformed(public: Client, content: str | bytes) -> None:
    before = rows()
    answer = public.raw("/requests/", content)
    assert answer.refused in {(400, "malformed"), (422, "invalid")}
    assert rows() == before


def test_half_a_surrogate_pair_is_a_bad_character(public: Client) -> None:
    body = json.dumps({**ASK, "note": "half \ud800 of a pair"})
    assert "\\ud800" in body
    assert public.raw("/requests/", body).field("note") == "bad_characters"


def test_a_megabyte_of_text_is_too_large(public: Client) -> None:
    answer = in_both_languages(public, "/requests/", {**ASK, "note": "a" * 1_000_000})
    assert answer.refused == (413, "too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "x"])
def test_other_media_types_are_refused(public: Client, kind: str) -> None:
    answer = public.raw("/requests/", '{"category": "sembako"}', kind)
    assert answer.refused == (415, "unsupported_media_type")


def test_a_form_is_refused(public: Client) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = public.raw("/requests/", "category=sembako&quantity=4", kind)
    assert answer.refused == (415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(public: Client, method: str) -> None:
    assert public.ask(method, "/requests/", {}).refused == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/requests",
        "/requests/1/",
        "/requests/R-00000000/nothing/",
        "/requests/R-0000000%00/",
        "/regions/31.99/",
        "/regions/ffff/",
        "/regions/31.73'/",
        "/figures/9.9.9/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_addresses_are_not_found(public: Client, path: str, method: str) -> None:
    status, code = public.ask(method, path, {}).refused
    assert (status, code) in {(404, "not_found"), (405, "method_not_allowed")}


def test_unknown_address_outside_version_1_is_a_problem_too(public: Client) -> None:
    response = public.django.get("/api/v0/")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_other_formats_are_not_acceptable(public: Client) -> None:
    response = public.django.get("/api/v1/categories/", headers={"accept": "text/csv"})
    assert response.status_code == 406
    assert response.json()["code"] == "not_acceptable"


def test_expired_offer_cannot_be_accepted(donor: Person) -> None:
    match = match_at(MatchStatus.PROPOSED, donor)
    Offer.private.filter(pk=match.offer_id).update(until="2020-01-01T00:00Z")
    path = f"/matches/{match.reference}/accept/"
    answer = in_both_languages(client_of(donor), path, {})
    assert answer.refused == (409, "offer_expired")


def test_expired_request_takes_no_pledge(donor: Person) -> None:
    request = verified()
    Request.private.filter(pk=request.pk).update(until="2020-01-01T00:00Z")
    path = f"/requests/{request.reference}/pledge/"
    answer = in_both_languages(client_of(donor), path, {"quantity": 1})
    assert answer.refused == (409, "request_expired")


def test_five_wrong_codes_lock_the_code() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    donor = client_of(donor_of(match))
    path = f"/matches/{match.reference}/enter-code/"
    answers = [donor.post(path, {"code": "000000"}) for _ in range(4)]
    assert [answer.refused for answer in answers] == [(422, "wrong_code")] * 4
    assert [answer.body["facts"]["left"] for answer in answers] == [4, 3, 2, 1]
    assert donor.post(path, {"code": "000000"}).refused == (423, "code_locked")
    # The right code comes too late.
    right = {"code": receipt_code(match.receipt_salt)}
    assert donor.post(path, right).refused == (423, "code_locked")
    told = client_of(household_of(match.request)).get(f"/matches/{match.reference}/receipt-code/")
    assert told.refused == (423, "code_locked")
    assert in_both_languages(donor, path, {"code": "000000"}).refused == (423, "code_locked")


def test_wrong_code_is_told_in_both_languages() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    donor = client_of(donor_of(match))
    path = f"/matches/{match.reference}/enter-code/"
    english = donor.post(path, {"code": "1"}, "en").body["detail"]
    indonesian = donor.post(path, {"code": "1"}, "id").body["detail"]
    assert english == "This code isn't right. Attempts left: 4."
    assert indonesian.startswith("Kode")
    assert indonesian.endswith("3.")


def test_action_in_the_wrong_state_is_refused() -> None:
    match = match_at(MatchStatus.DELIVERED)
    path = f"/matches/{match.reference}/start/"
    answer = in_both_languages(client_of(donor_of(match)), path, {})
    assert answer.refused == (409, "wrong_state")


def test_action_by_the_wrong_person_is_refused() -> None:
    match = match_at(MatchStatus.ACCEPTED)
    path = f"/matches/{match.reference}/start/"
    household = client_of(household_of(match.request))
    assert in_both_languages(household, path, {}).refused == (401, "sign_in_needed")


def test_action_by_a_stranger_finds_nothing(stranger: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED)
    path = f"/matches/{match.reference}/start/"
    assert in_both_languages(client_of(stranger), path, {}).refused == (404, "not_found")


def test_nothing_left_is_told(donor: Person) -> None:
    request = verified(quantity=4)
    client = client_of(donor)
    path = f"/requests/{request.reference}/pledge/"
    too_much = in_both_languages(client, path, {"quantity": 5})
    assert too_much.refused == (409, "more_than_needed")
    assert too_much.body["facts"] == {"available": 4}
    assert client.post(path, {"quantity": 4}).status == 201
    assert in_both_languages(client, path, {"quantity": 1}).refused == (409, "nothing_left")


def test_verb_without_fields_refuses_fields() -> None:
    match = match_at(MatchStatus.ACCEPTED)
    answer = client_of(donor_of(match)).post(f"/matches/{match.reference}/start/", {"x": 1})
    assert answer.field("x") == "unknown_field"


def test_offer_of_another_category_is_not_found_for_pairing(city_coordinator: Person) -> None:
    request, offer = verified(), published(category="baby")
    body = {"offer": offer.reference, "quantity": 1}
    answer = in_both_languages(
        client_of(city_coordinator), f"/requests/{request.reference}/match/", body
    )
    assert answer.refused == (404, "not_found")


@pytest.mark.parametrize("name", ["\\ud800", "\\u0000"])
def test_name_that_no_answer_can_repeat_is_malformed(public: Client, name: str) -> None:
    answer = public.raw("/follow/", f'{{"{name}": 1}}')
    assert answer.refused == (400, "malformed")
