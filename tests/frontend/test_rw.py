"""An RW's home: what stands on its four screens, and which buttons."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid import rules
from aid.actions import coupons, deliveries, disclosure, handouts, pledges
from aid.models import Consignment, HandoutConflict, Match
from aid.relations import consignment_relations
from aid.rules import ConsignmentStatus, HandoutStatus, MatchStatus
from aid.standing import handout_verbs, match_verbs, office_verbs
from people.person import Person, Role
from tests import factories, kampung
from tests.factories import HOME, RW_901, a_donor, fresh, fresh_match, in_rw_901, match_at, pledged
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db

HOME_OF_RW = f"/board/{RW_901}/rw/"
SCREENS = ("proposals", "coming", "hand_out", "problems")
TABS = re.compile(r'dock-count[^>]*>([\d.]+)</span> <span class="dock-label">')


def address(screen: str) -> str:
    return HOME_OF_RW if screen == "proposals" else f"{HOME_OF_RW}{screen}/"


def shown(person: Person, screen: str) -> bytes:
    content: bytes = in_english(browser_of(person)).get(address(screen)).content
    return content


def counts(person: Person) -> list[int]:
    """What the four tabs say, the same on every screen."""
    said = {tuple(TABS.findall(shown(person, screen).decode())) for screen in SCREENS}
    assert len(said) == 1
    return [int(count) for count in said.pop()]


def promised(person: Person) -> Match:
    """A package that a donor promised to a household of RW 901."""
    return pledged(in_rw_901(1)[0], by=person)


def stands_since(match: Match, **ago: int) -> None:
    factories.make_old(match, accepted_at=timedelta(**ago), started_at=timedelta(**ago))


# Whose they are


def test_head_of_an_rw_begins_there(rw_head: Person) -> None:
    in_rw_901(1)
    assert browser_of(rw_head).get("/board/").url == HOME_OF_RW


def test_kelurahan_begins_with_its_queue(coordinator: Person) -> None:
    assert browser_of(coordinator).get("/board/").url == f"/board/{HOME}/"


def test_other_regions_have_their_board_alone(coordinator: Person) -> None:
    assert browser_of(coordinator).get(f"/board/{HOME}/rw/").url == f"/board/{HOME}/"


def test_there_are_four_screens(rw_head: Person) -> None:
    in_rw_901(1)
    assert browser_of(rw_head).get(f"{HOME_OF_RW}more/").status_code == 404


@pytest.mark.parametrize("screen", SCREENS)
def test_screens_are_of_the_rw_and_those_above_it(screen: str, coordinator: Person) -> None:
    in_rw_901(1)
    other = factories.office(factories.neighbourhood(902).pk)
    cadre = factories.office(RW_901, Role.CADRE)
    assert browser_of(coordinator).get(address(screen)).status_code == 200
    assert browser_of(other).get(address(screen)).status_code == 403
    assert browser_of(cadre).get(address(screen)).status_code == 403
    assert Client().get(address(screen)).status_code == 302


@pytest.mark.parametrize("screen", SCREENS)
def test_an_empty_screen_says_what_will_stand_there(screen: str, rw_head: Person) -> None:
    factories.rw_901()
    said = {
        "proposals": "Nothing waits for you.",
        "coming": "Nothing is coming.",
        "hand_out": "Nothing lies at the post.",
        "problems": "Nothing is wrong.",
    }
    assert said[screen] in text(shown(rw_head, screen))
    assert counts(rw_head) == [0, 0, 0, 0]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_whole_board_is_a_tap_away(screen: str, rw_head: Person) -> None:
    factories.rw_901()
    assert f'href="/board/{RW_901}/"' in shown(rw_head, screen).decode()


# Proposals


def test_requests_to_check_stand_the_most_urgent_first(rw_head: Person) -> None:
    later = factories.submitted(region=RW_901, urgency=2).request
    other = {"name": "Rini Contoh", "phone": "0812 1"}
    urgent = factories.submitted(region=RW_901, urgency=0, **other).request
    page = shown(rw_head, "proposals").decode()
    assert page.index(urgent.reference) < page.index(later.reference)
    assert f"/board/requests/{urgent.reference}/verify/" in actions(page.encode())
    assert counts(rw_head) == [2, 0, 0, 0]


def test_a_check_leads_back_to_the_screen(rw_head: Person) -> None:
    request = factories.submitted(region=RW_901).request
    page = f"/board/requests/{request.reference}/verify/"
    answer = browser_of(rw_head).post(page, {"next": HOME_OF_RW})
    assert answer.url == HOME_OF_RW
    assert fresh(request).status == rules.RequestStatus.VERIFIED


def test_what_asked_past_the_rw_is_not_there(rw_head: Person) -> None:
    past = factories.submitted(region=HOME, not_through_rw=True).request
    assert past.reference not in shown(rw_head, "proposals").decode()
    assert counts(rw_head) == [0, 0, 0, 0]


def test_a_promise_waits_for_the_households_yes(rw_head: Person) -> None:
    match = promised(a_donor())
    page = shown(rw_head, "proposals")
    assert f"/board/match/{match.reference}/agree_contact/" in actions(page)
    assert "The donor's own promise." in text(page)
    assert counts(rw_head) == [1, 0, 0, 0]

    disclosure.agree_contact(rw_head, match.reference, household_agreed=True)
    assert match.reference not in shown(rw_head, "proposals").decode()
    assert f"/board/match/{match.reference}/receive/" in actions(shown(rw_head, "coming"))
    assert counts(rw_head) == [0, 1, 0, 0]


def test_a_proposal_tells_its_reason_and_asks_nothing_of_the_rw(rw_head: Person) -> None:
    match = factories.proposed(in_rw_901(1)[0])
    page = shown(rw_head, "proposals")
    assert match.reference in page.decode()
    assert f"/board/match/{match.reference}/accept/" not in actions(page)
    assert counts(rw_head) == [0, 0, 0, 0]


# What comes


def test_consignments_stand_by_day_with_their_acts(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 4)
    later = kampung.planned(donor, 2, day=(kampung.tomorrow() + timedelta(days=2)).isoformat())
    sooner = kampung.planned(donor, 2)
    page = shown(rw_head, "coming").decode()
    assert page.index(sooner.reference) < page.index(later.reference)
    assert f"/consignments/{sooner.reference}/confirm_slot/" in actions(page.encode())
    assert f'href="/consignments/{sooner.reference}/?open=arrive#arrive"' in page
    assert counts(rw_head) == [0, 2, 0, 0]


def test_saying_that_somebody_will_be_there_leads_back(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 2)
    sent = kampung.planned(donor, 2)
    url = f"/consignments/{sent.reference}/confirm_slot/"
    assert browser_of(rw_head).post(url, {"next": address("coming")}).url == address("coming")
    assert kampung.fresh(sent).slot_confirmed_at is not None
    assert url not in actions(shown(rw_head, "coming"))


def test_the_form_for_counting_is_open_where_the_screen_leads(
    rw_head: Person, donor: Person
) -> None:
    kampung.portion([1] * 2)
    sent = kampung.on_the_way(donor, 2)
    page = f"/consignments/{sent.reference}/?open=arrive"
    assert 'id="arrive" open' in browser_of(rw_head).get(page).content.decode()


def test_what_is_not_there_in_time_is_a_problem_too(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 2)
    sent = kampung.slot_over(kampung.on_the_way(donor, 2))
    for screen in ("coming", "problems"):
        page = text(shown(rw_head, screen))
        assert "Should be here by now" in page
        assert "Its time is over, and it is not here." in page
    assert f"{sent.reference}/?open=ending#ending" in shown(rw_head, "problems").decode()
    assert counts(rw_head) == [0, 1, 0, 1]


def test_a_donor_who_is_late_is_marked(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 2)
    sent = kampung.on_the_way(donor, 2)
    Consignment.private.filter(pk=sent.pk).update(expected_at=timezone.now())
    assert "Running late; expected" in text(shown(rw_head, "coming"))


# At the post


def test_who_gets_what_stands_at_the_post(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    first, *_ = kampung.handouts_of(came)
    page = shown(rw_head, "hand_out")
    assert "Got theirs: 0 households. Still to come: 3." in text(page)
    assert page.decode().count('name="handout"') == 3
    assert f"/post/{came.reference}/" in page.decode()

    ticked = {"handout": first.pk, "next": address("hand_out")}
    answer = browser_of(rw_head).post(f"/consignments/{came.reference}/handouts/", ticked)
    assert answer.url == address("hand_out")
    assert "Got theirs: 1 households. Still to come: 2." in text(shown(rw_head, "hand_out"))
    assert counts(rw_head) == [0, 0, 2, 0]


def test_who_ticks_nobody_is_told_so(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    browser = in_english(browser_of(rw_head))
    none = {"next": address("hand_out")}
    answer = browser.post(f"/consignments/{came.reference}/handouts/", none, follow=True)
    assert "Nobody is ticked yet" in text(answer.content)


def test_goods_at_the_post_count_until_it_is_said_that_all_have_theirs(
    rw_head: Person, donor: Person
) -> None:
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 2)
    kampung.give_all(rw_head, came)
    assert f"/consignments/{came.reference}/finish/" in actions(shown(rw_head, "hand_out"))
    assert counts(rw_head) == [0, 0, 1, 0]
    kampung.consignments.finish(rw_head, came.reference)
    assert counts(rw_head) == [0, 0, 0, 0]


def test_whoever_printed_coupons_finds_nothing_to_tick(donor: Person, rw_head: Person) -> None:
    portion = kampung.portion([1] * 2)
    printer = factories.office(HOME)
    came = kampung.at_post(donor, rw_head, 2)
    coupons.issue_coupons(printer, portion.list.reference, 1)
    assert b'name="handout"' not in shown(printer, "hand_out")
    assert b'name="handout"' in shown(rw_head, "hand_out")
    assert came.reference in shown(printer, "hand_out").decode()


# Problems


def test_who_did_not_come_may_come_after_all(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    missed, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, missed.pk)
    assert f"/handouts/{missed.pk}/come_after_all/" in actions(shown(rw_head, "problems"))


def test_what_came_short_can_be_divided(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 4, counted=3)
    page = shown(rw_head, "problems").decode()
    assert "Less came than planned" in page
    assert f"{came.reference}/?open=divide#divide" in page
    assert counts(rw_head)[3] == 1


def test_what_nobody_fetched_can_be_moved_on(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    assert f"{came.reference}/?open=move_on#move_on" in shown(rw_head, "problems").decode()


def test_a_dispute_is_told_and_left_to_the_kelurahan(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 2)
    said = kampung.handouts_of(kampung.at_post(donor, rw_head, 2))[0]
    kampung.give_all(rw_head, said.consignment)
    kampung.say(said, "nothing")
    match = match_at(MatchStatus.DISPUTED, request=in_rw_901(1)[0])
    page = shown(rw_head, "problems")
    assert "The kelurahan decides." in text(page)
    assert match.reference in page.decode()
    assert not [url for url in actions(page) if "settle" in url]
    assert counts(rw_head)[3] == 2


def test_a_promise_that_stands_too_long_is_a_problem(rw_head: Person) -> None:
    match = promised(a_donor())
    disclosure.agree_contact(rw_head, match.reference, household_agreed=True)
    stands_since(match, days=4)
    page = shown(rw_head, "problems")
    assert f"/board/match/{match.reference}/cancel/" in actions(page)
    assert counts(rw_head) == [0, 1, 0, 1]


def test_coupons_that_could_not_be_counted_lead_to_their_page(
    rw_head: Person, donor: Person
) -> None:
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 2)
    HandoutConflict.private.create(
        consignment=came,
        entry="8c1f9f43-58c9-4a4f-9d4f-5b8fb6d9a001",
        code="coupon_used",
        serial="X",
        sent_at=timezone.now(),
    )
    assert f"/post/{came.reference}/conflicts/" in shown(rw_head, "problems").decode()
    assert counts(rw_head)[3] == 1


# Buttons, and what it costs


def may(person: Person, url: str) -> bool:
    """Whether the rules allow what a button of ``url`` does."""
    parts = url.strip("/").split("/")
    verb = parts[-1]
    if parts[0] == "consignments":
        row = Consignment.private.get(reference=parts[1])
        verb = "hand_out" if verb == "handouts" else verb
        status = ConsignmentStatus(row.status)
        return verb in rules.allowed("consignment", status, consignment_relations(person, row))
    if parts[0] == "handouts":
        handout = handouts.Handout.private.with_facts().get(pk=parts[1])
        return verb in handout_verbs(person, handout, timezone.now())
    if parts[1] == "match":
        match = Match.private.with_facts().get(reference=parts[2])
        return verb in match_verbs(person, match, timezone.now())
    request = factories.Request.private.with_facts().get(reference=parts[2])
    verb = "see_contact" if verb == "contact" else verb
    return verb in office_verbs(person, request, timezone.now(), 0)


def a_full_evening(head: Person, donor: Person) -> None:
    """Something on every screen, of every kind."""
    kampung.portion([1] * 12)
    kampung.planned(donor, 2)
    kampung.slot_over(kampung.on_the_way(donor, 2))
    kampung.at_post(donor, head, 3, counted=2)
    over = kampung.slot_over(kampung.at_post(donor, head, 3))
    first, second, _ = kampung.handouts_of(over)
    handouts.not_come(head, first.pk)
    kampung.say(second, "nothing")
    factories.submitted(region=RW_901)
    factories.proposed(in_rw_901(1)[0])
    match_at(MatchStatus.DISPUTED, request=in_rw_901(1)[0])
    promised(a_donor())
    on_the_way = promised(a_donor())
    deliveries.start(factories.donor_of(on_the_way), on_the_way.reference)
    stands_since(fresh_match(on_the_way.pk), days=2)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_no_button_would_be_refused(
    screen: str, role: Role, rw_head: Person, donor: Person
) -> None:
    a_full_evening(rw_head, donor)
    person = rw_head if role is Role.COORDINATOR else factories.office(RW_901, role)
    main = shown(person, screen).split(b"<main")[1].split(b"</main>")[0]
    refused = [url for url in actions(main) if not may(person, url)]
    assert refused == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_costs_the_same_for_many(screen: str, rw_head: Person, donor: Person) -> None:
    a_full_evening(rw_head, donor)
    browser = browser_of(rw_head)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address(screen)).status_code == 200
        return len(caught)

    statements()
    before = statements()
    for _ in range(3):
        factories.submitted(region=RW_901)
        promised(a_donor())
        pledges.pledge_to_neighbourhood(a_donor(), RW_901, "sembako", 1)
    assert statements() <= before


def test_due_is_as_many_as_wait(rw_head: Person, donor: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    assert len(kampung.handouts_of(came, HandoutStatus.DUE)) == counts(rw_head)[2] == 3
