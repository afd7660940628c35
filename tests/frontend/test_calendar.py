"""A donor's deliveries in their own calendar."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from aid.actions import deliveries, planning, running_late
from aid.rules import MatchStatus
from aid.slots import slot_opens
from people.calendar_feeds import make_feed
from people.models import CalendarFeed
from people.person import Person
from tests import kampung
from tests.api.client import client_of
from tests.clock import Clock
from tests.factories import (
    a_donor,
    account_of,
    bring,
    donor_of,
    make_old,
    match_at,
    pledged,
    rw_901,
    verified,
)
from tests.frontend.browsers import browser_of

pytestmark = pytest.mark.django_db


def events(content: bytes) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def feed_of(person: Person) -> str:
    assert person.user_id is not None
    return f"/calendar/{make_feed(person.user_id)}.ics"


def read(person: Person) -> dict[str, Any]:
    answer = Client().get(feed_of(person))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return events(answer.content)


def test_promise_is_due_on_the_request_s_last_day() -> None:
    match = match_at(MatchStatus.ACCEPTED, request=verified(quantity=4))
    (event,) = read(donor_of(match)).values()
    day = timezone.localdate(match.request.until)
    assert str(event["UID"]) == f"{match.reference}@gandeng"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (day, day + timedelta(days=1))
    assert str(event["SUMMARY"]) == f"Antar: Paket sembako, {match.quantity} paket"
    assert (str(event["LOCATION"]), str(event["STATUS"])) == ("Kapuk", "CONFIRMED")
    assert str(event["URL"]) == f"http://testserver/deliveries/{match.reference}/"


def test_meal_is_due_in_its_slot() -> None:
    day = timezone.localdate() + timedelta(days=1)
    request = verified(category="meal", quantity=2, slot="noon", until=day)
    match = pledged(request)
    (event,) = read(donor_of(match)).values()
    begins, ends = event.decoded("DTSTART"), event.decoded("DTEND")
    assert (begins.isoformat(), ends.isoformat()) == (
        f"{day}T10:30:00+07:00",
        f"{day}T12:30:00+07:00",
    )
    assert event["DTSTART"].params["TZID"] == "Asia/Jakarta"


def test_nothing_of_the_household_is_told() -> None:
    """Neither its RW, as long as the donor may not know it."""
    donor = a_donor(verified=False)
    request = verified(region=rw_901().code, note="Rahasia")
    pledged(request, by=donor)
    content = Client().get(feed_of(donor)).content.decode()
    assert "Kapuk" in content
    for secret in ("Siti", "Rahasia", "0812", "RW 901", request.reference):
        assert secret not in content


def test_rw_is_told_with_its_kelurahan() -> None:
    match = pledged(verified(region=rw_901().code))
    (event,) = read(donor_of(match)).values()
    assert str(event["LOCATION"]).endswith(", Kapuk")


def test_what_was_cancelled_is_told_for_a_week() -> None:
    match = match_at(MatchStatus.CANCELLED)
    donor = donor_of(match)
    (event,) = read(donor).values()
    assert (str(event["STATUS"]), str(event["UID"])) == ("CANCELLED", f"{match.reference}@gandeng")
    make_old(match, ended_at=timedelta(days=8))
    assert read(donor) == {}


def test_who_is_late_comes_later_in_the_calendar_too(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    clock.at(10, 7)
    match = match_at(MatchStatus.ON_THE_WAY)
    donor = donor_of(match)
    (before,) = read(donor).values()
    clock.at(10, 20)
    running_late.match_is_late(donor, match.reference, "hour")
    (after,) = read(donor).values()
    begins, ends = clock.at(11, 30), clock.at(12, 30)
    assert (after.decoded("DTSTART"), after.decoded("DTEND")) == (begins, ends)
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CONFIRMED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") == clock.at(10, 20) > before.decoded("LAST-MODIFIED")
    deliveries.cancel(donor, match.reference)
    (ended,) = read(donor).values()
    assert str(ended["STATUS"]) == "CANCELLED" and ended["SEQUENCE"] > after["SEQUENCE"]


def test_late_consignment_keeps_its_length_and_another_day_moves_it(
    monkeypatch: pytest.MonkeyPatch, donor: Person
) -> None:
    """Planned from 14.00 to 17.00; at 13.07 two hours is 15.15."""
    kampung.portion([1] * 4)
    sent, clock = kampung.planned(donor, 2), Clock(monkeypatch)
    clock.day = sent.day
    (planned,) = read(donor).values()
    clock.at(13, 7)
    running_late.consignment_is_late(donor, sent.reference, "two_hours")
    (late,) = read(donor).values()
    assert late.decoded("DTSTART") == clock.at(15, 15)
    assert late.decoded("DTEND") == clock.at(18, 15)
    planning.reschedule(donor, sent.reference, kampung.schedule(slot="morning"))
    (moved,) = read(donor).values()
    assert moved.decoded("DTSTART") == slot_opens(kampung.tomorrow(), "morning")
    assert planned["SEQUENCE"] < late["SEQUENCE"] < moved["SEQUENCE"]
    assert moved.decoded("LAST-MODIFIED") == clock.now


def test_each_step_raises_the_sequence() -> None:
    match = match_at(MatchStatus.ACCEPTED)
    donor = donor_of(match)
    (before,) = read(donor).values()
    bring(match, MatchStatus.ON_THE_WAY)
    (after,) = read(donor).values()
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")


@pytest.mark.parametrize("status", [MatchStatus.PROPOSED, MatchStatus.CONFIRMED])
def test_what_is_not_promised_or_is_done_is_not_there(status: MatchStatus) -> None:
    assert read(donor_of(match_at(status))) == {}


def test_others_deliveries_are_not_there() -> None:
    match_at(MatchStatus.ACCEPTED)
    assert read(a_donor()) == {}


# The address


PAGE = "/deliveries/calendar/"


def made(browser: Client) -> str:
    """The page to which whoever makes an address is led."""
    assert browser.post(f"{PAGE}make/")["Location"] == PAGE
    return browser.get(PAGE).content.decode()


def tokens(page: str) -> set[str]:
    return set(re.findall(r"/calendar/([\w-]{43})\.ics", page))


def test_address_is_shown_once_and_kept_as_a_hash() -> None:
    browser = browser_of(a_donor())
    (token,) = tokens(made(browser))
    assert not tokens(browser.get(PAGE).content.decode())
    feed = CalendarFeed.private.get()
    assert token not in (feed.token_hash, str(feed))
    assert Client().get(f"/calendar/{token}.ics").status_code == 200


def test_loading_the_page_again_makes_no_other_address() -> None:
    browser = browser_of(a_donor())
    (token,) = tokens(made(browser))
    browser.get(PAGE)
    browser.get(f"{PAGE}make/", follow=True)
    assert Client().get(f"/calendar/{token}.ics").status_code == 200


def test_address_comes_as_a_link_that_a_calendar_opens() -> None:
    page = made(browser_of(a_donor()))
    (token,) = tokens(page)
    assert f'href="webcal://testserver/calendar/{token}.ics"' in page
    assert 'data-copy="address"' in page and " hidden>" in page  # without a script no dead button


def test_address_is_brought_to_nobody_else() -> None:
    """Two people, one browser: who signs in next reads nothing of it."""
    browser, other = browser_of(a_donor()), a_donor()
    browser.post(f"{PAGE}make/")
    browser.force_login(account_of(other))
    assert not tokens(browser.get(PAGE).content.decode())


def test_address_that_ended_meanwhile_is_not_shown() -> None:
    donor = a_donor()
    browser = browser_of(donor)
    browser.post(f"{PAGE}make/")
    browser.post(f"{PAGE}end/")
    assert not tokens(browser.get(PAGE).content.decode())


def test_ending_stands_apart_and_is_never_the_main_button() -> None:
    browser = browser_of(a_donor())
    assert "calendar/end/" not in browser.get(PAGE).content.decode()
    page = made(browser)
    buttons = re.findall(r'calendar/(end|make)/">.*?<button class="([^"]+)"', page)
    assert buttons == [("make", "btn"), ("end", "btn btn-bad")]


def test_new_address_ends_the_one_before() -> None:
    donor = a_donor()
    old, new = feed_of(donor), feed_of(donor)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_address_can_be_ended() -> None:
    donor = a_donor()
    address = feed_of(donor)
    browser_of(donor).post("/deliveries/calendar/end/")
    assert Client().get(address).status_code == 404


def test_address_of_a_closed_account_is_none() -> None:
    donor = a_donor()
    address = feed_of(donor)
    CalendarFeed.private.get().user.__class__.objects.update(is_active=False)
    assert Client().get(address).status_code == 404


def test_address_opens_nothing_else() -> None:
    """Its session is nobody's."""
    client = Client()
    client.get(feed_of(donor_of(match_at(MatchStatus.ACCEPTED))))
    assert client.get("/deliveries/").status_code == 302


def test_session_reads_the_same_without_an_address() -> None:
    match = match_at(MatchStatus.ACCEPTED)
    donor = donor_of(match)
    answer: Any = client_of(donor).django.get("/api/v1/me/deliveries.ics")
    assert set(events(answer.content)) == set(read(donor)) == {f"{match.reference}@gandeng"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert client_of().get("/me/deliveries.ics").refused == (401, "sign_in_needed")
