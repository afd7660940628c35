from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import requests
from aid.actions.requests import submit, submit_for_neighbourhood
from aid.errors import AlreadyAsked, Invalid, NotAllowed, SignInNeeded
from aid.models import Event, Household, PageLink, Request
from aid.rules import RequestStatus
from geo.models import Region
from people import private
from people.consent import consents
from people.models import Consent
from people.person import ANYONE, Person
from people.private import Details
from people.vault import fingerprint
from tests import factories
from tests.factories import ASKED, HOME, RW_901

pytestmark = pytest.mark.django_db


def details_of(household: Household | None) -> Details:
    assert household is not None
    return private.read([household.details_id])[household.details_id]


def test_anybody_may_ask_without_account() -> None:
    receipt = submit(ANYONE, ASKED)
    request = factories.fresh(receipt.request)
    assert request.status == RequestStatus.SUBMITTED
    assert (request.needed, request.open, request.region_code) == (4, 4, HOME)
    assert (request.resident_id, request.filed_by_id) == (None, None)
    assert factories.opened(receipt) == factories.household_of(request)


def test_contact_is_kept_apart_and_tidied() -> None:
    household = submit(ANYONE, ASKED).request.household
    contact = details_of(household)
    assert (contact.name, contact.phone) == ("Siti Contoh", "+6281234567890")
    assert contact.point is None


def test_point_serves_the_matcher_on_a_grid_only() -> None:
    """100 m: the kept place is the nearest corner of the grid, up to 71 m away."""
    household = submit(
        ANYONE, replace(ASKED, latitude="-6.14218", longitude="106.75406")
    ).request.household
    assert household is not None
    contact = details_of(household)
    assert contact.point is not None and contact.point.y == pytest.approx(-6.14218)
    place = Household.private.get(pk=household.pk).place
    assert (place.x % 100, place.y % 100) == (0, 0)
    exact = contact.point.transform(32748, clone=True)
    assert 0 < exact.distance(place) < 71


def test_of_the_id_number_only_a_fingerprint_is_kept() -> None:
    asked = replace(ASKED, id_number="3173 0101 0190 0001", account="BCA 123 a.n. Siti")
    household = submit(ANYONE, asked).request.household
    assert household is not None
    assert household.id_fingerprint == fingerprint("id_number", "3173010101900001")
    assert details_of(household).account == "BCA 123 a.n. Siti"


def test_same_phone_has_the_same_fingerprint_however_it_is_written() -> None:
    households = [
        submit(ANYONE, replace(ASKED, phone=phone)).request.household
        for phone in ("0812 3456 7890", "+62 812-3456-7890", "0812 3456 7891")
    ]
    found = [household.phone_fingerprint for household in households if household]
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("number", ["317301010190000", "31730101019000011", "317301010190000x"])
def test_id_number_with_a_mistake_is_refused(number: str) -> None:
    with pytest.raises(Invalid) as refused:
        submit(ANYONE, replace(ASKED, id_number=number))
    assert refused.value.problems["id_number"].code == "id_number_invalid"


@pytest.mark.parametrize(
    ("more", "purposes"), [({}, {"aid"}), ({"messages_consent": True}, {"aid", "messages"})]
)
def test_consent_is_kept_by_purpose_with_its_version(
    more: dict[str, object], purposes: set[str]
) -> None:
    household = submit(ANYONE, replace(ASKED, **more)).request.household  # type: ignore[arg-type]
    assert household is not None
    kept = Consent.private.filter(details_id=household.details_id)
    assert {row.purpose for row in kept} == purposes == consents(household.details_id)
    assert {row.version for row in kept} == {"2026-11"}
    assert not kept.filter(given_by_helper=True).exists()


def test_helper_s_word_is_marked_as_such(helper: Person) -> None:
    household = submit(helper, replace(ASKED, for_someone_else=True)).request.household
    assert household is not None
    assert Consent.private.get(details_id=household.details_id).given_by_helper


def test_without_point_the_region_s_own_serves() -> None:
    request = submit(ANYONE, ASKED).request
    point = Region.objects.get(code=HOME).point.transform(32748, clone=True)
    assert request.place.distance(point) < 71


