"""A round may weigh again what stands: proposals stay unless another use is worth it."""

from typing import Any

import pytest
from django.core.management import call_command

from aid.actions import matches, pledges, requests
from aid.models import Event, Match, Offer, Request
from aid.round_errors import OnlyFigures
from aid.rules import MatchStatus, OfferStatus
from matching import child
from matching.actions import send_proposals
from matching.comparing import before, compare
from matching.models import PlannedProposal, Round
from matching.policy import Policy
from matching.rounds import run_round
from tests import factories, invariants
from tests.factories import CITY, RW_901

pytestmark = pytest.mark.django_db

KEEPING = Policy(inertia_m=1000)


def weighed_again(policy: Policy = KEEPING, **asked: Any) -> Round:
    this = run_round("full", policy, again=True, **asked)
    invariants.check_everything()
    return this


def counted(this: Round) -> tuple[int, int, int]:
    """How many stay, are taken back, and are new."""
    return this.figures["stay"], this.figures["taken_back"], this.figures["planned"]


def status(match: Match) -> str:
    return factories.fresh_match(match.pk).status


def moved(thing: Request | Offer, east: int) -> None:
    """So many metres to the east of where it lies."""
    thing.place.x += east
    thing.save(update_fields=["place"])


def standing(quantity: int = 4) -> Match:
    """The proposal of a round, which nobody answered: of one request and one offer."""
    factories.verified(quantity=quantity)
    factories.published(quantity=quantity)
    this = run_round("full")
    return Match.private.get(round_id=this.pk)


def better_used() -> Match:
    """A proposal that keeps four packages of need open: its offer alone reaches the other request.

    The first request has an offer of its own now, from the first place.
    """
    match = standing()
    first, offer = match.request, match.offer
    moved(first, 3000)
    Offer.private.filter(pk=offer.pk).update(radius=4000)
    # West of the offer: 2 km from it, 5 km from the first request.
    other = factories.verified(quantity=4)
    moved(other, -2000)
    # East of all: 1 km from the first request, 6 km from the other, reaches 2 km.
    spare = factories.published(quantity=4, radius=2)
    moved(spare, 4000)
    return match


# What stays


def test_proposal_stays_where_nothing_is_better() -> None:
    match = standing()
    this = weighed_again()
    assert (counted(this), status(match)) == ((1, 0, 0), MatchStatus.PROPOSED)
    assert Match.private.count() == 1


def test_proposal_stays_though_another_way_is_a_little_shorter() -> None:
    # 600 m farther than the new offer: less than the kilometre of inertia.
    match = standing()
    moved(match.offer, 600)
    factories.published(quantity=4)
    assert counted(weighed_again()) == (1, 0, 0)
    assert status(match) == MatchStatus.PROPOSED


def test_proposal_is_taken_back_where_another_way_is_much_shorter() -> None:
    # 1600 m farther than the new offer.
    match = standing()
    moved(match.offer, 1600)
    nearer = factories.published(quantity=4)
    this = weighed_again()
    assert (counted(this), status(match)) == ((0, 1, 1), MatchStatus.LAPSED)
    assert Match.private.get(round_id=this.pk).offer_id == nearer.pk


def test_usual_rounds_leave_alone_what_stands() -> None:
    match = better_used()
    run_round("full")
    assert status(match) == MatchStatus.PROPOSED


# What is taken back


def test_proposal_is_taken_back_when_more_need_can_be_met() -> None:
    match = better_used()
    this = weighed_again()
    assert (counted(this), this.figures["proposed"]) == ((0, 1, 2), 2)
    assert status(match) == MatchStatus.LAPSED
    pairs = Match.private.filter(round_id=this.pk).values_list("request_id", "offer_id")
    assert (match.request_id, match.offer_id) not in set(pairs)
    assert sum(Match.private.filter(round_id=this.pk).values_list("quantity", flat=True)) == 8


def test_what_is_taken_back_is_recorded_as_such() -> None:
    match = better_used()
    this = weighed_again()
    ended = factories.fresh_match(match.pk)
    assert (ended.ended_why, ended.told_as) == ("weighed_again", "taken_back")
    assert ended.ended_at is not None
    event = Event.log.get(kind="lapse", match_id=match.pk)
    assert (event.actor_id, event.facts) == (
        None, {"quantity": 4, "reason": "weighed_again", "round": this.pk},
    )  # fmt: skip


def test_pair_that_was_taken_back_may_be_proposed_again() -> None:
    match = better_used()
    weighed_again()
    others = Match.private.filter(status=MatchStatus.PROPOSED)
    Request.private.filter(pk__in=others.values("request_id")).exclude(pk=match.request_id).update(
        status="withdrawn"
    )
    for other in others.order_by("pk"):
        matches.decline(factories.donor_of(other), other.reference)
    run_round("full")
    again = Match.private.get(status=MatchStatus.PROPOSED)
    assert (again.request_id, again.offer_id) == (match.request_id, match.offer_id)


def test_proposal_shrinks_by_being_taken_back_and_made_anew() -> None:
    """Four of four for one; then another asks for two before whom nobody goes."""
    match = standing()
    urgent = factories.verified(urgency=0, quantity=2)
    this = weighed_again()
    assert counted(this) == (0, 1, 2)
    made = Match.private.filter(round_id=this.pk).values_list("request_id", "quantity")
    assert set(made) == {(match.request_id, 2), (urgent.pk, 2)}


