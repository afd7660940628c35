"""No button of a household's pages is refused when it is pressed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aid.models import Handout, Offer, Request
from aid.rules import ConsignmentStatus, HandoutStatus, MatchStatus, RequestStatus
from people.person import Person
from tests import factories, kampung
from tests.aid.at_post import digits
from tests.aid.test_consignment_rules_hold import handout_at
from tests.factories import helper_by_link, household_of, match_at, verified
from tests.frontend.browsers import browser_of
from tests.frontend.pressing import Buttons, buttons_on, refused
from tests.frontend.test_follow import SHOWN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", sorted(RequestStatus))
@pytest.mark.parametrize("ends", [1, 10])
def test_on_a_request_at_any_status(status: RequestStatus, ends: int) -> None:
    request = factories.request_at(status, messages_consent=True)
    Request.private.filter(pk=request.pk).update(until=timezone.now() + timedelta(days=ends))
    page = f"/requests/{request.reference}/"
    for person in (household_of(request), helper_by_link(request)):
        assert refused(browser_of(person), page) == []


@pytest.mark.parametrize("status", SHOWN)
@pytest.mark.parametrize("handover", ["delivery", "pickup"])
def test_on_a_request_with_a_match_at_any_status(status: MatchStatus, handover: str) -> None:
    match = match_at(status)
    Offer.private.filter(pk=match.offer_id).update(handover=handover)
    page = f"/requests/{match.request.reference}/"
    for person in (household_of(match.request), helper_by_link(match.request)):
        assert refused(browser_of(person), page) == []


def test_with_an_account(resident: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, None, verified(resident), 1)
    assert refused(browser_of(resident), f"/requests/{match.request.reference}/") == []


@pytest.mark.parametrize("status", sorted(HandoutStatus))
def test_on_a_coupon(status: HandoutStatus, donor: Person, rw_head: Person) -> None:
    handout = handout_at(status, donor, rw_head)
    kampung.coupon_holder(Handout.private.with_facts().select_related("coupon").get(pk=handout.pk))
    coupon = Handout.private.select_related("coupon").get(pk=handout.pk).coupon
    assert coupon is not None
    phone = Client()
    page = f"/kupon/{coupon.serial}/"
    phone.post(page, {"code": digits(coupon)})
    assert refused(phone, page) == []


def test_after_the_consignment_was_closed(donor: Person, rw_head: Person) -> None:
    """What is left for a household after everything is over is to complain."""
    handout = handout_at(HandoutStatus.CONFIRMED, donor, rw_head)
    sent = handout.consignment
    type(sent).private.filter(pk=sent.pk).update(status=ConsignmentStatus.CLOSED)
    coupon = Handout.private.select_related("coupon").get(pk=handout.pk).coupon
    assert coupon is not None
    phone = Client()
    page = f"/kupon/{coupon.serial}/"
    phone.post(page, {"code": digits(coupon)})
    assert refused(phone, page) == []


def test_a_button_that_is_refused_is_found() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    page = f"/requests/{match.request.reference}/"
    browser = browser_of(household_of(match.request))
    assert len(buttons_on(browser.get(page).content)) > 5
    planted = Buttons()
    planted.feed(f'<form method="post" action="{page}withdraw/"><button>x</button></form>')
    assert [str(each) for each in planted.found] == [f"{page}withdraw/"]
    answer = browser.post(planted.found[0].action, follow=True)
    assert "Bantuan sedang diantar" in answer.content.decode()