def test_account_asks_for_its_own_household(resident: Person) -> None:
    request = submit(resident, ASKED).request
    assert (request.resident_id, request.filed_by_id) == (resident.user_id, None)


def test_helper_files_for_a_household_that_is_not_theirs(helper: Person) -> None:
    receipt = submit(helper, replace(ASKED, for_someone_else=True))
    assert (receipt.request.resident_id, receipt.request.filed_by_id) == (None, helper.user_id)
    assert factories.opened(receipt) == factories.helper_by_link(receipt.request)


def test_second_open_request_of_a_household_for_the_same_is_refused(resident: Person) -> None:
    first = submit(resident, ASKED).request
    with pytest.raises(AlreadyAsked):
        submit(resident, ASKED)
    factories.verify(first)
    with pytest.raises(AlreadyAsked):
        submit(resident, ASKED)
    assert Request.private.count() == 1


def test_household_may_ask_for_something_else_or_again_later(resident: Person) -> None:
    first = submit(resident, ASKED).request
    other = submit(resident, replace(ASKED, category="meal")).request
    assert first.household == other.household
    requests.withdraw(resident, first.reference)
    assert submit(resident, ASKED).request.household == first.household


def test_helper_may_file_the_same_for_several_households(helper: Person) -> None:
    for _ in range(2):
        submit(helper, replace(ASKED, for_someone_else=True))
    assert Household.private.count() == 2


def test_request_ends_by_itself_after_its_category_s_days() -> None:
    now = timezone.now()
    meal = submit(ANYONE, replace(ASKED, category="meal")).request
    sembako = submit(ANYONE, ASKED).request
    assert meal.until - now == pytest.approx(timedelta(days=3), abs=timedelta(minutes=1))
    assert sembako.until - now == pytest.approx(timedelta(days=14), abs=timedelta(minutes=1))


def test_last_day_lasts_until_its_end_in_jakarta() -> None:
    day = timezone.localdate() + timedelta(days=2)
    until = submit(ANYONE, replace(ASKED, until=day.isoformat())).request.until
    local = timezone.localtime(until)
    assert (local.date(), local.hour, local.minute) == (day + timedelta(days=1), 0, 0)


def test_nothing_is_kept_of_a_form_with_a_mistake(resident: Person) -> None:
    with pytest.raises(Invalid):
        submit(resident, replace(ASKED, quantity="0"))
    for model in (Request.private, Household.private, Consent.private, PageLink.private):
        assert not model.exists()
    assert not Event.log.exists()


def test_only_hashes_of_link_and_page_code_are_kept() -> None:
    receipt = submit(ANYONE, ASKED)
    link = PageLink.private.get()
    assert receipt.token not in (link.token_hash, link.code_hash)
    assert receipt.code not in link.code_hash and len(receipt.code) == 6


def test_rw_head_declares_the_need_of_the_rw(rw_head: Person) -> None:
    request = submit_for_neighbourhood(rw_head, replace(ASKED, region=RW_901, quantity=120))
    assert request.household is None
    assert (request.filed_by_id, request.needed) == (rw_head.user_id, 120)
    with pytest.raises(AlreadyAsked):
        submit_for_neighbourhood(rw_head, replace(ASKED, region=RW_901))


def test_need_is_declared_for_an_rw_not_for_a_whole_kelurahan(coordinator: Person) -> None:
    """Households of its RWs would count beside it."""
    with pytest.raises(Invalid) as refused:
        submit_for_neighbourhood(coordinator, ASKED)
    assert refused.value.problems["region"].code == "neighbourhood_needed"


def test_others_declare_no_need(
    rw_head: Person, stranger: Person, other_coordinator: Person
) -> None:
    needs = replace(ASKED, region=RW_901)
    for person in (stranger, other_coordinator):
        with pytest.raises(NotAllowed):
            submit_for_neighbourhood(person, needs)
    with pytest.raises(SignInNeeded):
        submit_for_neighbourhood(ANYONE, needs)
