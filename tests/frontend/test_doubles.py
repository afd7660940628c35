"""Two requests side by side: for offices that may check both, without the marks themselves."""

import pytest

from aid.models import KeptApart, Request
from aid.rules import RequestStatus
from people.person import Person
from tests.factories import HOME, RW_901, fresh, submitted
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db

# All that factories ask for has the same phone and name.


def beside(one: Request, other: Request) -> str:
    return f"/board/requests/{one.reference}/beside/{other.reference}/"


def test_card_leads_to_both_side_by_side(coordinator: Person) -> None:
    one, other = submitted().request, submitted().request
    browser = in_english(browser_of(coordinator))
    for page in (f"/board/{HOME}/", f"/board/requests/{one.reference}/"):
        assert f'href="{beside(one, other)}"' in browser.get(page).content.decode()
    page = browser.get(beside(one, other))
    shown = text(page.content)
    assert "the same phone number" in shown and "the same name" in shown
    assert one.reference in shown and other.reference in shown
    assert page["Cache-Control"] == "no-store, private"


def test_marks_themselves_are_not_shown(coordinator: Person) -> None:
    one, other = submitted().request, submitted().request
    page = browser_of(coordinator).get(beside(one, other)).content.decode()
    assert "Siti" not in page and "3456" not in page
    assert one.household is not None
    assert one.household.phone_fingerprint not in page


def test_double_is_refused_with_a_reason_in_indonesian(coordinator: Person) -> None:
    one, other = submitted().request, submitted().request
    browser = in_english(browser_of(coordinator))
    page = browser.get(beside(one, other)).content.decode()
    assert "Sepertinya permintaan ini sudah pernah dikirim" in page
    url = f"/board/requests/{other.reference}/refuse/"
    assert url in actions(page.encode())
    browser.post(url, {"reason": "Sepertinya permintaan ini sudah pernah dikirim"})
    assert fresh(other).status == RequestStatus.REFUSED
    assert fresh(one).status == RequestStatus.SUBMITTED


def test_kept_both_leaves_the_badge(coordinator: Person) -> None:
    one, other = submitted().request, submitted().request
    browser = browser_of(coordinator)
    answer = browser.post(f"{beside(one, other)}keep/", {"next": f"/board/{HOME}/"})
    assert answer["Location"] == f"/board/{HOME}/"
    assert KeptApart.private.count() == 1
    assert "/beside/" not in browser.get(f"/board/{HOME}/").content.decode()


def test_rw_is_shown_nothing_that_was_asked_past_it(rw_head: Person, coordinator: Person) -> None:
    one = submitted(region=RW_901).request
    past = submitted(region=RW_901, not_through_rw=True).request
    browser = browser_of(rw_head)
    assert "/beside/" not in browser.get(f"/board/{RW_901}/").content.decode()
    assert browser.get(beside(one, past)).status_code == 404
    assert browser.post(f"{beside(one, past)}keep/").status_code == 404
    # Nor does a reason tell it: only what asked past it can be refused as a double.
    page = browser_of(coordinator).get(beside(one, past)).content.decode()
    assert page.count('name="reason" value="') == 1
    start = page.index(f'id="card-{past.reference}"')
    assert page.index('name="reason" value="') > start


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("other_coordinator", 404)])
def test_others_compare_nothing(who: str, status: int, request: pytest.FixtureRequest) -> None:
    one, other = submitted().request, submitted().request
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get(beside(one, other)).status_code == status
    assert browser.post(f"{beside(one, other)}keep/").status_code == status
    assert not KeptApart.private.exists()


def test_two_with_nothing_in_common_are_not_compared(coordinator: Person) -> None:
    one = submitted().request
    other = submitted(name="Orang Lain", phone="0813 9999 0000").request
    assert browser_of(coordinator).get(beside(one, other)).status_code == 404
