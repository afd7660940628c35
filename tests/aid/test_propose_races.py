"""A round writes its proposals while people go on pledging, withdrawing and answering."""

from collections.abc import Callable
from random import Random

import pytest

from aid.actions import matches, offers, pledges, requests
from aid.actions.matches import Proposal, Proposed, propose
from aid.errors import AidError
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus
from people.person import SYSTEM, Person
from tests import factories, invariants
from tests.aid.test_races import all_at_once
from tests.database import Copy
from tests.factories import HOME, RW_901, declared, household_of, verified

PEOPLE = 6
ACTS_EACH = 10


def tolerant(acts: list[Callable[[], object]]) -> Callable[[], int]:
    """Do ``acts`` one after the other; refusals are answers. How many succeeded."""

    def run() -> int:
        done = 0
        for act in acts:
            try:
                act()
            except AidError:
                continue
            done += 1
        return done

    return run


def somebody(
    seed: int, donor: Person, asked: list[Request], given: list[Offer]
) -> Callable[[], int]:
    """Ten things that people do meanwhile."""
    random = Random(seed)

    def answer() -> None:
        for match in Match.private.with_facts().filter(status=MatchStatus.PROPOSED)[:2]:
            random.choice((matches.accept, matches.decline))(
                factories.donor_of(match), match.reference
            )

    def act() -> Callable[[], object]:
        request, offer = random.choice(asked), random.choice(given)
        return random.choice(
            [
                lambda: pledges.pledge_to_request(donor, request.reference, 2),
                lambda: pledges.pledge_to_neighbourhood(
                    donor, random.choice((RW_901, HOME)), "sembako", 3
                ),
                lambda: requests.withdraw(household_of(request), request.reference),
                lambda: offers.withdraw(factories.account_person(offer.donor_id), offer.reference),
                answer,
            ]
        )

    return tolerant([act() for _ in range(ACTS_EACH)])


def test_rounds_and_people_at_once_neither_deadlock_nor_miscount(
    committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rounds of 96 proposals in batches of 8, with six people at the same rows."""
    monkeypatch.setattr(matches, "BATCH", 8)
    declared(40)
    asked = [verified(region=RW_901 if number % 2 else HOME) for number in range(16)]
    given = [factories.published(quantity=30) for _ in range(6)]
    plan = [Proposal(request.pk, offer.pk, 1, 500) for request in asked for offer in given]
    donors = [factories.a_donor() for _ in range(PEOPLE)]

    def write(number: int) -> Callable[[], Proposed]:
        return lambda: propose(SYSTEM, Random(number).sample(plan, len(plan)), number)

    people = [somebody(seed, donor, asked, given) for seed, donor in enumerate(donors)]
    outcomes = all_at_once([write(1), write(2), *people])
    broken = [repr(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    assert not broken, broken[:3]
    rounds = [outcome for outcome in outcomes if isinstance(outcome, Proposed)]
    assert all(len(done.made) + done.skipped == len(plan) for done in rounds)
    assert sum(len(done.made) for done in rounds) == Match.private.filter(origin="round").count()
    assert sum(len(done.made) for done in rounds) > 0
    assert sum(outcome for outcome in outcomes if isinstance(outcome, int)) > 0
    invariants.check_everything()
