"""What becomes of a notice that the push service did not take, and of its subscription."""

import pytest

from aid.notices import owner_of
from messaging.actions import subscribing, telling
from messaging.actions.subscribing import MOST_PHONES
from messaging.models import Subscription
from people.consent import consents
from people.person import Person
from tests.factories import account_of, proposed, published, verified
from tests.messaging.stand_in import PushService
from tests.messaging.subscribed import pass_minutes, switch_on

pytestmark = pytest.mark.django_db


def something_new(donor: Person) -> None:
    proposed(verified(), published(donor))


@pytest.mark.parametrize("status", [404, 410])
def test_browser_that_is_gone_is_forgotten(
    donor: Person, service: PushService, status: int
) -> None:
    switch_on(donor, service.browser())
    something_new(donor)
    service.status = status
    pass_minutes()
    assert not Subscription.private.exists()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_service_is_tried_again_later_and_later(
    donor: Person, service: PushService, status: int
) -> None:
    switch_on(donor, service.browser())
    something_new(donor)
    service.status = status
    pass_minutes()
    assert (pass_minutes(0.5), len(service.got)) == (0, 1)
    assert (pass_minutes(1.1), len(service.got)) == (1, 2)
    assert (pass_minutes(1.9), len(service.got)) == (0, 2)
    service.status = 201
    assert (pass_minutes(2.1), len(service.got)) == (1, 3)
    assert (pass_minutes(600), len(service.got)) == (0, 3)
    assert Subscription.private.get().failures == 0


def test_busy_service_says_when(donor: Person, service: PushService) -> None:
    switch_on(donor, service.browser())
    something_new(donor)
    service.status, service.headers = 429, {"Retry-After": "1800"}
    pass_minutes()
    assert (pass_minutes(29), len(service.got)) == (0, 1)
    assert (pass_minutes(31), len(service.got)) == (1, 2)


@pytest.mark.parametrize("said", ["99999999", "-5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "¹"])
def test_strange_retry_after_keeps_nobody_for_ever(
    donor: Person, service: PushService, said: str
) -> None:
    switch_on(donor, service.browser())
    something_new(donor)
    service.status, service.headers = 503, {"Retry-After": said}
    pass_minutes()
    assert pass_minutes(4 * 60 + 1) == 1


def test_notice_is_given_up_in_the_end_and_the_subscription_kept(
    donor: Person, service: PushService
) -> None:
    switch_on(donor, service.browser())
    something_new(donor)
    service.status = 500
    tries = 0
    while pass_minutes(5 * 60):
        tries += 1
        assert tries < 50
    assert tries == telling.MOST_FAILURES + 1
    service.status = 201
    something_new(donor)
    assert pass_minutes(10 * 60) == 1


def test_subscription_that_is_refused_again_and_again_ends(
    donor: Person, service: PushService
) -> None:
    switch_on(donor, service.browser())
    service.status = 403
    for left in (True, True, False):
        something_new(donor)
        assert pass_minutes(5 * 60) == 1
        assert pass_minutes(10 * 60) == 0  # a refusal is not repeated for the same notice
        Subscription.private.update(quiet_until=None)
        assert Subscription.private.exists() is left


def test_notice_that_was_sent_makes_up_for_refusals(donor: Person, service: PushService) -> None:
    switch_on(donor, service.browser())
    for status in (403, 403, 201, 403, 403):
        service.status = status
        something_new(donor)
        pass_minutes(5 * 60)
        Subscription.private.update(quiet_until=None)
    assert Subscription.private.get().refusals == 2


def test_one_person_s_trouble_is_nobody_else_s(
    donor: Person, new_donor: Person, service: PushService
) -> None:
    for person, name in ((donor, "one"), (new_donor, "two")):
        switch_on(person, service.browser(name))
        something_new(person)
    service.status = 500
    pass_minutes()
    assert {got.path for got in service.got} == {"/send/one", "/send/two"}


def test_newest_phones_stay(donor: Person, service: PushService) -> None:
    for number in range(MOST_PHONES + 2):
        switch_on(donor, service.browser(str(number)))
    something_new(donor)
    pass_minutes()
    assert {got.path for got in service.got} == {f"/send/{number}" for number in range(2, 7)}


def test_same_browser_is_one_subscription_and_its_newest_keys_count(
    donor: Person, service: PushService
) -> None:
    old, new = service.browser(), service.browser()
    assert switch_on(donor, old) == switch_on(donor, new)
    something_new(donor)
    pass_minutes()
    (got,) = service.got
    assert new.read(got)


def test_yes_is_kept_as_long_as_notices_are_on(donor: Person, service: PushService) -> None:
    details_id = account_of(donor).details_id
    one, two = service.browser("one"), service.browser("two")
    switch_on(donor, one)
    switch_on(donor, two)
    assert "notices" in consents(details_id)
    assert subscribing.switch_off_phone(owner_of(donor), one.endpoint)
    assert "notices" in consents(details_id)
    assert subscribing.switch_off_phone(owner_of(donor), two.endpoint)
    assert "notices" not in consents(details_id)
    assert not subscribing.switch_off_phone(owner_of(donor), two.endpoint)
