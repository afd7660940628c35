"""A proposal for a whole RW is answered by planning; whose it is stands beside it."""

from dataclasses import replace

import pytest
from django.test import Client

from aid.actions import pledges
from aid.models import Match
from aid.queries.plannable import plannable
from people.person import Person
from tests import factories, kampung
from tests.factories import RW_901
from tests.frontend.browsers import actions, browser_of, in_english, text
from tests.organisations import organisation, staff_of

pytestmark = pytest.mark.django_db

PLAN = f"/consignments/plan/?region={RW_901}&amp;category=sembako"
FOR_ALL = "This is for a whole RW: say yes by planning when and how it comes."


def for_a_list(donor: Person) -> Match:
    return factories.proposed(kampung.portion([1] * 4), factories.published(donor), 2)


def test_proposal_for_an_rw_leads_to_its_plan(donor: Person) -> None:
    match = for_a_list(donor)
    browser = in_english(browser_of(donor))
    own_page = f"/deliveries/{match.reference}/"
    for page, posts in (("/deliveries/", []), (own_page, [f"{own_page}decline/"])):
        content = browser.get(page).content
        assert FOR_ALL in text(content) and f'href="{PLAN}"' in content.decode()
        assert [url for url in actions(content) if match.reference in url] == posts
    assert browser.get(PLAN.replace("&amp;", "&")).status_code == 200


def test_proposal_for_a_household_is_answered_on_its_page(donor: Person) -> None:
    match = factories.proposed(None, factories.published(donor))
    page = in_english(browser_of(donor)).get(f"/deliveries/{match.reference}/").content
    assert FOR_ALL not in text(page)


@pytest.fixture
def staff() -> Person:
    """Gives for an organisation, to which half of a list is proposed, and in its own name, which
    promised the other half."""
    foundation = organisation()
    staff = staff_of(foundation)
    need = kampung.portion([1] * 4)
    offer = factories.published(replace(staff, giving_for=foundation.pk))
    factories.proposed(need, offer, 2)
    pledges.pledge_to_neighbourhood(staff, RW_901, "sembako", 1)
    return staff


def test_own_and_the_organisation_s_are_planned_apart(staff: Person) -> None:
    found = {each.donor_id: (each.proposed, each.promised) for each in plannable(staff)}
    (foundation,) = staff.organisations
    assert found == {staff.user_id: (0, 1), foundation: (2, 0)}


def test_what_is_the_organisation_s_is_planned_as_the_organisation(staff: Person) -> None:
    (foundation,) = staff.organisations
    browser = in_english(browser_of(staff))
    page = text(browser.get("/consignments/").content)
    assert "given by: Yayasan Contoh" in page and "given by: myself" in page
    assert "Give as Yayasan Contoh, then plan" in page
    assert planned_units(browser) == "1 package"
    chosen = {"as": str(foundation), "next": "/consignments/"}
    assert browser.post("/give/as/", chosen)["Location"] == "/consignments/"
    assert planned_units(browser) == "2 packages"


def planned_units(browser: Client) -> str:
    page = text(browser.get(PLAN.replace("&amp;", "&")).content)
    return page.split("Plan a consignment ")[-1].split(" (")[0]


def test_proposals_say_whose_they_are(staff: Person) -> None:
    page = text(in_english(browser_of(staff)).get("/deliveries/").content)
    assert "given by: Yayasan Contoh" in page and "given by: myself" in page
    # Its plan is made as the organisation.
    assert "To my consignments" in page


def test_who_gives_in_their_own_name_alone_reads_nothing_of_it(donor: Person) -> None:
    for_a_list(donor)
    browser = in_english(browser_of(donor))
    for page in ("/deliveries/", "/consignments/"):
        assert "given by" not in text(browser.get(page).content)
