"""Consignments on pages: the plan form, the post's screen, the list of recipients."""

import pytest

from aid import rules
from aid.actions import planning, pledges
from aid.actions.meals import offer_late_meals_on
from aid.models import Consignment, Line, Match, Request
from aid.relations import consignment_relations
from aid.rules import ConsignmentStatus, HandoutStatus
from people.person import Person
from tests import factories, kampung
from tests.clock import Clock
from tests.factories import RW_901
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db

COUNTED = "Dihitung di pos pada"
LATE = "Belum berangkat satu jam sebelum waktu makan, jadi ditawarkan ke orang lain."
PLACE = {"region": RW_901, "category": "sembako", "institution": ""}


def plan_fields(**changed: str) -> dict[str, str]:
    day = kampung.tomorrow().isoformat()
    journey = {"day": day, "slot": "afternoon", "vehicle": "car", "statement": "on"}
    return {**PLACE, **journey, **changed}


def test_donor_plans_a_whole_rw_by_one_form(donor: Person) -> None:
    kampung.portion([1] * 10)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 7)
    browser = browser_of(donor)
    assert "/consignments/plan/?region=" in browser.get("/consignments/").content.decode()
    wrong = browser.post("/consignments/plan/", plan_fields(statement="", vehicle="rocket"))
    assert wrong.status_code == 422
    assert wrong_fields(wrong.content).keys() >= {"vehicle", "statement"}
    made = browser.post("/consignments/plan/", plan_fields(contents="rice"))
    consignment = Consignment.private.get()
    assert made.url == f"/consignments/{consignment.reference}/"
    assert (consignment.quantity, consignment.contents) == (7, ["rice"])


def test_donor_reads_how_much_goes_in_how_many_consignments(donor: Person) -> None:
    kampung.portion([1] * 10)
    for quantity in (4, 3):
        kampung.planned(donor, quantity)
    page = text(browser_of(donor).get("/consignments/").content)
    assert "7 paket · Paket sembako · 2 kiriman" in page


def test_time_of_the_count_stands_on_the_page(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 2)
    sent = kampung.on_the_way(donor, 2)
    page = f"/consignments/{sent.reference}/"
    assert COUNTED not in text(browser_of(rw_head).get(page).content)
    kampung.consignments.arrive(rw_head, sent.reference, kampung.receipt(2))
    assert COUNTED in text(browser_of(rw_head).get(page).content)


