"""Saying yes or no to a request, and counting households inside their neighbourhood's need."""

from dataclasses import replace

import pytest

from aid.actions import deliveries, pledges, requests, verification
from aid.actions.requests import submit_for_neighbourhood
from aid.errors import Invalid, NotAllowed, NotFound, RequestExpired, WrongState
from aid.models import Event, Match, Request
from aid.queries.figures import figures_of
from aid.rules import MatchStatus, RequestStatus
from people.person import Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import ASKED, HOME, RW_901, declared, fresh, verified

pytestmark = pytest.mark.django_db


def asked_in_rw() -> int:
    """What the figures count as asked for in HOME, in packages."""
    return figures_of(HOME)["sembako"].asked


def test_coordinator_verifies_and_matching_is_called(coordinator: Person) -> None:
    request = factories.submitted().request
    before = waiting_rounds()
    verification.verify(coordinator, request.reference)
    now = fresh(request)
    assert now.status == RequestStatus.VERIFIED and now.verified_at is not None
    assert waiting_rounds() == before + 1


def test_strangers_cannot_verify_and_learn_nothing(
    stranger: Person, other_coordinator: Person
) -> None:
    request = factories.submitted().request
    for person in (stranger, other_coordinator):
        with pytest.raises(NotFound):
            verification.verify(person, request.reference)


def test_office_does_not_verify_what_it_filed_itself(rw_head: Person) -> None:
    request = submit_for_neighbourhood(rw_head, replace(ASKED, region=RW_901))
    with pytest.raises(NotAllowed):
        verification.verify(rw_head, request.reference)


def test_request_past_its_day_is_not_verified(coordinator: Person) -> None:
    request = factories.submitted().request
    factories.make_overdue(request)
    with pytest.raises(RequestExpired):
        verification.verify(coordinator, request.reference)


def test_refusal_needs_a_reason_and_shows_it(coordinator: Person) -> None:
    request = factories.submitted().request
    with pytest.raises(Invalid) as refused:
        verification.refuse(coordinator, request.reference, "  ")
    assert refused.value.problems["reason"].code == "required"
    verification.refuse(coordinator, request.reference, "Sudah tercatat di RW 002")
    now = fresh(request)
    assert (now.status, now.refusal) == (RequestStatus.REFUSED, "Sudah tercatat di RW 002")
    with pytest.raises(WrongState):
        verification.verify(coordinator, request.reference)


def test_refusing_ends_proposals_and_promises_but_not_what_is_on_the_way(
    coordinator: Person,
) -> None:
    request = verified(quantity=6)
    proposal, promise, moving = (
        factories.match_at(status, None, request, 2)
        for status in (MatchStatus.PROPOSED, MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY)
    )
    verification.refuse(coordinator, request.reference, "Alamat tidak ada")
    statuses = [factories.fresh_match(m.pk).status for m in (proposal, promise, moving)]
    assert statuses == [MatchStatus.LAPSED, MatchStatus.CANCELLED, MatchStatus.ON_THE_WAY]
    invariants.check_everything()


def test_household_counts_inside_the_need_of_its_rw() -> None:
    """20 declared; a household of 4 asks: 20 - 4 of the RW and 4 of its own, 20 in all."""
    need = declared(20)
    household = verified(region=RW_901)
    assert (fresh(need).listed, fresh(household).inside) == (4, 4)
    assert (fresh(need).open, fresh(household).open) == (16, 4)
    assert asked_in_rw() == 20
    invariants.check_everything()


def test_household_that_asked_before_counts_inside_as_well() -> None:
    household = verified(region=RW_901)
    need = declared(20)
    assert fresh(household).part_of_id == need.pk
    assert asked_in_rw() == 20
    invariants.check_everything()


def test_unverified_household_does_not_count_yet() -> None:
    need = declared(20)
    factories.submitted(region=RW_901)
    assert (fresh(need).listed, asked_in_rw()) == (0, 20)


def test_household_elsewhere_or_asking_for_something_else_counts_beside() -> None:
    need = declared(20)
    verified(region=HOME)
    verified(region=RW_901, category="baby")
    assert fresh(need).listed == 0


def test_proposals_for_the_rw_give_way_to_its_households() -> None:
    """All 20 are proposed to a donor; the household's 4 are taken out of that."""
    need = declared(20)
    proposal = factories.proposed(need, factories.published(quantity=20), 20)
    verified(region=RW_901)
    assert factories.fresh_match(proposal.pk).status == MatchStatus.LAPSED
    assert (fresh(need).listed, fresh(need).proposed, asked_in_rw()) == (4, 0, 20)
    invariants.check_everything()


