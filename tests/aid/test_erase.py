"""A household has everything personal erased; what happened stays, without it."""

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from aid.actions import disclosure, messages, photos
from aid.actions.complaints import close_complaint, complain
from aid.actions.confirmation import dispute, settle
from aid.actions.erasing import erase
from aid.actions.links import link_exists
from aid.errors import ContactNotAgreed, NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Complaint, Event, Household, Match, Message, Photo, Request, Vouch
from aid.opened import opened
from aid.rights_errors import SomethingUnderWay
from aid.rules import MatchStatus, RequestStatus
from aid.standing import match_verbs
from geo.privacy import snapped_point
from people.consent import consents
from people.person import ANYONE, Person
from people.private import Details, read
from tests import factories, invariants
from tests.aid.pictures import JPEG
from tests.factories import fresh, fresh_match, household_of, submitted, verified

pytestmark = pytest.mark.django_db


def living(request: Request) -> Household:
    found: Household = Household.private.get(pk=request.household_id)
    return found


def kept(household: Household) -> Details:
    return read([household.details_id])[household.details_id]


def test_nothing_of_the_household_is_kept() -> None:
    request = verified(
        note="Ada bayi", id_number="3173014507850042", account="BRI 1", messages_consent=True,
        longitude=106.7476, latitude=-6.1387, vulnerable=True,
    )  # fmt: skip
    erase(household_of(request), request.reference)
    household = living(request)
    assert kept(household) == Details()
    fingerprints = (
        household.phone_fingerprint, household.id_fingerprint, household.name_fingerprint
    )  # fmt: skip
    assert fingerprints == ("", "", "") and not household.vulnerable
    assert consents(household.details_id) == frozenset()
    area: Point = snapped_point(request.region.point)
    assert (household.place, fresh(request).place) == (area, area)
    assert (fresh(request).note, fresh(request).refusal) == ("", "")


@pytest.mark.parametrize("status", sorted(RequestStatus))
def test_what_stands_is_withdrawn_and_all_else_stays_as_it_ended(status: RequestStatus) -> None:
    request = factories.request_at(status)
    erase(household_of(request), request.reference)
    standing = status in (RequestStatus.SUBMITTED, RequestStatus.VERIFIED, RequestStatus.LISTED)
    assert fresh(request).status == (RequestStatus.WITHDRAWN if standing else status)
    assert fresh(request).needed == request.needed
    assert Event.log.of_request(request.pk).filter(kind="erase").count() == 1
    invariants.check_everything()


def test_promises_that_have_not_set_out_end() -> None:
    match = factories.match_at(MatchStatus.ACCEPTED)
    erase(household_of(match.request), match.request.reference)
    assert fresh_match(match.pk).status == MatchStatus.CANCELLED


@pytest.mark.parametrize("status", [MatchStatus.ON_THE_WAY, MatchStatus.DISPUTED])
def test_what_is_under_way_is_settled_first(status: MatchStatus) -> None:
    match = factories.match_at(status)
    with pytest.raises(SomethingUnderWay):
        erase(household_of(match.request), match.request.reference)
    assert kept(living(match.request)).name == "Siti Contoh"
    assert fresh(match.request).erased_at is None


def test_own_complaint_is_answered_first_and_goes_then(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.CONFIRMED)
    household = household_of(match.request)
    complaint = complain(household, match.reference, "not_as_described", "Beras basah")
    with pytest.raises(SomethingUnderWay):
        erase(household, match.request.reference)
    close_complaint(coordinator, complaint.pk, "Dikirim ulang ke Bu Siti")
    erase(household, match.request.reference)
    told = Complaint.private.get(pk=complaint.pk)
    assert (told.text, told.answer, told.kind) == ("", "", "not_as_described")


def test_open_complaint_of_the_donor_hinders_nobody_and_goes_once_it_is_answered(
    coordinator: Person,
) -> None:
    """Else the household would learn that there is one."""
    match = factories.match_at(MatchStatus.CONFIRMED)
    donor = factories.donor_of(match)
    complaint = complain(donor, match.reference, "not_as_described", "Bu Siti marah")
    erase(household_of(match.request), match.request.reference)
    assert Complaint.private.get(pk=complaint.pk).text == "Bu Siti marah"
    close_complaint(coordinator, complaint.pk, "Sudah")
    assert Complaint.private.get(pk=complaint.pk).text == ""


def test_messages_photos_and_vouches_go_and_the_address_closes() -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY)
    household, donor = household_of(match.request), factories.donor_of(match)
    disclosure.agree_contact(household, match.reference)
    messages.write_message(household, match.reference, "Pagar biru")
    photos.add_photo(donor, match.reference, JPEG)
    factories.bring(match, MatchStatus.CONFIRMED)
    erase(household, match.request.reference)
    with opened([match.pk]):
        assert not Message.private.exists() and not Photo.private.exists()
    assert not Vouch.private.exists()
    after = Match.private.get(pk=match.pk)
    assert after.contact_agreed_at is None and not after.collector
    with pytest.raises(ContactNotAgreed):
        disclosure.contact_for_donor(donor, match.reference)


def test_nobody_adds_anything_to_what_was_erased() -> None:
    """What is handed over and not confirmed hinders no erasing."""
    match = factories.match_at(MatchStatus.DELIVERED)
    donor, office = factories.donor_of(match), factories.office(factories.HOME)
    erase(household_of(match.request), match.request.reference)
    with pytest.raises(WrongState):
        messages.write_message(donor, match.reference, "Bu Siti, masih di gang Melati?")
    for person in (donor, office):
        with pytest.raises(WrongState):
            photos.add_photo(person, match.reference, JPEG)
        offered = match_verbs(person, fresh_match(match.pk), timezone.now())
        assert not {"write_message", "add_photo"} & set(offered)


def test_what_stands_again_is_erased_again(resident: Person) -> None:
    """By its account, which another request of its household still leads to it, it says that
    nothing came."""
    first, second = verified(resident), verified(resident, category="hygiene")
    match = factories.match_at(MatchStatus.DELIVERED, request=first)
    erase(resident, first.reference)
    dispute(resident, match.reference)
    assert (fresh(first).status, fresh(first).erased_at) == (RequestStatus.VERIFIED, None)
    settle(factories.office(factories.HOME), match.reference, arrived=True)
    for request in (first, second):
        erase(resident, request.reference)
    assert kept(living(first)) == Details()


def test_link_opens_nothing_any_more() -> None:
    receipt = submitted()
    erase(household_of(receipt.request), receipt.request.reference)
    assert not link_exists(receipt.token)


def test_account_is_led_to_it_no_more(resident: Person) -> None:
    request = verified(resident)
    erase(resident, request.reference)
    assert not Request.private.own(resident).exists()


def test_household_is_kept_as_long_as_another_request_of_it_is(resident: Person) -> None:
    first, second = verified(resident), verified(resident, category="hygiene")
    assert first.household_id == second.household_id
    erase(resident, first.reference)
    assert kept(living(first)).name == "Siti Contoh"
    assert fresh(second).status == RequestStatus.VERIFIED
    with pytest.raises(WrongState):
        erase(resident, first.reference)
    erase(resident, second.reference)
    assert kept(living(first)) == Details()


def test_nobody_else_erases(
    stranger: Person, coordinator: Person, rw_head: Person, donor: Person
) -> None:
    request = verified(region=factories.RW_901)
    helper = factories.helper_by_link(request)
    for person in (stranger, coordinator, rw_head, donor, helper, ANYONE):
        with pytest.raises((NotFound, NotAllowed, SignInNeeded)):
            erase(person, request.reference)
    assert kept(living(request)).name == "Siti Contoh"
