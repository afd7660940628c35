"""Staff give in their organisation's name, and see what it gives; nobody else does."""

from dataclasses import replace

import pytest

from aid.actions import deliveries, matches, pledges
from aid.actions.access import require_on_match
from aid.actions.offers import publish, withdraw
from aid.errors import NotFound, TooManyPledges
from aid.models import Match, Offer
from people.accounts import create_organisation
from people.models import User
from people.person import Person
from people.queries import person_of
from people.roles import add_staff, remove_staff
from tests import factories
from tests.factories import GIVEN, account, account_of, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> User:
    return create_organisation("Yayasan Contoh")


@pytest.fixture
def staff(organisation: User) -> Person:
    """Works for the organisation and gives in its name."""
    return staff_of(organisation)


def staff_of(organisation: User) -> Person:
    user = account("Staf Contoh")
    add_staff(user, organisation)
    return person_of(user, giving_for=organisation.pk)


def test_staff_give_in_the_organisation_s_name(organisation: User, staff: Person) -> None:
    offer = publish(staff, GIVEN)
    match = pledges.pledge_to_request(staff, verified().reference, 1)
    assert {offer.donor_id, match.donor_id} == {organisation.pk}


def test_staff_who_chose_so_give_in_their_own_name(staff: Person) -> None:
    assert publish(replace(staff, giving_for=None), GIVEN).donor_id == staff.user_id


def test_colleagues_see_and_finish_what_one_began(organisation: User, staff: Person) -> None:
    colleague = staff_of(organisation)
    offer = publish(staff, GIVEN)
    match = factories.proposed(verified(), offer)
    assert Offer.private.visible_to(colleague).filter(pk=offer.pk).exists()
    assert Match.private.of_donor(colleague).filter(pk=match.pk).exists()
    matches.accept(colleague, match.reference)
    deliveries.start(replace(colleague, giving_for=None), match.reference)
    withdraw(colleague, offer.reference)


def test_nobody_else_gives_for_an_organisation(organisation: User, stranger: Person) -> None:
    """Choosing it is not enough."""
    choosing = replace(stranger, giving_for=organisation.pk)
    assert publish(choosing, GIVEN).donor_id == stranger.user_id
    offer = publish(staff_of(organisation), GIVEN)
    assert not Offer.private.visible_to(choosing).filter(pk=offer.pk).exists()
    with pytest.raises(NotFound):
        withdraw(choosing, offer.reference)


def test_former_staff_see_nothing_any_more(organisation: User, staff: Person) -> None:
    offer = publish(staff, GIVEN)
    user = account_of(staff)
    assert remove_staff(user, organisation) is not None
    former = person_of(user, giving_for=organisation.pk)
    assert not Offer.private.visible_to(former).filter(pk=offer.pk).exists()
    with pytest.raises(NotFound):
        withdraw(former, offer.reference)


def test_office_does_not_count_on_one_s_organisation_s_match(
    organisation: User, staff: Person
) -> None:
    """A coordinator who works for the donor has no part in settling its deliveries."""
    match = factories.pledged(verified(), 1, by=staff)
    office = factories.office(factories.HOME)
    assert office.user_id is not None
    require_on_match(office, match, "cancel")
    add_staff(account_of(office), organisation)
    both = factories.account_person(office.user_id)
    with pytest.raises(Exception, match="not_allowed"):
        require_on_match(both, match, "receive")


def test_limit_of_an_unknown_donor_counts_for_the_organisation(organisation: User) -> None:
    """Three open pledges for all its staff together."""
    for _ in range(3):
        pledges.pledge_to_request(staff_of(organisation), verified().reference, 1)
    with pytest.raises(TooManyPledges):
        pledges.pledge_to_request(staff_of(organisation), verified().reference, 1)


def test_people_have_no_staff_and_organisations_work_for_nobody(organisation: User) -> None:
    somebody = account()
    for user, employer in ((somebody, account()), (organisation, create_organisation("B"))):
        with pytest.raises(ValueError, match="staff"):
            add_staff(user, employer)
