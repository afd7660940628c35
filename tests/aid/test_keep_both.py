"""Requests that look alike: who is told, of what, and keeping both."""

import pytest
from django.utils import timezone

from aid.actions import doubles, verification
from aid.errors import NotAllowed, NotFound
from aid.models import Event, KeptApart, Request
from aid.queries.request_doubles import doubles_among
from people.person import Person
from tests import factories
from tests.aid.hints import hints
from tests.factories import ELSEWHERE, HOME, RW_901, fresh, submitted

pytestmark = pytest.mark.django_db


def alike(person: Person, request: Request) -> dict[str, tuple[str, ...]]:
    """References of what looks like ``request``, with the marks."""
    found = doubles_among(person, [fresh(request)], timezone.now())
    return {each.other.reference: each.marks for each in found.get(request.pk, [])}


def asked(**changes: object) -> Request:
    """Somebody unlike anybody else, but for ``changes``."""
    number = next(factories.numbers)
    own = {"name": f"Orang {'abcdefghij'[number % 10]}{number}", "phone": f"0813{number:08d}"}
    return submitted(**{**own, **changes}).request


def test_same_phone_name_or_id_is_told_by_its_kind(coordinator: Person) -> None:
    one = asked(name="Siti Aminah", phone="081211112222", id_number="3173015501900001")
    phone = asked(phone="0812 1111 2222")
    name = asked(name="SITI AMINAH")
    same_id = asked(id_number="3173015501900001")
    asked()
    assert alike(coordinator, one) == {
        phone.reference: ("phone",),
        name.reference: ("name",),
        same_id.reference: ("id_number",),
    }


def test_two_id_numbers_are_two_households_whatever_else_is_alike(coordinator: Person) -> None:
    one = asked(name="Siti Aminah", phone="081211112222", id_number="3173015501900001")
    asked(name="Siti Aminah", phone="081211112222", id_number="3173015501900002")
    assert alike(coordinator, one) == {}


def test_another_category_or_kelurahan_is_no_double(coordinator: Person) -> None:
    one = asked(phone="081211112222")
    asked(phone="081211112222", category="hygiene")
    asked(phone="081211112222", region=ELSEWHERE)
    assert alike(coordinator, one) == {}


def test_name_alone_tells_nothing_between_two_rws(city_coordinator: Person) -> None:
    other_rw = factories.neighbourhood(902).pk
    one = asked(name="Siti Aminah", region=RW_901)
    asked(name="Siti Aminah", region=other_rw)
    somewhere = asked(name="Siti Aminah")
    assert list(alike(city_coordinator, one)) == [somewhere.reference]


def test_ended_requests_are_no_doubles(coordinator: Person) -> None:
    one = asked(phone="081211112222")
    refused = asked(phone="081211112222")
    verification.refuse(coordinator, refused.reference, "Ganda")
    assert alike(coordinator, one) == {}


def test_rw_hears_of_no_request_that_was_asked_past_it(
    rw_head: Person, coordinator: Person
) -> None:
    one = asked(phone="081211112222", region=RW_901)
    past = asked(phone="081211112222", region=RW_901, not_through_rw=True)
    assert alike(rw_head, one) == {}
    assert alike(coordinator, one) == {past.reference: ("phone",)}
    with pytest.raises(NotFound):
        doubles.keep_both(rw_head, one.reference, past.reference)


def test_who_only_looks_on_learns_of_no_mark(auditor: Person, other_coordinator: Person) -> None:
    one = asked(phone="081211112222")
    other = asked(phone="081211112222")
    assert alike(auditor, one) == {} and alike(other_coordinator, one) == {}
    with pytest.raises(NotAllowed):
        doubles.keep_both(auditor, one.reference, other.reference)
    with pytest.raises(NotFound):
        doubles.keep_both(other_coordinator, one.reference, other.reference)


def test_kept_apart_is_not_asked_again(coordinator: Person, city_coordinator: Person) -> None:
    one = asked(phone="081211112222")
    other = asked(phone="081211112222")
    doubles.keep_both(coordinator, one.reference, other.reference)
    doubles.keep_both(city_coordinator, other.reference, one.reference)
    assert alike(coordinator, one) == {} and alike(coordinator, other) == {}
    assert KeptApart.private.count() == 1
    third = asked(phone="081211112222")
    assert set(alike(coordinator, third)) == {one.reference, other.reference}


def test_what_has_nothing_in_common_is_not_kept_apart(coordinator: Person) -> None:
    one, other = asked(), asked()
    for pair in ((one, other), (one, one)):
        with pytest.raises(NotFound):
            doubles.keep_both(coordinator, pair[0].reference, pair[1].reference)
    assert not KeptApart.private.exists()


def test_keeping_both_is_recorded_where_both_are_known(coordinator: Person) -> None:
    one = asked(phone="081211112222", region=RW_901)
    past = asked(phone="081211112222", region=RW_901, not_through_rw=True)
    with hints() as sent:
        doubles.keep_both(coordinator, one.reference, past.reference)
    event = Event.log.get(kind="keep_both")
    assert event.region_code == HOME and event.request_id is None
    assert event.facts == {"one": one.pk, "other": past.pk}
    assert f"board:{HOME}" in sent and f"board:{RW_901}" not in sent
    assert not any(topic.startswith(("public:", "request:", "person:")) for topic in sent)
