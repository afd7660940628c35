"""32 people at the same consignment at the same moment, on a real server with real commits."""

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

import pytest

from aid.actions import consignments, dividing, handouts, moving_on, planning, pledges
from aid.errors import AidError, WrongState
from aid.models import Consignment, Coupon, Handout
from aid.rules import ConsignmentStatus, HandoutStatus
from people.person import SYSTEM, Person, Role
from tests import factories, invariants, kampung
from tests.aid.test_races import all_at_once
from tests.database import Copy
from tests.factories import RW_901

WORKERS = 32
ACTS_EACH = 6
ACTS_EACH_LONG = 60
LINES = 40


class Storm:
    """Random actions on the few consignments of one portion; they may answer success or an
    AidError, nothing else."""

    def __init__(self, donors: list[Person], head: Person, acts_each: int) -> None:
        self.donors, self.head, self.acts_each = donors, head, acts_each
        self.kelurahan = factories.office(factories.HOME)
        self.cadre = factories.office(RW_901, Role.CADRE)
        self.acts = (
            self.give, self.give, self.say, self.say, self.say, self.settle, self.settle,
            self.not_come, self.come_after_all, self.move_on, self.finish, self.start_or_arrive,
            self.start_or_arrive, self.pledge, self.pledge_and_plan, self.divide, self.lose,
            self.cancel, self.close,
        )  # fmt: skip

    def run(self, seed: int) -> Callable[[], object]:
        def storm() -> Counter[str]:
            random, done = Random(seed), Counter[str]()
            for _ in range(self.acts_each):
                act = random.choice(self.acts)
                try:
                    act(random)
                    done[act.__name__] += 1
                except AidError as refusal:
                    done[refusal.code] += 1
            return done

        return storm

    def consignment(self, random: Random, *statuses: ConsignmentStatus) -> Consignment:
        rows = Consignment.private.order_by("-pk")
        found = list(rows.filter(status__in=statuses)[:4] if statuses else rows[:4])
        if not found:
            raise WrongState()
        return random.choice(found)

    def handout(self, random: Random, *statuses: HandoutStatus) -> Handout:
        rows = Handout.private.filter(status__in=statuses).select_related("coupon")
        found = list(rows.order_by("-pk")[:30])
        if not found:
            raise WrongState()
        return random.choice(found)

    def give(self, random: Random) -> None:
        at = self.consignment(random, ConsignmentStatus.AT_POST, ConsignmentStatus.DISTRIBUTED)
        due = [each.pk for each in kampung.handouts_of(at, HandoutStatus.DUE)]
        person = random.choice((self.head, self.cadre))
        handouts.give(person, at.reference, random.sample(due, min(3, len(due))))

    def say(self, random: Random) -> None:
        handout = self.handout(random, HandoutStatus.DUE, HandoutStatus.GIVEN)
        answer = random.choice(("complete", "complete", "part", "nothing"))
        handouts.answer(holder(handout), handout.pk, answer)

    def settle(self, random: Random) -> None:
        handout = self.handout(random, HandoutStatus.DISPUTED)
        handouts.settle(self.kelurahan, handout.pk, arrived=random.random() < 0.5)

    def not_come(self, random: Random) -> None:
        handouts.not_come(self.cadre, self.handout(random, HandoutStatus.DUE).pk)

    def come_after_all(self, random: Random) -> None:
        handouts.come_after_all(self.cadre, self.handout(random, HandoutStatus.DID_NOT_COME).pk)

    def move_on(self, random: Random) -> None:
        at = self.consignment(random, ConsignmentStatus.AT_POST, ConsignmentStatus.DISTRIBUTED)
        quantity = random.choice((1, 1, 2))
        moving_on.move_on(self.head, at.reference, quantity, "Tidak diambil")

    def finish(self, random: Random) -> None:
        at = self.consignment(random, ConsignmentStatus.AT_POST)
        consignments.finish(self.head, at.reference)

    def close(self, random: Random) -> None:
        done = self.consignment(random, ConsignmentStatus.DISTRIBUTED)
        consignments.close(random.choice((self.kelurahan, SYSTEM)), done.reference)

    def start_or_arrive(self, random: Random) -> None:
        sent = self.consignment(random, ConsignmentStatus.PLANNED, ConsignmentStatus.ON_THE_WAY)
        if random.random() < 0.4:
            consignments.start(factories.account_person(sent.donor_id), sent.reference)
            return
        counted = max(1, sent.reserved - random.choice((0, 0, 1)))
        consignments.arrive(self.head, sent.reference, kampung.receipt(counted))
        kampung.slot_over(sent)

    def pledge(self, random: Random) -> None:
        donor = random.choice(self.donors)
        pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", random.randint(1, 4))

    def pledge_and_plan(self, random: Random) -> None:
        donor, schedule = random.choice(self.donors), kampung.schedule()
        if random.random() < 0.5:
            planning.plan(donor, RW_901, "sembako", schedule)
        else:
            planning.pledge(donor, RW_901, "sembako", random.randint(1, 6), schedule)

    def divide(self, random: Random) -> None:
        at = self.consignment(random, ConsignmentStatus.AT_POST)
        dividing.divide(self.head, at.reference, "Kurang")

    def lose(self, random: Random) -> None:
        sent = self.consignment(random, ConsignmentStatus.ON_THE_WAY)
        consignments.lose(self.head, sent.reference)

    def cancel(self, random: Random) -> None:
        sent = self.consignment(random, ConsignmentStatus.PLANNED)
        consignments.cancel(self.head, sent.reference)


def holder(handout: Handout) -> Person:
    if handout.coupon_id is None:
        return Person(opened=frozenset([handout.request_id]))
    return Person(coupons=frozenset([handout.coupon_id]))


def stormy(donor: Person, head: Person, acts_each: int) -> Counter[str]:
    """What all of it came to: acts done, and refusals by their codes."""
    portion = kampung.portion([1, 1, 1, 2] * (LINES // 4), vulnerable=[3, 9])
    kampung.coupons_for(portion)
    own = factories.verified(region=RW_901, quantity=2)
    factories.pledged(own, 2, by=donor)
    kampung.slot_over(kampung.at_post(donor, head, 12))
    storm = Storm([donor, *(factories.a_donor() for _ in range(5))], head, acts_each)
    outcomes = all_at_once([storm.run(seed) for seed in range(WORKERS)])
    broken = [repr(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    assert not broken, broken[:3]
    return sum((each for each in outcomes if isinstance(each, Counter)), Counter())


def check(done: Counter[str], wanted: Iterable[str]) -> None:
    invariants.check_everything()
    assert done.keys() >= set(wanted), done
    assert Coupon.private.exists()


def test_32_at_one_consignment_end_without_deadlock_and_all_counters_right(
    committed_db: Copy, donor: Person, rw_head: Person
) -> None:
    check(stormy(donor, rw_head, ACTS_EACH), ("give", "say", "pledge_and_plan"))


@pytest.mark.long
def test_long_storm(committed_db: Copy, donor: Person, rw_head: Person) -> None:
    done = stormy(donor, rw_head, ACTS_EACH_LONG)
    check(done, ("give", "say", "settle", "not_come", "move_on", "finish", "start_or_arrive"))
