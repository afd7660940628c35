"""A round writes its proposals while people go on pledging, withdrawing and answering."""

from collections.abc import Callable
from random import Random
from threading import Thread

import psycopg
import pytest
from django.db import connection, transaction

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
from tests.waiting import until_waiting

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


FREE = "select id from {table} where id = %s for update skip locked"


@pytest.mark.parametrize("held", [0, 2])
def test_requests_are_locked_before_offers_and_each_by_id(committed_db: Copy, held: int) -> None:
    """Whoever waits for one row of four holds those that come before it, and none after it."""
    requests_, offers_ = [verified(), verified()], [factories.published(), factories.published()]
    rows = [("aid_request", row.pk) for row in requests_]
    rows += [("aid_offer", row.pk) for row in offers_]
    plan = [Proposal(request.pk, offer.pk, 1) for request in requests_ for offer in offers_]

    def write() -> None:
        propose(SYSTEM, plan[::-1], 1)
        connection.close()

    def free(other: psycopg.Connection, table: str, pk: int) -> bool:
        with other.transaction():
            return other.execute(FREE.format(table=table), [pk]).fetchone() is not None

    round_ = Thread(target=write)
    with psycopg.connect(committed_db.url) as holder:
        holder.execute(FREE.format(table=rows[held][0]), [rows[held][1]])
        with psycopg.connect(committed_db.url, autocommit=True) as other:
            round_.start()
            until_waiting(1)
            found = [free(other, *row) for row in rows]
    round_.join()
    assert found == [False] * (held + 1) + [True] * (3 - held)
    assert Match.private.count() == 4


def test_two_transactions_do_not_both_find_room(committed_db: Copy) -> None:
    """The donor takes one proposal at once; one for each of two offers comes at the same time."""
    donor = factories.a_donor()
    pairs = [
        (verified(category=category), factories.published(donor, category=category))
        for category in ("sembako", "hygiene")
    ]
    Offer.private.update(most_open=1)

    def second() -> None:
        propose(SYSTEM, [Proposal(pairs[1][0].pk, pairs[1][1].pk, 2)], 2)
        connection.close()

    other = Thread(target=second)
    with transaction.atomic():
        propose(SYSTEM, [Proposal(pairs[0][0].pk, pairs[0][1].pk, 2)], 1)
        other.start()
        other.join(1)
        assert other.is_alive()
    other.join()
    assert Match.private.count() == 1


def test_rounds_and_people_at_once_neither_deadlock_nor_miscount(
    committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rounds of 96 proposals in batches of 24, with six people at the same rows."""
    monkeypatch.setattr(matches, "BATCH", 24)
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
