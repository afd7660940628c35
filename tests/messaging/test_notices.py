"""From an action to the notice in the other person's browser."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from aid.actions import deliveries, matches, requests, verification
from aid.actions import messages as talk
from aid.actions.blocks import block_donor
from aid.actions.ended_notices import HEARD_AFTER, forget_ended
from aid.models import Event
from aid.rules import MatchStatus
from messaging import encryption
from messaging.actions import subscribing
from messaging.actions.subscribing import Shown
from messaging.models import Occasion, Subscription
from people.models import User
from people.person import Person
from people.roles import add_staff, remove_staff
from tests import factories
from tests.aid.hints import hints
from tests.factories import account_of, household_of, match_at, proposed, published, verified
from tests.messaging.stand_in import PushService, base64url, claims_in, point_of
from tests.messaging.subscribed import pass_minutes, switch_on

pytestmark = pytest.mark.django_db(transaction=False)


def test_donor_hears_that_something_is_new_and_nothing_else(
    donor: Person, service: PushService
) -> None:
    browser = service.browser()
    switch_on(donor, browser)
    proposed(verified(name="Zubaidah"), published(donor))
    assert pass_minutes() == 1
    (got,) = service.got
    assert browser.read(got) == {
        "title": "Gandeng",
        "body": "Ada kabar baru untuk Anda di Gandeng.",
        "page": "/deliveries/",
    }
    assert got.path == "/send/one"
    said = {name.lower(): value for name, value in got.headers.items()}
    assert (said["content-encoding"], said["ttl"], said["topic"]) == ("aes128gcm", "86400", "news")
    claims, key = claims_in(said["authorization"])
    assert claims["aud"] == service.origin
    assert key == base64url(point_of(encryption.private_key(settings.PUSH_KEY)))


def test_notice_is_in_the_reader_s_language(donor: Person, service: PushService) -> None:
    browser = service.browser()
    switch_on(donor, browser, shown=Shown("en", "/deliveries/"))
    proposed(verified(), published(donor))
    pass_minutes()
    assert browser.read(service.got[0])["body"] == "There is something new for you on Gandeng."


def test_all_notices_are_as_long(donor: Person, service: PushService) -> None:
    for language, page in (("id", "/deliveries/"), ("en", "/my/requests/")):
        switch_on(donor, service.browser(language), shown=Shown(language, page))
    proposed(verified(), published(donor))
    pass_minutes()
    assert len({len(got.body) for got in service.got}) == 1 < len(service.got)


def test_household_without_account_hears_by_its_link(service: PushService, donor: Person) -> None:
    request = factories.submitted().request
    household, browser = household_of(request), service.browser()
    switch_on(household, browser, request.reference, Shown("id", "/requests/x/"))
    factories.verify(request)
    pass_minutes()
    assert browser.read(service.got[0])["page"] == "/requests/x/"


def test_many_events_make_one_notice_and_the_next_waits_ten_minutes(
    donor: Person, service: PushService
) -> None:
    switch_on(donor, service.browser())
    offer = published(donor)
    for _ in range(3):
        proposed(verified(), offer, 1)
    assert (pass_minutes(), len(service.got)) == (1, 1)
    proposed(verified(), offer, 1)
    assert (pass_minutes(9), len(service.got)) == (0, 1)
    assert (pass_minutes(11), len(service.got)) == (1, 2)
    assert (pass_minutes(30), len(service.got)) == (0, 2)


def test_nobody_is_told_of_what_they_did_themselves(donor: Person, service: PushService) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    household = household_of(match.request)
    switch_on(donor, service.browser("donor"))
    switch_on(household, service.browser("household"), match.request.reference)
    deliveries.cancel(donor, match.reference)
    pass_minutes()
    assert [got.path for got in service.got] == ["/send/household"]
    requests.withdraw(household, match.request.reference)
    assert pass_minutes(60) == 0


def test_helper_is_not_told_what_stays_between_household_and_donor(service: PushService) -> None:
    helper = factories.somebody()
    request = verified(helper, for_someone_else=True)
    match = match_at(MatchStatus.ACCEPTED, request=request)
    switch_on(helper, service.browser("helper"))
    switch_on(household_of(request), service.browser("household"), request.reference)
    talk.write_message(factories.donor_of(match), match.reference, "Saya datang sore ini")
    pass_minutes()
    assert [got.path for got in service.got] == ["/send/household"]


def test_blocked_donor_is_not_told_of_the_block(donor: Person, service: PushService) -> None:
    match = match_at(MatchStatus.DELIVERED, donor)
    switch_on(donor, service.browser())
    block_donor(household_of(match.request), match.reference)
    assert pass_minutes() == 0


def test_staff_hear_of_their_organisation_until_they_leave(service: PushService) -> None:
    user = factories.account()
    firm = factories.account("Firma Contoh", verified=True)
    User.objects.filter(pk=firm.pk).update(is_organisation=True)
    firm.refresh_from_db()
    add_staff(user, firm)
    switch_on(factories.account_person(user.pk), service.browser())
    as_firm = Person(user_id=firm.pk)
    proposed(verified(), published(as_firm))
    assert (pass_minutes(), len(service.got)) == (1, 1)
    remove_staff(user, firm)
    proposed(verified(), published(as_firm))
    assert pass_minutes(60) == 0
    assert Subscription.private.count() == 1


def test_account_that_is_closed_hears_nothing(donor: Person, service: PushService) -> None:
    switch_on(donor, service.browser())
    proposed(verified(), published(donor))
    User.objects.filter(pk=donor.user_id).update(is_active=False)
    assert pass_minutes() == 0


def test_refused_action_tells_nobody(donor: Person, service: PushService) -> None:
    switch_on(donor, service.browser())
    match = match_at(MatchStatus.PROPOSED, donor)
    Occasion.private.all().delete()
    with pytest.raises(Exception, match="not_found"):
        matches.decline(factories.somebody(), match.reference)
    assert not Occasion.private.exists()


# What it costs


def statements(act: Any) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [each["sql"] for each in captured]


def test_notices_cost_no_statement_and_where_nobody_has_any_no_row(
    donor: Person, service: PushService
) -> None:
    offer = published(donor)
    asked = [verified(), verified()]
    without = statements(lambda: proposed(asked[0], offer, 1))
    assert not Occasion.private.exists()
    switch_on(donor, service.browser())
    with_notices = statements(lambda: proposed(asked[1], offer, 1))
    assert len(with_notices) == len(without)
    assert list(Occasion.private.values_list("topic", flat=True)) == [f"person:{donor.user_id}"]


def test_hints_are_the_same_as_ever(donor: Person) -> None:
    match = match_at(MatchStatus.PROPOSED, donor)
    with hints() as sent:
        matches.accept(donor, match.reference)
    assert f"person:{donor.user_id}" in sent and f"request:{match.request.reference}" in sent


def test_jobs_and_events_hold_no_address(donor: Person, service: PushService) -> None:
    browser = service.browser()
    switch_on(donor, browser)
    proposed(verified(), published(donor))
    pass_minutes()
    kept = json.dumps([*ProcrastinateJob.objects.values("args", "lock", "queueing_lock")])
    kept += json.dumps([*Event.log.values_list("facts", flat=True)])
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(string_agg(s::text, ' '), '') from messaging_subscription s"
        )
        kept += cursor.fetchone()[0]
    assert "ids" in kept
    for part in (browser.endpoint, "127.0.0.1", browser.subscription["keys"]["p256dh"]):
        assert part not in kept


def test_new_link_ends_the_notices_of_the_old_one(
    coordinator: Person, service: PushService
) -> None:
    request = verified()
    switch_on(household_of(request), service.browser(), request.reference)
    factories.link_of(request, "resident")
    verification.hand_over_link(coordinator, request.reference)
    assert not Subscription.private.exists()


def test_deleting_an_account_deletes_its_notices(stranger: Person, service: PushService) -> None:
    switch_on(stranger, service.browser())
    account_of(stranger).delete()
    assert not Subscription.private.exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from messaging_following")
        assert cursor.fetchone() == (0,)


def test_notices_by_link_end_some_time_after_the_request(service: PushService) -> None:
    ended, open_one = verified(), verified()
    for request in (ended, open_one):
        switch_on(household_of(request), service.browser(), request.reference)
    requests.withdraw(household_of(ended), ended.reference)
    forget_ended(timezone.now() + HEARD_AFTER - timedelta(hours=1))
    assert Subscription.private.count() == 2
    forget_ended(timezone.now() + HEARD_AFTER)
    assert Subscription.private.get().owner == f"request:{open_one.reference}"


def test_old_links_are_forgotten(service: PushService) -> None:
    request = verified()
    kept = switch_on(household_of(request), service.browser(), request.reference)
    made = Subscription.private.get(pk=kept).made_at
    subscribing.forget_old(made + subscribing.LINKS_HOLD - timedelta(days=1))
    assert Subscription.private.exists()
    subscribing.forget_old(made + subscribing.LINKS_HOLD)
    assert not Subscription.private.exists()
