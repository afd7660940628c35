"""No form for a promise that would be refused; its reason stands there instead."""

import re

import pytest

from aid.actions import pledges
from people.person import Person
from tests import lists
from tests.factories import (
    HOME,
    RW_901,
    count_neighbourhoods,
    declared,
    in_rw_901,
    office,
    verified,
)
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

NEED = f"/give/need/{HOME}/"
PLAN = f"/give/need/{RW_901}/plan/?category=sembako"
KNOWN_ONLY = "Only donors whom the city knows can promise to all households of an RW."
OFFICE = "You hold an office here"


def promised(person: Person, page: str = NEED) -> tuple[set[str], set[str]]:
    """The requests and the RWs to which the page has a form for a promise."""
    content = browser_of(person).get(page).content.decode()
    forms = re.findall(r'<form method="post" class="pledge">.*?</form>', content, re.S)
    named = [set(re.findall(rf'name="{name}" value="([^"]+)"', "".join(forms))) for name in NAMES]
    return named[0], named[1]


NAMES = ("request", "region")


def test_donor_has_a_form_for_each(donor: Person) -> None:
    request = verified()
    declared(20)
    assert promised(donor) == ({request.reference}, {RW_901})
    assert 'name="statement"' in browser_of(donor).get(PLAN).content.decode()


@pytest.mark.parametrize("region", [HOME, RW_901])
def test_office_of_the_area_promises_nothing_there(region: str) -> None:
    own, other = verified(region=RW_901), verified()
    declared(20)
    person = office(region)
    expected = {other.reference} if region == RW_901 else set()
    assert promised(person) == (expected, set())
    browser = in_english(browser_of(person))
    assert OFFICE in text(browser.get(NEED).content)
    assert OFFICE in text(browser.get(PLAN).content)
    assert 'name="statement"' not in browser.get(PLAN).content.decode()
    refused = browser.post(NEED, {"request": own.reference, "quantity": "1"})
    assert refused.status_code == 403


def test_donor_at_the_limit_of_promises_reads_so_instead(new_donor: Person) -> None:
    for _ in range(3):
        pledges.pledge_to_request(new_donor, verified().reference, 1)
    declared(20)
    assert promised(new_donor) == (set(), set())
    told = text(in_english(browser_of(new_donor)).get(NEED).content)
    assert "You hold as many promises as you can hold now." in told


def test_unknown_donor_has_no_form_for_all_households_of_an_rw(
    donor: Person, new_donor: Person
) -> None:
    in_rw_901(10)
    count_neighbourhoods()
    assert promised(donor)[1] == {RW_901}
    assert promised(new_donor)[1] == set()
    for page in (NEED, PLAN):
        assert KNOWN_ONLY in text(in_english(browser_of(new_donor)).get(page).content)
    declared(80)  # twice what its households ask: what the RW declared is for everybody
    assert promised(new_donor)[1] == {RW_901}
    assert 'name="statement"' in browser_of(new_donor).get(PLAN).content.decode()


def test_later_weeks_of_lists_are_for_everybody(new_donor: Person) -> None:
    six = [lists.household(number) for number in range(1, 7)]
    lists.verified(None, six, first_day=lists.later(14), portions=1)
    assert promised(new_donor)[1] == {RW_901}
