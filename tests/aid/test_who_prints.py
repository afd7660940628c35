"""Whoever printed coupons hands out nothing for them and gives nothing there, and the other way
round: the digits say "received"."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aid.actions import coupons, handouts, matches, planning, verification
from aid.actions.packs import pack
from aid.actions.reconciliation import PhoneEntry, reconcile
from aid.actions.redemption import redeem
from aid.coupon_errors import GivesAndPrints, PrintedCoupons
from aid.errors import AidError
from aid.models import Coupon, Event, Handout, PageLink, Request
from aid.rules import HandoutStatus, MatchStatus
from people.accounts import create_organisation
from people.models import Membership
from people.person import Person, Role
from people.queries import person_of
from people.roles import add_staff
from tests import factories, invariants, kampung
from tests.aid.at_post import AtPost, a_list, accepted, at_post, brought, digits
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db


def redeemed(person: Person, there: AtPost) -> object:
    return redeem(person, there.reference, there.coupon(1).serial, digits(there.coupon(1)))


def given(person: Person, there: AtPost) -> object:
    return handouts.give(person, there.reference, [there.handout(1).pk])


def reconciled(person: Person, there: AtPost) -> object:
    one = PhoneEntry(uuid.uuid4(), there.coupon(1).serial, digits(there.coupon(1)))
    return reconcile(person, there.reference, [one])


def packed(person: Person, there: AtPost) -> object:
    return pack(person, there.reference)


def own_request() -> Request:
    """What a household of RW 901 asked by itself."""
    factories.rw_901()
    return factories.verified(region=RW_901, quantity=1)


HANDING_OUT = [redeemed, given, reconciled, packed]


@pytest.mark.parametrize("act", HANDING_OUT)
def test_who_printed_the_sheet_hands_nothing_out(act: Callable[[Person, AtPost], object]) -> None:
    there = at_post(2)
    with pytest.raises(PrintedCoupons):
        act(there.kelurahan, there)
    assert there.handout(1).status == HandoutStatus.DUE
    assert not Event.log.filter(kind="load_pack").exists()
    invariants.check_everything()


@pytest.mark.parametrize("act", HANDING_OUT)
def test_a_colleague_who_printed_none_does(
    act: Callable[[Person, AtPost], object], coordinator: Person
) -> None:
    act(coordinator, at_post(2))


def test_who_printed_again_or_replaced_one_hands_nothing_out(
    coordinator: Person, city_coordinator: Person
) -> None:
    there = at_post(2)
    coupons.issue_coupons(coordinator, there.of_list.reference, 1)
    coupons.reissue(city_coordinator, there.coupon(2).serial)
    for person in (coordinator, city_coordinator):
        with pytest.raises(PrintedCoupons):
            redeemed(person, there)


def test_who_printed_for_another_portion_may_hand_out(coordinator: Person) -> None:
    there = at_post(1)
    other = own_request()
    coupons.issue_for_request(coordinator, other.reference)
    redeemed(coordinator, there)


def test_single_coupon_of_an_own_request(coordinator: Person, rw_head: Person) -> None:
    request = own_request()
    coupon = coupons.issue_for_request(coordinator, request.reference)
    sent = brought(accepted(request, 1), 1)
    Handout.private.create(
        consignment=sent, request=request, household=request.household, quantity=1
    )
    with pytest.raises(PrintedCoupons):
        redeem(coordinator, sent.reference, coupon.serial, digits(coupon))
    redeem(rw_head, sent.reference, coupon.serial, digits(coupon))


def test_printing_tells_in_one_statement() -> None:
    there = at_post(30)
    with CaptureQueriesContext(connection) as queries, pytest.raises(PrintedCoupons):
        pack(there.kelurahan, there.reference)
    assert sum("aid_event" in each["sql"] for each in queries) == 1


# Who gives


def officer_who_gives() -> Person:
    """The kelurahan's coordinator, as a donor whom the city knows."""
    user = factories.account("Petugas Contoh", verified=True)
    Membership.objects.create(user=user, role=Role.COORDINATOR, region_id=HOME)
    factories.protect(user)
    return factories.account_person(user.pk)


def test_donor_prints_no_coupons_of_the_portion() -> None:
    giver = officer_who_gives()
    of_list, portion = a_list(3)
    factories.proposed(portion, factories.published(giver, quantity=3), 3)
    with pytest.raises(GivesAndPrints):
        coupons.issue_coupons(giver, of_list.reference, 1)
    assert not Coupon.private.exists()


