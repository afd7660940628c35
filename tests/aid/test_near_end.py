"""Before a request ends its household is asked once whether it still needs it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from aid.actions.near_end import ask_near_ends
from aid.actions.standing_need import still_need
from aid.events import Entry
from aid.jobs import near_ends
from aid.lasting import NEAR_END
from aid.models import Event, Request
from aid.notices import told_of
from aid.rules import RequestStatus
from people.person import SYSTEM, Person
from tests import factories
from tests.factories import verified
from tests.frontend.browsers import browser_of, in_english, text
from tests.messaging.subscribed import confirmed_mail, pass_minutes

pytestmark = pytest.mark.django_db


def ends_in(request: Request, left: timedelta) -> None:
    Request.private.filter(pk=request.pk).update(until=timezone.now() + left)


def asked(request: Request) -> int:
    return Event.log.of_request(request.pk).filter(kind="near_end").count()


def test_household_is_told_once_that_something_is_new(
    resident: Person, mailoutbox: list[Any], settings: Any
) -> None:
    settings.MAILS, mails = True, mailoutbox
    request = verified(resident, note="Rahasia")
    pass_minutes()
    confirmed_mail(resident)
    end, now = factories.fresh(request).until, timezone.now()
    assert ask_near_ends(end - NEAR_END - timedelta(minutes=1)) == 0
    assert ask_near_ends(end - NEAR_END) == 1
    assert ask_near_ends(end - NEAR_END + timedelta(hours=1)) == 0
    assert (pass_minutes(now=now), asked(request)) == (1, 1)
    (sent,) = mails
    for secret in (request.reference, "Rahasia", "Contoh", "Kapuk", "sembako"):
        assert secret not in sent.subject + sent.body
    near_ends(int((end - timedelta(hours=2)).timestamp()))
    assert asked(request) == 1


def test_page_asks_what_the_notice_does_not(resident: Person) -> None:
    request = verified(resident)
    ends_in(request, timedelta(days=2))
    assert ask_near_ends(timezone.now()) == 1
    shown = in_english(browser_of(resident)).get(f"/requests/{request.reference}/")
    assert "still_need" in shown.content.decode()
    assert "Do you still need it?" in text(shown.content)


def test_each_end_is_asked_about_once(resident: Person) -> None:
    request = verified(resident)
    ends_in(request, timedelta(days=2))
    assert ask_near_ends(timezone.now()) == 1
    still_need(resident, request.reference)
    assert ask_near_ends(timezone.now()) == 0
    end = factories.fresh(request).until
    assert ask_near_ends(end - timedelta(days=1)) == 1
    assert asked(request) == 2


@pytest.mark.parametrize("status", [
    RequestStatus.LISTED, RequestStatus.FULFILLED, RequestStatus.WITHDRAWN, RequestStatus.ENOUGH
])  # fmt: skip
def test_what_is_over_or_comes_with_a_list_is_not_asked(status: RequestStatus) -> None:
    request = factories.request_at(status)
    ends_in(request, timedelta(days=2))
    assert (ask_near_ends(timezone.now()), asked(request)) == (0, 0)


def test_what_cannot_stand_longer_is_not_asked() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    meal = verified(category="meal", quantity=2, slot="noon", until=tomorrow)
    rw = factories.declared()
    ends_in(rw, timedelta(days=2))
    past = verified()
    ends_in(past, -timedelta(minutes=1))
    assert ask_near_ends(timezone.now()) == 0
    assert not any(map(asked, (meal, rw, past)))


def test_helper_by_link_and_household_by_link_hear_of_it() -> None:
    request = verified(for_someone_else=True)
    told = set(told_of(SYSTEM, Entry("near_end", request=request)))
    assert told == {f"request:{request.reference}", f"helper:{request.reference}"}
