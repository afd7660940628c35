"""Ticked requests: what would be done, what not and why, and what came of it."""

import re
from itertools import count

import pytest

from aid.models import Request
from aid.rules import RequestStatus
from people.person import Person
from tests.factories import ELSEWHERE, HOME, RW_901, fresh, submitted
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

BOARD = f"/board/{HOME}/"


numbers = count(1)


def asked(**changes: object) -> Request:
    """Somebody unlike anybody else."""
    digits = f"{next(numbers):08d}"
    name = digits.translate(str.maketrans("0123456789", "abcdefghij"))
    return submitted(**{"name": name, "phone": f"0813{digits}", **changes}).request


def ready(content: bytes) -> list[str]:
    """What the preview would post on."""
    return re.findall(r'name="ref" value="(R-\w+:[^"]+)"', content.decode())


def test_preview_says_what_would_be_done_and_does_nothing(coordinator: Person) -> None:
    good, one, other = asked(), asked(phone="081211112222"), asked(phone="081211112222")
    elsewhere = asked(region=ELSEWHERE)
    refs = [each.reference for each in (good, one, other, elsewhere)]
    page = in_english(browser_of(coordinator)).post(f"{BOARD}queue/preview/", {"ref": refs})
    assert [each.split(":")[0] for each in ready(page.content)] == [good.reference]
    shown = text(page.content)
    assert "This one would be checked. Nothing is done yet." in shown
    assert "Perhaps asked twice: compare the two first." in shown
    assert "1 is not in this region." in shown and elsewhere.reference not in shown
    assert fresh(good).status == RequestStatus.SUBMITTED


def test_preview_says_where_vouches_are_missing(rw_head: Person) -> None:
    request = asked(region=RW_901, no_local_id=True)
    browser = in_english(browser_of(rw_head))
    page = browser.post(f"/board/{RW_901}/queue/preview/", {"ref": request.reference})
    assert ready(page.content) == []
    assert "Neighbours must still vouch, or one cadre." in text(page.content)


def test_what_the_preview_named_is_checked_and_told(coordinator: Person) -> None:
    made = [asked() for _ in range(3)]
    browser = in_english(browser_of(coordinator))
    refs = [each.reference for each in made]
    named = ready(browser.post(f"{BOARD}queue/preview/", {"ref": refs}).content)
    browser.post(f"/board/requests/{made[0].reference}/refuse/", {"reason": "Pindah"})
    page = browser.post(f"{BOARD}queue/verify/", {"ref": named})
    assert "2 were checked. Nothing is promised yet." in text(page.content)
    assert "Somebody may have changed it" in text(page.content)
    assert [fresh(each).status for each in made] == ["refused", "verified", "verified"]


def test_nothing_outside_the_board_is_checked_by_it(city_coordinator: Person) -> None:
    other_rw = asked()
    browser = browser_of(city_coordinator)
    named = ready(browser.post(f"{BOARD}queue/preview/", {"ref": other_rw.reference}).content)
    browser.post(f"/board/{RW_901}/queue/verify/", {"ref": named})
    assert fresh(other_rw).status == RequestStatus.SUBMITTED


@pytest.mark.parametrize("who", ["auditor", "other_coordinator", "rw_head", "donor"])
def test_others_check_nothing(who: str, request: pytest.FixtureRequest) -> None:
    asked_for = asked()
    browser = browser_of(request.getfixturevalue(who))
    for name in ("preview", "verify"):
        browser.post(f"{BOARD}queue/{name}/", {"ref": f"{asked_for.reference}:x"})
    assert fresh(asked_for).status == RequestStatus.SUBMITTED


def test_who_only_looks_on_has_nothing_to_tick(auditor: Person, coordinator: Person) -> None:
    asked()
    assert b'name="ref"' in browser_of(coordinator).get(BOARD).content
    page = browser_of(auditor).get(BOARD).content
    assert b'name="ref"' not in page and b'id="many"' not in page