def test_donor_replaces_none_and_prints_no_single_one(coordinator: Person) -> None:
    giver = officer_who_gives()
    request = own_request()
    coupon = coupons.issue_for_request(coordinator, request.reference)
    factories.proposed(request, factories.published(giver, quantity=1), 1)
    with pytest.raises(GivesAndPrints):
        coupons.issue_for_request(giver, request.reference)
    with pytest.raises(GivesAndPrints):
        coupons.reissue(giver, coupon.serial)
    assert Coupon.private.standing().get() == coupon
    assert not Event.log.filter(kind="reissue_coupon").exists()


def test_staff_of_the_organisation_that_gives_print_none() -> None:
    there = at_post(1)
    printer = factories.office(HOME)
    works_there = Person(
        user_id=printer.user_id,
        roles=printer.roles,
        organisations=frozenset([there.consignment.donor_id]),
    )
    with pytest.raises(GivesAndPrints):
        coupons.issue_coupons(works_there, there.of_list.reference, 1)


def test_who_declined_may_print() -> None:
    giver = officer_who_gives()
    of_list, portion = a_list(3)
    match = factories.proposed(portion, factories.published(giver, quantity=3), 3)
    matches.decline(giver, match.reference)
    assert coupons.issue_coupons(giver, of_list.reference, 1).made == 3


def test_who_printed_says_yes_to_no_proposal_there() -> None:
    giver = officer_who_gives()
    request = own_request()
    coupons.issue_for_request(giver, request.reference)
    match = factories.proposed(request, factories.published(giver, quantity=1), 1)
    with pytest.raises(GivesAndPrints):
        matches.accept(giver, match.reference)
    assert factories.fresh_match(match.pk).status == MatchStatus.PROPOSED


def test_colleagues_of_who_printed_say_yes_to_no_proposal_there() -> None:
    """The organisation's goods, its clerk's coupons."""
    organisation, colleague = create_organisation("Yayasan Contoh"), factories.account()
    clerk = factories.office(HOME)
    for member in (factories.account_of(clerk), colleague):
        add_staff(member, organisation)
    request = own_request()
    coupons.issue_for_request(clerk, request.reference)
    giver = person_of(colleague, giving_for=organisation.pk)
    match = factories.proposed(request, factories.published(giver, quantity=1), 1)
    assert match.donor_id == organisation.pk
    with pytest.raises(GivesAndPrints):
        matches.accept(giver, match.reference)
    assert factories.fresh_match(match.pk).status == MatchStatus.PROPOSED


def test_who_printed_for_a_list_plans_no_consignment_for_it() -> None:
    giver = officer_who_gives()
    of_list, portion = a_list(3)
    coupons.issue_coupons(giver, of_list.reference, 1)
    match = factories.proposed(portion, factories.published(giver, quantity=3), 3)
    with pytest.raises(GivesAndPrints):
        planning.plan(giver, RW_901, "sembako", kampung.schedule())
    assert factories.fresh_match(match.pk).status == MatchStatus.PROPOSED


def test_who_printed_pledges_nothing_there() -> None:
    """Their office there rules it out."""
    giver = officer_who_gives()
    of_list, _ = a_list(3)
    coupons.issue_coupons(giver, of_list.reference, 1)
    with pytest.raises(AidError):
        planning.pledge(giver, RW_901, "sembako", 3, kampung.schedule())
    assert not Handout.private.exists()


# Links say "received" as coupons do


def test_donor_makes_no_link_of_the_household(coordinator: Person) -> None:
    """They could say in the household's name that their own goods came; its link still opens."""
    giver = officer_who_gives()
    request = own_request()
    match = factories.proposed(request, factories.published(giver, quantity=1), 1)
    matches.accept(giver, match.reference)
    links = set(PageLink.private.live())
    with pytest.raises(GivesAndPrints):
        verification.hand_over_link(giver, request.reference)
    assert set(PageLink.private.live()) == links
    verification.hand_over_link(coordinator, request.reference)


def test_who_made_the_link_gives_nothing_for_it() -> None:
    giver = officer_who_gives()
    request = own_request()
    verification.hand_over_link(giver, request.reference)
    match = factories.proposed(request, factories.published(giver, quantity=1), 1)
    with pytest.raises(GivesAndPrints):
        matches.accept(giver, match.reference)


def test_who_made_the_link_hands_nothing_out_for_it(coordinator: Person, rw_head: Person) -> None:
    request = own_request()
    verification.hand_over_link(coordinator, request.reference)
    sent = brought(accepted(request, 1), 1)
    handout = Handout.private.create(
        consignment=sent, request=request, household=request.household, quantity=1
    )
    with pytest.raises(PrintedCoupons):
        handouts.give(coordinator, sent.reference, [handout.pk])
    handouts.give(rw_head, sent.reference, [handout.pk])
