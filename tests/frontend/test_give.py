"""Giving: publishing an offer, finding need by area, and promising to it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aid.actions import pledges
from aid.contents import CONTENTS
from aid.models import Consignment, Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus
from people.person import ANYONE, Person
from tests import factories, lists
from tests.factories import (
    CITY,
    ELSEWHERE,
    HOME,
    RW_901,
    count_neighbourhoods,
    declared,
    in_rw_901,
    rw_901,
    verified,
)
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db

OFFERED = {
    "category": "sembako",
    "quantity": "12",
    "kelurahan": "Kapuk",
    "region": "",
    "rw": "",
    "radius": "5",
    "handover": "delivery",
    "until": "",
    "note": "Beras 5 kg",
}
NEED_HOME = f"/give/need/{HOME}/"
NEED_RW = f"/give/need/{RW_901}/"


def statements(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


# Publishing


def test_donor_limits_what_is_proposed(donor: Person) -> None:
    browser = in_english(browser_of(donor))
    response = browser.post("/give/offer/", {**OFFERED, "least": "3", "most_open": "2"})
    offer = Offer.private.get()
    assert (offer.least, offer.most_open) == (3, 2)
    told = text(browser.get(response["Location"]).content)
    assert "Smallest part worth a trip 3 packages" in told and "Proposals at once 2" in told
    wrong = browser.post("/give/offer/", {**OFFERED, "least": "13", "most_open": "0"})
    assert set(wrong_fields(wrong.content)) == {"least", "most_open"}


def test_published_offer_leads_to_what_happens_next(donor: Person) -> None:
    browser = in_english(browser_of(donor))
    response = browser.post("/give/offer/", OFFERED)
    offer = Offer.private.get()
    assert (offer.quantity, offer.region_id, offer.radius) == (12, HOME, 5000)
    assert response["Location"] == f"/give/offers/{offer.reference}/"
    assert "What happens next" in text(browser.get(response["Location"]).content)


def test_wrong_offer_names_each_field_and_loses_nothing_typed(donor: Person) -> None:
    wrong = {**OFFERED, "quantity": "nol", "kelurahan": "Entah", "note": "Beras <5 kg>"}
    response = browser_of(donor).post("/give/offer/", wrong)
    assert response.status_code == 422
    assert set(wrong_fields(response.content)) == {"quantity", "kelurahan"}
    assert "Beras &lt;5 kg&gt;" in response.content.decode()
    assert 'value="nol"' in response.content.decode()
    assert not Offer.private.exists()


def test_what_is_in_it_is_asked_only_where_there_is_a_choice(donor: Person) -> None:
    page = browser_of(donor).get("/give/offer/").content.decode()
    asked = re.findall(r'name="category" value="(\w+)" data-contents', page)
    assert set(asked) == set(CONTENTS) and "cash" not in asked
    assert '<fieldset class="only-contents"' in page


def test_offer_form_asks_to_sign_in(client: Client) -> None:
    response = client.get("/give/offer/")
    assert response["Location"] == "/sign-in/?next=/give/offer/"


def test_stranger_cannot_see_an_offer(donor: Person, stranger: Person) -> None:
    url = f"/give/offers/{factories.published(donor).reference}/"
    assert browser_of(stranger).get(url).status_code == 404
    assert browser_of(donor).get(url)["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("status", OfferStatus)
def test_withdraw_button_shows_only_on_an_open_offer(donor: Person, status: OfferStatus) -> None:
    offer = factories.offer_at(status, donor)
    page = browser_of(donor).get(f"/give/offers/{offer.reference}/")
    shown = f"/give/offers/{offer.reference}/withdraw/" in actions(page.content)
    assert shown == (status is OfferStatus.OPEN)


def test_donor_withdraws_an_offer(donor: Person) -> None:
    offer = factories.published(donor)
    browser_of(donor).post(f"/give/offers/{offer.reference}/withdraw/")
    assert factories.fresh_offer(offer).status == OfferStatus.WITHDRAWN


def test_nobody_else_withdraws_an_offer(donor: Person, stranger: Person) -> None:
    offer = factories.published(donor)
    response = browser_of(stranger).post(f"/give/offers/{offer.reference}/withdraw/")
    assert response.status_code == 404
    assert factories.fresh_offer(offer).status == OfferStatus.OPEN


# Need by area


def test_need_of_an_area_is_rounded(client: Client) -> None:
    verified(quantity=4)
    assert "<5 paket" in text(client.get("/give/need/").content)
    verified(quantity=9)  # 4 + 9 = 13, rounded to 15
    assert "15 paket" in text(client.get("/give/need/").content)


def test_least_served_area_comes_first(client: Client) -> None:
    served = verified(quantity=20)
    factories.pledged(served, 10)  # half of Kapuk's need is promised
    verified(quantity=5, region=ELSEWHERE)
    page = client.get("/give/need/").content.decode()
    assert page.index(f'/give/need/{ELSEWHERE}/"') < page.rindex(f'/give/need/{HOME}/"')


def test_area_page_tells_neither_name_nor_address(donor: Person) -> None:
    in_rw_901(10)
    count_neighbourhoods()
    for url in (NEED_HOME, NEED_RW):
        page = browser_of(donor).get(url).content.decode()
        assert "Siti" not in page
        assert "Jalan Contoh" not in page
        assert "812" not in page
        assert "pos RW" not in page


def test_household_requests_show_only_to_people_with_an_account(
    client: Client, donor: Person
) -> None:
    reference = verified().reference
    assert reference not in client.get(NEED_HOME).content.decode()
    assert reference in browser_of(donor).get(NEED_HOME).content.decode()


@pytest.mark.parametrize(("households", "named"), [(9, False), (10, True)])
def test_rw_is_named_once_ten_of_its_households_ask(
    donor: Person, households: int, named: bool
) -> None:
    in_rw_901(households)
    count_neighbourhoods()
    page = text(browser_of(donor).get(NEED_HOME).content)
    assert page.count("Kelurahan Kapuk") >= 1
    assert ("RW 901" in page) == named


def test_rw_that_may_not_be_named_leads_to_its_kelurahan(donor: Person) -> None:
    in_rw_901(2)
    assert browser_of(donor).get(NEED_RW)["Location"] == NEED_HOME


def test_declared_need_of_an_rw_shows_rounded_without_its_households(client: Client) -> None:
    declared(22)  # nobody asks besides: 22, rounded to 20
    in_rw_901(1, category="meal", quantity=4)
    page = text(client.get(NEED_HOME).content)
    assert "Paket sembako: 20 paket" in page
    assert "Makan siap saji: <5" not in page


def test_own_request_is_not_offered_to_pledge(resident: Person) -> None:
    own = verified(resident)
    assert own.reference not in browser_of(resident).get(NEED_HOME).content.decode()


def test_category_narrows_the_list(client: Client) -> None:
    verified(quantity=10)
    verified(category="hygiene", quantity=10, region=ELSEWHERE)
    page = client.get("/give/need/?category=hygiene").content.decode()
    areas = re.findall(r'<li><a href="/give/need/([\d.]+)/', page)
    assert ELSEWHERE in areas
    assert HOME not in areas


def test_unknown_area_is_not_found(client: Client) -> None:
    assert client.get("/give/need/99.99/").status_code == 404


def test_need_pages_take_as_many_statements_for_few_as_for_many(donor: Person) -> None:
    browser = browser_of(donor)
    in_rw_901(10)
    count_neighbourhoods()
    few = [statements(browser, url) for url in ("/give/need/", NEED_HOME)]
    in_rw_901(8)
    count_neighbourhoods()
    verified(region=ELSEWHERE)
    assert [statements(browser, url) for url in ("/give/need/", NEED_HOME)] == few


# Pledging


def test_pledge_to_a_household_leads_to_its_delivery(donor: Person) -> None:
    request = verified()
    response = browser_of(donor).post(NEED_HOME, {"request": request.reference, "quantity": "3"})
    match = Match.private.get()
    assert (match.quantity, match.status) == (3, MatchStatus.ACCEPTED)
    assert response["Location"] == f"/deliveries/{match.reference}/"


def test_pledge_to_an_rw_serves_its_households_first(donor: Person) -> None:
    declared(20)
    household = verified(region=RW_901)  # 4 of the 20
    pledge = {"region": RW_901, "category": "sembako", "quantity": "6"}
    response = browser_of(donor).post(NEED_HOME, pledge)
    assert response["Location"] == "/deliveries/"
    of_household = Match.private.get(request=household)
    assert of_household.quantity == 4
    assert Match.private.exclude(pk=of_household.pk).get().quantity == 2


@pytest.mark.parametrize("quantity", ["", "0", "-1", "satu", "1,5", "9" * 30])
def test_pledge_that_is_no_quantity_is_refused_at_its_field(donor: Person, quantity: str) -> None:
    request = verified()
    entered = {"request": request.reference, "quantity": quantity}
    response = browser_of(donor).post(NEED_HOME, entered)
    assert response.status_code == 422
    assert set(wrong_fields(response.content)) == {f"q-{request.reference}-sembako"}
    assert f'value="{quantity}"' in response.content.decode()
    assert not Match.private.exists()


def test_pledge_of_more_than_is_open_is_refused_in_words(donor: Person) -> None:
    request = verified()
    response = browser_of(donor).post(NEED_HOME, {"request": request.reference, "quantity": "5"})
    assert response.status_code == 422
    wrong = wrong_fields(response.content)[f"q-{request.reference}-sembako"]
    assert wrong.endswith("Yang masih kurang: 4.")
    assert 'value="5"' in response.content.decode()
    assert not Match.private.exists()


def test_household_that_needs_it_all_at_once_says_so_to_donors_and_offices(donor: Person) -> None:
    request = verified()
    board = f"/board/requests/{request.reference}/"
    city = factories.office(CITY)
    pages = ((browser_of(donor), NEED_HOME), (browser_of(city), board))
    assert not any("hanya sekaligus" in text(who.get(page).content) for who, page in pages)
    Request.private.filter(pk=request.pk).update(whole=True)
    assert all("hanya sekaligus" in text(who.get(page).content) for who, page in pages)
    part = {"request": request.reference, "quantity": "3"}
    wrong = wrong_fields(browser_of(donor).post(NEED_HOME, part).content)
    assert wrong[f"q-{request.reference}-sembako"].endswith("Yang masih kurang: 4.")


def test_refused_pledge_to_an_rw_tells_rounded_numbers_only(donor: Person) -> None:
    rw_901()
    verified(region=RW_901)  # 4 packages
    browser = in_english(browser_of(donor))
    pledge = {"region": RW_901, "category": "sembako", "quantity": "50"}
    assert "nothing is left" in text(browser.post(NEED_HOME, pledge).content)
    declared(22)  # the 4 count inside: 22 in all, rounded to 20
    assert "Still open: 20." in text(browser.post(NEED_HOME, pledge).content)
    assert not Match.private.exists()


def test_pledge_without_account_leads_to_sign_in(client: Client) -> None:
    request = verified()
    response = client.post(NEED_HOME, {"request": request.reference, "quantity": "1"})
    assert response["Location"] == f"/sign-in/?next={NEED_HOME}"
    assert not Match.private.exists()


def test_unverified_donor_hears_of_the_limit(new_donor: Person) -> None:
    for _ in range(3):
        pledges.pledge_to_request(new_donor, verified(ANYONE).reference, 1)
    request = verified()
    entered = {"request": request.reference, "quantity": "1"}
    response = in_english(browser_of(new_donor)).post(NEED_HOME, entered)
    assert "You hold 3 promises" in text(response.content)
    assert not Match.private.filter(request=request).exists()


# Later weeks, and promise and plan in one step

SIX = [lists.household(number) for number in range(1, 7)]
PLAN_RW = f"{NEED_RW}plan/"


def plan_fields(**changed: str) -> dict[str, str]:
    fields = {
        "category": "sembako",
        "quantity": "4",
        "portion": "",
        "day": lists.later(1).isoformat(),
        "slot": "afternoon",
        "vehicle": "car",
        "statement": "on",
    }
    return {**fields, **changed}


def test_donor_sees_what_later_weeks_lack_and_promises_to_one(donor: Person) -> None:
    made = lists.verified(None, SIX, first_day=lists.later(14), portions=2)
    browser = in_english(browser_of(donor))
    page = browser.get(NEED_RW)
    assert "The weeks after" in text(page.content)
    day = lists.later(21).isoformat()
    assert f'name="day" value="{day}"' in page.content.decode()
    pledge = {"region": RW_901, "category": "sembako", "quantity": "2", "day": day}
    assert browser.post(NEED_RW, pledge).status_code == 302
    assert [portion.open for portion in lists.portions_of(made)] == [6, 4]


def test_refused_promise_to_a_later_week_is_told_beside_it(donor: Person) -> None:
    lists.verified(None, SIX, first_day=lists.later(14), portions=2)
    day = lists.later(21).isoformat()
    pledge = {"region": RW_901, "category": "sembako", "quantity": "7", "day": day}
    answer = browser_of(donor).post(NEED_RW, pledge)
    assert answer.status_code == 422
    assert f'id="q-{RW_901}-sembako-{day}-wrong"' in answer.content.decode()
    assert answer.content.decode().count("-wrong") == 2  # once more as the input's description


def test_promise_and_plan_for_an_rw_is_one_step(donor: Person) -> None:
    lists.verified(None, SIX, portions=2)
    browser = browser_of(donor)
    assert f'href="{PLAN_RW}?category=sembako"' in browser.get(NEED_RW).content.decode()
    wrong = browser.post(PLAN_RW, plan_fields(statement="", quantity="satu"))
    assert wrong.status_code == 422 and not Match.private.exists()
    assert 'value="satu"' in wrong.content.decode()
    made = browser.post(PLAN_RW, plan_fields())
    consignment = Consignment.private.get()
    assert made["Location"] == f"/consignments/{consignment.reference}/"
    assert (consignment.quantity, consignment.day) == (4, lists.later(1))


def test_plan_for_a_later_week_begins_with_its_day(donor: Person) -> None:
    made = lists.verified(None, SIX, portions=3)
    day = lists.later(7).isoformat()
    browser = browser_of(donor)
    page = browser.get(f"{PLAN_RW}?category=sembako&portion={day}").content.decode()
    assert f'<option value="{day}" selected>' in page
    assert re.search(rf'name="day"[^>]*value="{day}"|value="{day}"[^>]*name="day"', page)
    browser.post(PLAN_RW, plan_fields(portion=day, day=day))
    assert [portion.open for portion in lists.portions_of(made)] == [6, 2, 6]


def test_plan_for_an_rw_is_for_people_with_an_account(donor: Person, client: Client) -> None:
    rw_901()
    assert client.get(PLAN_RW).status_code == 302
    assert browser_of(donor).get(f"{NEED_HOME}plan/").status_code == 404
    assert browser_of(donor).get(PLAN_RW).status_code == 200
