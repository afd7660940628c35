"""Last week's offer again, in one tap."""

import pytest

from aid.models import Offer
from aid.rules import OfferStatus
from people.person import Person
from tests import factories
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db


def again(offer: Offer) -> str:
    return f"/give/offers/{offer.reference}/again/"


@pytest.mark.parametrize("status", OfferStatus)
def test_ended_offer_is_offered_again_in_one_tap(donor: Person, status: OfferStatus) -> None:
    offer = factories.offer_at(status, donor)
    browser = browser_of(donor)
    over = status is not OfferStatus.OPEN
    for page in (f"/give/offers/{offer.reference}/", "/deliveries/"):
        assert (again(offer) in actions(browser.get(page).content)) == over
    answer = browser.post(again(offer))
    made = Offer.private.exclude(pk=offer.pk).get()
    assert answer["Location"] == f"/give/offers/{made.reference}/"
    assert (made.quantity, made.status) == (offer.quantity, OfferStatus.OPEN)


def test_offer_that_is_used_up_can_be_repeated_from_its_page(donor: Person) -> None:
    offer = factories.published(donor, quantity=4)
    factories.proposed(factories.verified(), offer)  # 4 of 4
    page = browser_of(donor).get(f"/give/offers/{offer.reference}/")
    assert again(offer) in actions(page.content)


def test_pledge_has_no_such_button(donor: Person) -> None:
    pledge = factories.pledged(factories.verified(), 2, donor).offer
    browser = browser_of(donor)
    for page in (f"/give/offers/{pledge.reference}/", "/deliveries/"):
        assert again(pledge) not in actions(browser.get(page).content)


def test_donor_without_room_reads_why_instead_of_a_button(new_donor: Person) -> None:
    ended = factories.offer_at(OfferStatus.EXPIRED, new_donor)
    for _ in range(3):
        factories.published(new_donor)
    browser = in_english(browser_of(new_donor))
    page = browser.get(f"/give/offers/{ended.reference}/").content
    assert again(ended) not in actions(page)
    assert "as many open offers as you can have" in text(page)
    assert again(ended) not in actions(browser.get("/deliveries/").content)
    told = browser.post(again(ended), follow=True)  # from a page that is older
    assert "You have 3 open offers already." in text(told.content)
    assert Offer.private.count() == 4


def test_stranger_repeats_nothing(donor: Person, stranger: Person) -> None:
    offer = factories.offer_at(OfferStatus.EXPIRED, donor)
    assert browser_of(stranger).post(again(offer)).status_code == 404
    assert offer.reference not in browser_of(stranger).get("/deliveries/").content.decode()
    assert Offer.private.count() == 1