def test_late_meals_say_why_they_were_cancelled_and_others_do_not(
    donor: Person, rw_head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    clock.at(13)
    factories.declared(10, category="meal", slot="buka")
    late = meals_of(donor, 4, clock.day.isoformat())
    dropped = meals_of(donor, 3, clock.day.isoformat())
    kampung.consignments.cancel(donor, dropped.reference)
    offer_late_meals_on(clock.at(16, 30))
    browser = browser_of(rw_head)
    told = [
        text(browser.get(f"/consignments/{each.reference}/").content) for each in (late, dropped)
    ]
    assert [LATE in each for each in told] == [True, False]
    request = late_request(late)
    board = text(browser.get(f"/board/requests/{request.reference}/").content)
    assert "Belum berangkat satu jam sebelum waktu makan; ditawarkan lagi: 4 porsi" in board
    assert "Komitmen dibatalkan: 3 porsi" in board


def meals_of(donor: Person, quantity: int, day: str) -> Consignment:
    when = kampung.schedule(day=day, slot="buka", vehicle="motorbike")
    return planning.pledge(donor, RW_901, "meal", quantity, when)


def late_request(consignment: Consignment) -> Request:
    return Match.private.get(consignment=consignment).request


def test_nothing_to_plan_is_no_page(stranger: Person) -> None:
    assert browser_of(stranger).get("/consignments/plan/", PLACE).status_code == 404


def test_post_counts_and_ticks(donor: Person, rw_head: Person) -> None:
    """4 promised, 3 counted, 2 ticked: 1 is left, and the board says so."""
    kampung.portion([1] * 6)
    sent = kampung.on_the_way(donor, 4)
    browser, one = browser_of(rw_head), f"/consignments/{sent.reference}/"
    wrong = browser.post(f"{one}arrive/", {"counted": "5", "receiver": "A", "witness": "B"})
    assert wrong.status_code == 422 and wrong_fields(wrong.content).keys() == {"counted"}
    browser.post(f"{one}arrive/", {"counted": "3", "receiver": "A", "witness": "B"})
    rows = kampung.handouts_of(sent)
    assert f'value="{rows[0].pk}"' in browser.get(f"{one}handouts/").content.decode()
    browser.post(f"{one}handouts/", {"handout": [rows[0].pk, rows[1].pk]})
    after = kampung.fresh(sent)
    assert (after.counted, after.delivered, after.reserved, after.lost) == (3, 2, 1, 1)
    assert "1 paket masih di pos" in text(browser.get(f"/board/{RW_901}/consignments/").content)


@pytest.mark.parametrize("status", [ConsignmentStatus.PLANNED, ConsignmentStatus.AT_POST])
def test_page_shows_buttons_that_the_rules_allow(
    donor: Person, rw_head: Person, status: ConsignmentStatus
) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    if status is ConsignmentStatus.AT_POST:
        kampung.consignments.arrive(rw_head, sent.reference, kampung.receipt(2))
    start = f"/consignments/{sent.reference}/"
    for person in (donor, rw_head):
        found = kampung.fresh(sent)
        allowed = set(rules.allowed("consignment", status, consignment_relations(person, found)))
        page = browser_of(person).get(start).content
        shown = {url.removeprefix(start).strip("/") for url in actions(page) if start in url}
        buttons = {"reschedule", "confirm_slot", "start", "arrive", "divide", "move_on", "finish"}
        assert shown & buttons == allowed & buttons


def test_names_of_households_stand_on_no_list(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 2)
    page = browser_of(rw_head).get(f"/consignments/{came.reference}/handouts/").content
    assert "Keluarga" not in text(page)
    assert "No. 1" in text(page)


def test_list_of_recipients_is_narrowed_to_one_rt(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    rows = kampung.handouts_of(came)
    Line.private.filter(pk=rows[2].line_id).update(rt=7)
    browser, page = browser_of(rw_head), f"/consignments/{came.reference}/handouts/"
    assert "No. 1" in text(browser.get(page).content)
    narrowed = text(browser.get(f"{page}?rt=7").content)
    assert "No. 3 · RT 007" in narrowed and "No. 1 ·" not in narrowed
    ticked = browser.post(f"{page}?rt=7", {"handout": [rows[2].pk]})
    assert ticked["Location"] == f"{page}?rt=7"
    assert "No. 1" in text(browser.get(f"{page}?rt=x").content)


def test_cadre_reads_neither_who_is_vulnerable_nor_whose_own_request_it_is(
    donor: Person, rw_head: Person, cadre: Person
) -> None:
    factories.declared(10)
    own = factories.verified(region=RW_901, quantity=2, vulnerable=True)
    came = kampung.at_post(donor, rw_head, 2)
    url = f"/consignments/{came.reference}/handouts/"
    head, other = (
        text(in_english(browser_of(person)).get(url).content) for person in (rw_head, cadre)
    )
    assert own.reference in head and "vulnerable" in head
    assert own.reference not in other and "vulnerable" not in other
    assert "A household that asked by itself" in other


def test_post_says_that_nobody_came_once_the_slot_is_over(donor: Person, cadre: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, factories.office(RW_901), 2)
    (first, *_) = kampung.handouts_of(came)
    browser, page = browser_of(cadre), f"/consignments/{came.reference}/handouts/"
    act = f"/handouts/{first.pk}/not_come/"
    assert act not in actions(browser.get(page).content)
    refused = in_english(browser).post(act, follow=True)
    assert "The household can still come" in text(refused.content)
    kampung.slot_over(came)
    assert act in actions(browser.get(page).content)
    browser.post(act)
    assert kampung.handouts_of(came)[0].status == HandoutStatus.DID_NOT_COME


def test_page_counts_households_by_what_they_say(donor: Person, rw_head: Person) -> None:
    """Of 5 due, 1 did not come, and its part goes to nobody, as all 5 lines are served."""
    kampung.portion([1] * 5)
    came = kampung.at_post(donor, rw_head, 5)
    first, second, third, fourth, _ = kampung.handouts_of(came)
    kampung.say(first)
    kampung.say(second)
    kampung.say(third, "nothing")
    kampung.handouts.not_come(kampung.coupon_holder(fourth), fourth.pk)
    page = text(in_english(browser_of(rw_head)).get(f"/consignments/{came.reference}/").content)
    assert "Got it all 2 KK Got nothing 1 KK No answer yet 1 KK" in page
    assert "Got a part" not in page


def test_own_request_says_what_came(donor: Person, rw_head: Person) -> None:
    factories.declared(10)
    own = factories.verified(factories.somebody(), region=RW_901, quantity=2)
    came = kampung.at_post(donor, rw_head, 2)
    (handout,) = kampung.handouts_of(came)
    household = factories.household_of(own)
    page = browser_of(household).get(f"/requests/{own.reference}/")
    address = f"/requests/{own.reference}/received/{handout.pk}/"
    assert address in actions(page.content)
    browser_of(household).post(address, {"said": "complete"})
    assert kampung.handouts_of(came)[0].status == HandoutStatus.CONFIRMED
    assert factories.fresh(own).confirmed == 2


def test_waybill_is_a_download(donor: Person, stranger: Person) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    answer = browser_of(donor).get(f"/consignments/{sent.reference}/waybill/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert browser_of(stranger).get(f"/consignments/{sent.reference}/waybill/").status_code == 404