def test_proposal_that_would_grow_waits_for_its_answer() -> None:
    match = standing()
    Request.private.filter(pk=match.request_id).update(needed=6)
    Offer.private.filter(pk=match.offer_id).update(quantity=6)
    this = weighed_again()
    assert (counted(this), this.figures["waiting"]) == ((1, 0, 0), 1)
    assert (status(match), Match.private.count()) == (MatchStatus.PROPOSED, 1)


def test_cash_moves_in_whole_steps() -> None:
    """A proposal of Rp15.000, which no round makes, is left alone."""
    factories.verified(category="cash", quantity=40_000)
    factories.published(category="cash", quantity=40_000)
    run_round("full")
    match = Match.private.get()
    for rows, field in ((Request, "proposed"), (Offer, "proposed")):
        rows.private.update(**{field: 15_000})  # type: ignore[attr-defined]
    Match.private.update(quantity=15_000)
    this = weighed_again()
    assert (counted(this), status(match)) == ((0, 0, 0), MatchStatus.PROPOSED)


def test_hundreds_are_taken_back_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aid.actions.taking_back.BATCH", 2)
    for _ in range(3):
        factories.verified(quantity=1)
    far = factories.published(quantity=3)
    run_round("full")
    moved(far, 2000)
    factories.published(quantity=3)
    assert counted(weighed_again()) == (0, 3, 3)
    assert factories.fresh_offer(far).proposed == 0


# What is never touched


def test_accepted_is_never_touched() -> None:
    match = better_used()
    matches.accept(factories.donor_of(match), match.reference)
    this = weighed_again()
    assert (counted(this)[:2], status(match)) == ((0, 0), MatchStatus.ACCEPTED)


def test_proposal_of_a_coordinator_is_never_touched() -> None:
    match = better_used()
    Match.private.filter(pk=match.pk).update(origin="coordinator", round_id=None)
    this = weighed_again()
    assert (counted(this)[:2], status(match)) == ((0, 0), MatchStatus.PROPOSED)


def test_pledges_are_never_touched() -> None:
    pledged = factories.pledged(factories.verified(), 4)
    match = better_used()
    weighed_again()
    assert (status(pledged), status(match)) == (MatchStatus.ACCEPTED, MatchStatus.LAPSED)
    assert factories.fresh_offer(pledged.offer).status == OfferStatus.OPEN


def test_promise_to_a_kampung_is_never_touched() -> None:
    factories.declared(20)
    (promised,) = pledges.pledge_to_neighbourhood(factories.a_donor(), RW_901, "sembako", 10)
    weighed_again()
    assert status(promised) == MatchStatus.ACCEPTED


def test_proposal_whose_offer_is_over_is_left_to_time() -> None:
    match = better_used()
    factories.make_overdue(match.offer)
    this = weighed_again()
    assert (counted(this)[:2], status(match)) == ((0, 0), MatchStatus.PROPOSED)


def test_round_of_one_category_leaves_the_others_alone() -> None:
    match = better_used()
    this = weighed_again(categories=["cash"])
    assert (counted(this), status(match)) == ((0, 0, 0), MatchStatus.PROPOSED)


def test_donor_who_accepts_while_the_round_solves_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    match = better_used()

    def compute_slowly(*arguments: Any) -> Any:
        answer = child.compute(*arguments)
        matches.accept(factories.donor_of(match), match.reference)
        return answer

    monkeypatch.setattr(child, "compute_apart", compute_slowly)
    this = weighed_again()
    assert status(match) == MatchStatus.ACCEPTED
    # Neither it ends nor what hung on it is made: the offer's use and the other request's share.
    assert (this.figures["taken_back"], this.figures["proposed"]) == (0, 0)
    assert this.figures["skipped"] == 3


def test_request_that_is_withdrawn_while_the_round_solves_ends_as_withdrawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = better_used()

    def compute_slowly(*arguments: Any) -> Any:
        answer = child.compute(*arguments)
        requests.withdraw(factories.household_of(match.request), match.request.reference)
        return answer

    monkeypatch.setattr(child, "compute_apart", compute_slowly)
    this = weighed_again()
    ended = factories.fresh_match(match.pk)
    assert (this.figures["taken_back"], ended.status, ended.ended_why) == (0, "lapsed", "")
    assert Event.log.filter(kind="lapse", match_id=match.pk).count() == 1


# Trying it


def test_dry_run_changes_nothing_and_tells_what_it_would_do() -> None:
    match = better_used()
    this = weighed_again(dry_run=True)
    assert (counted(this), status(match)) == ((0, 1, 2), MatchStatus.PROPOSED)
    assert (Match.private.count(), PlannedProposal.private.count()) == (1, 2)
    assert Event.log.filter(kind="lapse").count() == 0


def test_proposals_of_such_a_dry_run_are_not_sent() -> None:
    better_used()
    this = weighed_again(dry_run=True)
    with pytest.raises(OnlyFigures):
        send_proposals(factories.office(CITY), CITY, this.pk)
    assert set(PlannedProposal.private.values_list("fate", flat=True)) == {"planned"}


def test_rounds_that_weigh_again_are_compared_with_each_other() -> None:
    better_used()
    first = weighed_again(dry_run=True)
    run_round("full", dry_run=True)
    second = weighed_again()
    assert before(second) == first
    assert compare(second, first) == (2, 0, 0, 0)


def test_command_weighs_again_when_asked() -> None:
    match = better_used()
    call_command("run_matching", "--again")
    assert (Round.objects.latest("pk").again, status(match)) == (True, MatchStatus.LAPSED)