def test_what_is_promised_to_the_rw_stays_promised() -> None:
    """18 of 20 promised: only 2 of the household's 4 fit inside what is still open."""
    need = declared(20)
    factories.pledged(need, 18)
    household = verified(region=RW_901)
    assert (fresh(need).listed, fresh(household).inside, fresh(need).reserved) == (2, 2, 18)
    assert asked_in_rw() == 20 - 2 + 4
    invariants.check_everything()


def test_what_a_household_already_got_is_not_counted_inside() -> None:
    household = verified(region=RW_901)
    factories.match_at(MatchStatus.DELIVERED, None, household, 3)
    assert fresh(declared(20)).listed == 1


def test_withdrawn_household_leaves_its_part_to_the_rw() -> None:
    need = declared(20)
    household = verified(region=RW_901)
    requests.withdraw(factories.household_of(household), household.reference)
    assert (fresh(need).listed, asked_in_rw()) == (0, 20)
    invariants.check_everything()


def test_household_with_enough_leaves_nothing_open_in_the_rw() -> None:
    """It got 3 of 4 and says that is enough: 16 open in the RW, as before."""
    need = declared(20)
    household = verified(region=RW_901)
    factories.match_at(MatchStatus.CONFIRMED, None, household, 3)
    requests.say_enough(factories.household_of(household), household.reference)
    assert (fresh(need).listed, fresh(need).open) == (4, 16)
    assert asked_in_rw() == 16 + 3


def test_refused_household_s_lost_goods_go_back_to_the_rw_as_well(coordinator: Person) -> None:
    """2 of 4 are on the way when it is refused; 2 go back at once, the others when lost."""
    need = declared(20)
    household = verified(region=RW_901)
    match = factories.match_at(MatchStatus.ON_THE_WAY, None, household, 2)
    verification.refuse(coordinator, household.reference, "Pindah")
    assert fresh(need).listed == 2
    deliveries.lose(factories.donor_of(match), match.reference)
    assert (fresh(need).listed, asked_in_rw()) == (0, 20)
    invariants.check_everything()


def test_served_rw_opens_again_when_a_household_gives_its_part_back() -> None:
    """16 delivered + 4 inside = 20: fulfilled. The household withdraws: 4 are open again."""
    need = declared(20)
    household = verified(region=RW_901)
    match = factories.pledged(need, 16)
    factories.bring(match, MatchStatus.DELIVERED)
    assert fresh(need).status == RequestStatus.FULFILLED
    requests.withdraw(factories.household_of(household), household.reference)
    assert (fresh(need).status, fresh(need).open) == (RequestStatus.VERIFIED, 4)
    invariants.check_everything()


def test_rw_is_served_when_its_last_open_part_is_counted_inside() -> None:
    """16 of 20 delivered, then a household asks for the last 4 itself."""
    need = declared(20)
    match = factories.pledged(need, 16)
    factories.bring(match, MatchStatus.DELIVERED)
    assert fresh(need).status == RequestStatus.VERIFIED
    verified(region=RW_901)
    assert fresh(need).status == RequestStatus.FULFILLED
    invariants.check_everything()


def test_new_need_of_an_rw_takes_in_households_of_an_ended_one(rw_head: Person) -> None:
    old = declared(20, by=rw_head)
    household = verified(region=RW_901)
    requests.withdraw(rw_head, old.reference)
    new = declared(10, by=rw_head)
    assert (fresh(new).listed, fresh(household).part_of_id) == (4, new.pk)
    assert asked_in_rw() == 10
    invariants.check_everything()


def test_pledge_to_the_rw_serves_its_households_first(donor: Person) -> None:
    """6 of 20: the household's 4, then 2 of what was declared besides."""
    need = declared(20)
    household = verified(region=RW_901)
    matches = pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 6)
    assert [(m.request_id, m.quantity) for m in matches] == [(household.pk, 4), (need.pk, 2)]
    invariants.check_everything()


def test_every_step_is_written_down(coordinator: Person) -> None:
    request = factories.submitted().request
    verification.verify(coordinator, request.reference)
    events = list(Event.log.of_request(request.pk).values_list("kind", "actor_id"))
    assert events == [("submit", None), ("verify", coordinator.user_id)]
    assert not Match.private.exists() and Request.private.count() == 1
