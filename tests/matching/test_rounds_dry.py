"""A dry run proposes nothing and keeps what it would propose, for coordinators to send."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from aid.actions import matches
from aid.errors import Invalid, NotAllowed, NotFound, WrongState
from aid.models import Event, Match
from aid.round_errors import DryRunTooOld, OtherPolicy
from aid.rules import MatchStatus
from matching import jobs, sending, tasks
from matching.actions import ask_for_round, cancel_round, send_proposals
from matching.comparing import before, compare
from matching.models import PlannedProposal, Round
from matching.policies import own_policy
from matching.policy import Policy
from matching.queries import gap_facts
from matching.rounds import run_round
from matching.sending import Sender, send_marked
from people.models import Membership
from people.person import Person
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN

pytestmark = pytest.mark.django_db


def dry(policy: Policy | None = None) -> Round:
    return run_round("full", policy, dry_run=True)


def fates() -> list[str]:
    return sorted(PlannedProposal.private.values_list("fate", flat=True))


def work() -> None:
    """The worker does what it was asked to send."""
    for job in app.job_manager.list_jobs(task=tasks.SEND, status="todo"):
        jobs.send(**json.loads(str(job.task_kwargs)))
        app.job_manager.cancel_job_by_id(job.id or 0)


def test_dry_run_proposes_nothing_and_keeps_its_proposals() -> None:
    request, offer = factories.verified(), factories.published()
    factories.verified(category="meal")
    this = dry()
    assert (this.status, Match.private.count(), factories.fresh(request).proposed) == ("done", 0, 0)
    planned = PlannedProposal.private.get()
    assert (planned.round_id, planned.request_id, planned.offer_id) == (
        this.pk, request.pk, offer.pk,
    )  # fmt: skip
    assert (planned.quantity, planned.region_code) == (4, request.region_code)
    assert planned.reason["code"] == "match"
    assert (this.figures["planned"], this.figures["proposed"]) == (1, 0)


def test_proposals_of_old_dry_runs_are_forgotten() -> None:
    factories.verified()
    factories.published()
    old, recent = dry(), dry()
    Round.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=15))
    newest = dry()
    kept = PlannedProposal.private.values_list("round_id", flat=True)
    assert sorted(kept) == [recent.pk, newest.pk]


def test_dry_run_leaves_the_reasons_of_gaps_alone() -> None:
    request = factories.verified()
    run_round("full")
    factories.published()
    dry()
    assert gap_facts(request.pk) is not None


def test_sent_proposals_are_the_round_s_and_the_coordinator_s() -> None:
    request = factories.verified()
    factories.published()
    this, city = dry(), factories.office(CITY)
    assert send_proposals(city, CITY, this.pk) == 1
    assert Match.private.count() == 0
    work()
    match = Match.private.get()
    assert (match.status, match.round_id, match.origin) == (MatchStatus.PROPOSED, this.pk, "round")
    assert match.reason == PlannedProposal.private.get().reason
    assert (fates(), factories.fresh(request).proposed) == (["sent"], 4)
    assert Event.log.get(kind="propose").actor_id == city.user_id


def test_some_are_sent_and_the_others_wait() -> None:
    for _ in range(2):
        factories.verified(quantity=2)
    factories.published(quantity=4)
    this, city = dry(), factories.office(CITY)
    first, _ = PlannedProposal.private.order_by("pk")
    assert send_proposals(city, CITY, this.pk, [first.pk]) == 1
    work()
    assert fates() == ["planned", "sent"]
    assert Match.private.get().request_id == first.request_id


def test_what_no_longer_fits_is_left_out_and_counted() -> None:
    request = factories.verified()
    factories.published()
    this, city = dry(), factories.office(CITY)
    factories.pledged(request, 2)
    send_proposals(city, CITY, this.pk)
    work()
    assert (fates(), factories.fresh(request).proposed) == (["left_out"], 0)


def test_what_a_donor_declined_since_is_not_proposed_again() -> None:
    factories.verified()
    offer = factories.published()
    this, city = dry(), factories.office(CITY)
    run_round("full")
    match = Match.private.get()
    matches.decline(Person(user_id=offer.donor_id), match.reference)
    send_proposals(city, CITY, this.pk)
    work()
    assert (fates(), Match.private.count()) == (["left_out"], 1)


def test_coordinator_sends_nothing_that_they_have_a_part_in() -> None:
    city = factories.office(CITY)
    factories.verified()
    factories.published(city)
    this = dry()
    assert this.figures["planned"] == 1
    send_proposals(city, CITY, this.pk)
    work()
    assert (fates(), Match.private.count()) == (["left_out"], 0)


def test_kecamatan_sends_those_of_its_region_only() -> None:
    near = factories.verified(quantity=2)
    factories.verified(quantity=2, region=ELSEWHERE)
    factories.published(quantity=2)
    factories.published(quantity=2, region=ELSEWHERE)
    this = dry()
    assert this.figures["planned"] == 2
    kecamatan = factories.office(KECAMATAN)
    assert send_proposals(kecamatan, KECAMATAN, this.pk) == 1
    work()
    assert Match.private.get().request_id == near.pk
    foreign = PlannedProposal.private.get(fate="planned")
    assert send_proposals(kecamatan, KECAMATAN, this.pk, [foreign.pk]) == 0
    seen = PlannedProposal.private.all().visible_to(kecamatan)
    assert [each.request_id for each in seen] == [near.pk]


def test_others_send_nothing(stranger: Person, auditor: Person) -> None:
    factories.verified()
    factories.published()
    this = dry()
    kelurahan = factories.office(HOME)
    for person, region in ((stranger, CITY), (auditor, CITY), (kelurahan, HOME)):
        with pytest.raises(NotAllowed):
            send_proposals(person, region, this.pk)
    assert fates() == ["planned"]


def test_only_a_finished_dry_run_has_something_to_send() -> None:
    city = factories.office(CITY)
    with pytest.raises(WrongState):
        send_proposals(city, CITY, run_round("full").pk)
    with pytest.raises(WrongState):
        send_proposals(city, CITY, ask_for_round(city, CITY, dry_run=True).pk)
    with pytest.raises(NotFound):
        send_proposals(city, CITY, 999_999)


def test_what_a_job_that_died_left_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        factories.verified(quantity=1)
    factories.published(quantity=3)
    this, city = dry(), factories.office(CITY)
    monkeypatch.setattr(matches, "BATCH", 2)
    send_proposals(city, CITY, this.pk)
    sender = sending.Sender(city.user_id or 0, (CITY,))
    assert sending.send_batch(sender.person, this.pk, (CITY,)) == 2
    assert fates() == ["sending", "sent", "sent"]
    assert send_proposals(city, CITY, this.pk) == 1
    work()
    assert fates() == ["sent"] * 3


def test_office_that_was_lost_meanwhile_sends_nothing() -> None:
    factories.verified()
    factories.published()
    this, city = dry(), factories.office(CITY)
    send_proposals(city, CITY, this.pk)
    Membership.objects.filter(user_id=city.user_id).delete()
    work()
    assert (fates(), Match.private.count()) == (["left_out"], 0)


def test_one_sender_s_lost_office_takes_nothing_from_another_sender() -> None:
    """The kecamatan marks one of two and loses its office; the city marked the other."""
    for _ in range(2):
        factories.verified(quantity=2)
    factories.published(quantity=4)
    this, city, kecamatan = dry(), factories.office(CITY), factories.office(KECAMATAN)
    first, second = PlannedProposal.private.order_by("pk")
    send_proposals(kecamatan, KECAMATAN, this.pk, [first.pk])
    send_proposals(city, CITY, this.pk, [second.pk])
    Membership.objects.filter(user_id=kecamatan.user_id).delete()
    work()
    fate = dict(PlannedProposal.private.values_list("pk", "fate"))
    assert fate == {first.pk: "left_out", second.pk: "sent"}


def test_reason_that_is_sent_says_nothing_of_the_others() -> None:
    factories.verified()
    factories.published()
    this, city = dry(), factories.office(CITY)
    planned = PlannedProposal.private.get()
    planned.reason |= {"passed_over": {"code": "priority", "km": 0.5}}
    planned.save()
    send_proposals(city, CITY, this.pk)
    work()
    told = dict(planned.reason)
    del told["passed_over"]
    assert Match.private.get().reason == told


def test_dry_run_that_weighed_otherwise_sends_nothing() -> None:
    factories.verified()
    factories.published()
    this = dry(replace(own_policy(), waiting_points=3))
    with pytest.raises(OtherPolicy):
        send_proposals(factories.office(CITY), CITY, this.pk)
    assert fates() == ["planned"]


def test_dry_run_is_sent_within_a_day() -> None:
    factories.verified()
    factories.published()
    this, city = dry(), factories.office(CITY)
    long_ago = timezone.now() - timedelta(hours=24, minutes=1)
    Round.objects.filter(pk=this.pk).update(started_at=long_ago)
    with pytest.raises(DryRunTooOld):
        send_proposals(city, CITY, this.pk)
    Round.objects.filter(pk=this.pk).update(started_at=long_ago + timedelta(minutes=2))
    assert send_proposals(city, CITY, this.pk) == 1


def test_what_was_marked_in_time_is_not_sent_too_late() -> None:
    """A worker that was busy, or died, takes it up after a day."""
    factories.verified()
    factories.published()
    this, city = dry(), factories.office(CITY)
    send_proposals(city, CITY, this.pk)
    long_ago = timezone.now() - timedelta(hours=24, minutes=1)
    Round.objects.filter(pk=this.pk).update(started_at=long_ago)
    send_marked(Sender(city.user_id or 0, (CITY,)), this.pk)
    assert (fates(), Match.private.count()) == (["left_out"], 0)


def test_who_called_for_a_round_called_it_off_and_sent_it_is_recorded() -> None:
    factories.verified()
    factories.published()
    city = factories.office(CITY)
    asked = ask_for_round(city, CITY, dry_run=True)
    cancel_round(city, CITY, asked.pk)
    this = dry()
    send_proposals(city, CITY, this.pk)
    kinds = ("run_round", "cancel_round", "send_proposals")
    found = Event.log.filter(kind__in=kinds).order_by("pk")
    assert [(each.kind, each.actor_id, each.region_code, each.facts) for each in found] == [
        ("run_round", city.user_id, CITY, {"round": asked.pk, "dry_run": True}),
        ("cancel_round", city.user_id, CITY, {"round": asked.pk}),
        ("send_proposals", city.user_id, CITY, {"round": this.pk, "quantity": 1}),
    ]


# What a dry run may try


def test_only_a_dry_run_may_try_another_policy() -> None:
    city = factories.office(CITY)
    policy = {"fairness_given_up_percent": 20}
    for refused in (
        {"policy": policy},
        {"with_curve": True},
        {"dry_run": True, "policy": {"fairness_given_up_percent": 101}},
        {"dry_run": True, "policy": {"speed": 1}},
        {"categories": ["gold"]},
    ):
        with pytest.raises(Invalid):
            ask_for_round(city, CITY, **refused)
    this = ask_for_round(city, CITY, dry_run=True, policy=policy, with_curve=True)
    jobs.match_all(this.pk)
    this.refresh_from_db()
    assert this.policy["fairness_given_up_percent"] == 20
    assert [point["given_up_percent"] for point in this.curve] == [0, 5, 10, 20, 100]


# Two rounds


def test_two_rounds_are_compared_pair_by_pair() -> None:
    factories.verified(quantity=2)
    factories.published(quantity=2)
    first = dry()
    # A second household asks, and a second donor gives to it.
    factories.verified(quantity=3, urgency=0)
    factories.published(quantity=1)
    second = dry()
    found = compare(second, first)
    pairs = PlannedProposal.private.filter(round=second).count()
    assert found.same + found.changed + found.only_this == pairs
    assert found.same + found.changed + found.only_other == 1
    assert compare(first, first) == (1, 0, 0, 0)
    assert before(second) == first


def test_dry_run_is_compared_with_a_round_that_proposed() -> None:
    factories.verified()
    factories.published()
    first = dry()
    assert compare(first, run_round("full")) == (1, 0, 0, 0)
