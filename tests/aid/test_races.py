"""Many people at the same row at the same moment, on a real server with real commits."""

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from threading import Barrier, Thread

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from aid.actions import (
    confirmation,
    deliveries,
    housekeeping,
    matches,
    offers,
    pledges,
    requests,
    verification,
)
from aid.actions.access import lock_offer
from aid.actions.matches import Proposal, propose
from aid.actions.taking_back import Standing, take_back
from aid.errors import AidError, AlreadyAsked, NothingLeft, TooMuch, WrongState
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import SYSTEM, Person
from tests import factories, invariants
from tests.database import Copy
from tests.factories import HOME, RW_901, declared, fresh, fresh_offer, household_of, verified

ATTEMPTS = 64
STORMERS = 16
ACTS_EACH = 25


def all_at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run ``acts`` in threads with connections of their own, all connected before any begins;
    what each returned, or the exception it ended with."""
    outcomes: list[object] = [None] * len(acts)
    ready = Barrier(len(acts), timeout=60)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            ready.wait()
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def one_wins(outcomes: list[object], *refusals: type[AidError]) -> None:
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    strange = [error for error in errors if not isinstance(error, refusals)]
    assert not strange, strange[:3]
    assert len(outcomes) - len(errors) == 1
    assert all(str(error.message) for error in errors if isinstance(error, AidError))


def test_64_accept_the_same_last_proposal(committed_db: Copy, donor: Person) -> None:
    """One package: proposed once, accepted once, reserved once on both sides."""
    match = factories.proposed(verified(quantity=1), factories.published(donor, quantity=1))
    accept = [lambda: matches.accept(donor, match.reference)] * ATTEMPTS
    one_wins(all_at_once(accept), WrongState)
    assert (fresh(match.request).reserved, fresh_offer(match.offer).reserved) == (1, 1)
    invariants.check_everything()


def test_last_proposal_is_accepted_or_taken_back(committed_db: Copy, donor: Person) -> None:
    """Sixteen rounds take it back while its donor says yes: one of both happens, once."""
    match = factories.proposed(verified(quantity=1), factories.published(donor, quantity=1))
    standing = [Standing(match.pk, match.request_id, match.offer_id)]

    def end() -> None:
        if not take_back(standing, 1):
            raise WrongState()

    one_wins(all_at_once([lambda: matches.accept(donor, match.reference), *[end] * 16]), WrongState)
    now = factories.fresh_match(match.pk)
    assert (now.status, now.ended_why) in {("accepted", ""), ("lapsed", "weighed_again")}
    assert fresh(match.request).reserved + fresh(match.request).open == 1
    invariants.check_everything()


def test_64_pledge_the_same_last_package(committed_db: Copy) -> None:
    request = verified(quantity=1)
    factories.proposed(request)  # which gives way to whoever wins
    donors = [factories.a_donor() for _ in range(ATTEMPTS)]

    def pledge(donor: Person) -> Callable[[], object]:
        return lambda: pledges.pledge_to_request(donor, request.reference, 1)

    one_wins(all_at_once([pledge(donor) for donor in donors]), NothingLeft)
    assert (fresh(request).reserved, fresh(request).proposed) == (1, 0)
    assert Match.private.filter(status=MatchStatus.ACCEPTED).count() == 1
    assert Offer.private.filter(for_request=request).count() == 1
    invariants.check_everything()


def test_64_pledge_the_last_package_of_a_neighbourhood(committed_db: Copy) -> None:
    """Half of them to the RW, half to the kelurahan around it."""
    need = declared(1)
    donors = [factories.a_donor() for _ in range(ATTEMPTS)]

    def pledge(number: int, donor: Person) -> Callable[[], object]:
        region = RW_901 if number % 2 else HOME
        return lambda: pledges.pledge_to_neighbourhood(donor, region, "sembako", 1)

    acts = [pledge(number, donor) for number, donor in enumerate(donors)]
    one_wins(all_at_once(acts), NothingLeft)
    assert fresh(need).reserved == 1
    assert Offer.private.filter(target__isnull=False).count() == 1
    invariants.check_everything()


def test_last_package_accepted_and_pledged_at_once(committed_db: Copy, donor: Person) -> None:
    """Either the proposal's donor is first, or the pledge pushes the proposal out."""
    match = factories.proposed(verified(quantity=1), factories.published(donor, quantity=1))
    donors = [factories.a_donor() for _ in range(8)]

    def pledge(person: Person) -> Callable[[], object]:
        return lambda: pledges.pledge_to_request(person, match.request.reference, 1)

    accept = [lambda: matches.accept(donor, match.reference)] * 8
    one_wins(all_at_once([*accept, *map(pledge, donors)]), WrongState, NothingLeft)
    assert fresh(match.request).reserved == 1
    invariants.check_everything()


def test_unverified_donor_cannot_outrun_the_limit(committed_db: Copy, new_donor: Person) -> None:
    asked = [verified(quantity=1) for _ in range(12)]

    def pledge(request: Request) -> Callable[[], object]:
        return lambda: pledges.pledge_to_request(new_donor, request.reference, 1)

    outcomes = all_at_once([pledge(request) for request in asked])
    refused = [str(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    assert Counter(refused) == {"too_many_pledges": 9}
    invariants.check_everything()


def test_form_sent_twice_asks_once(committed_db: Copy, resident: Person) -> None:
    submit = [lambda: requests.submit(resident, factories.ASKED)] * 8
    one_wins(all_at_once(submit), AlreadyAsked)
    assert Request.private.count() == 1


def test_household_and_rw_verified_at_once_count_once(committed_db: Copy) -> None:
    """Whichever of the ten is last, 8 × 1 of the households stand inside the declared 20."""
    office = factories.office(factories.KECAMATAN)
    factories.rw_901()
    households = [factories.submitted(region=RW_901, quantity=1).request for _ in range(8)]
    need = factories.declared_unverified(20)

    def verify(request: Request) -> Callable[[], object]:
        return lambda: verification.verify(office, request.reference)

    outcomes = all_at_once([verify(request) for request in [*households, need]])
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert fresh(need).listed == 8
    invariants.check_everything()


def test_locks_are_taken_in_one_savepoint(db: None, donor: Person) -> None:
    """With one inside another, who waits for the inner's rows waits longer than they are held."""
    match = factories.proposed(verified(), factories.published(donor))
    with transaction.atomic(), CaptureQueriesContext(connection) as statements:
        lock_offer(match.offer_id)
    savepoints = [
        statement["sql"].split()[0]
        for statement in statements.captured_queries
        if "SAVEPOINT" in statement["sql"]
    ]
    assert savepoints == ["SAVEPOINT", "RELEASE"]


class Storm:
    """Random actions on the same few rows; what they may answer is an AidError or success."""

    def __init__(self, donors: list[Person], office: Person) -> None:
        self.donors, self.office = donors, office
        self.acts = (
            self.pledge, self.pledge_to_rw, self.propose, self.answer, self.answer, self.go,
            self.go, self.go, self.confirm, self.withdraw_offer, self.publish, self.ask,
            self.end_request, self.expire, self.verify, self.take_back,
        )  # fmt: skip

    def run(self, seed: int) -> Callable[[], object]:
        def storm() -> Counter[str]:
            random, done = Random(seed), Counter[str]()
            for _ in range(ACTS_EACH):
                act = random.choice(self.acts)
                try:
                    act(random)
                    done[act.__name__] += 1
                except AidError as refusal:
                    done[refusal.code] += 1
            return done

        return storm

    def request(self, random: Random) -> Request:
        return random.choice(list(Request.private.with_facts().order_by("-pk")[:8]))

    def match(self, random: Random, *statuses: MatchStatus) -> Match:
        found = Match.private.with_facts().filter(status__in=statuses).order_by("-pk")[:12]
        if not found:
            raise WrongState()
        return random.choice(list(found))

    def pledge(self, random: Random) -> None:
        donor, request = random.choice(self.donors), self.request(random)
        pledges.pledge_to_request(donor, request.reference, random.randint(1, 3))

    def pledge_to_rw(self, random: Random) -> None:
        region = random.choice((RW_901, HOME))
        donor = random.choice(self.donors)
        pledges.pledge_to_neighbourhood(donor, region, "sembako", random.randint(1, 6))

    def propose(self, random: Random) -> None:
        asked = Request.private.filter(status=RequestStatus.VERIFIED).order_by("-pk")[:8]
        given = Offer.private.filter(status=OfferStatus.OPEN).order_by("-pk")[:6]
        pairs = [(a.pk, o.pk) for a in asked for o in given]
        chosen = random.sample(pairs, min(6, len(pairs)))
        propose(SYSTEM, [Proposal(*pair, random.randint(1, 3)) for pair in chosen], 1)

    def take_back(self, random: Random) -> None:
        found = Match.private.filter(status=MatchStatus.PROPOSED).order_by("-pk")[:6]
        rows = list(found.values_list("pk", "request_id", "offer_id"))
        take_back([Standing(*row) for row in random.sample(rows, len(rows) // 2)], 1)

    def answer(self, random: Random) -> None:
        match = self.match(random, MatchStatus.PROPOSED)
        answer = random.choice((matches.accept, matches.accept, matches.decline))
        answer(factories.donor_of(match), match.reference)

    def go(self, random: Random) -> None:
        match = self.match(random, MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY)
        donor = factories.donor_of(match)
        acts: list[Callable[[], object]] = [
            lambda: deliveries.start(donor, match.reference),
            lambda: deliveries.deliver(donor, match.reference, 1),
            lambda: deliveries.deliver(donor, match.reference),
            lambda: deliveries.cancel(donor, match.reference),
            lambda: deliveries.lose(self.office, match.reference),
            lambda: deliveries.receive(self.office, match.reference),
        ]
        random.choice(acts)()

    def confirm(self, random: Random) -> None:
        match = self.match(random, MatchStatus.ON_THE_WAY, MatchStatus.DELIVERED)
        household = household_of(match.request)
        random.choice((confirmation.confirm, confirmation.dispute))(household, match.reference)

    def withdraw_offer(self, random: Random) -> None:
        offer = random.choice(list(Offer.private.order_by("-pk")[:8]))
        offers.withdraw(factories.account_person(offer.donor_id), offer.reference)

    def publish(self, random: Random) -> None:
        factories.published(random.choice(self.donors), quantity=6)

    def ask(self, random: Random) -> None:
        region = random.choice((RW_901, RW_901, HOME))
        request = factories.submitted(region=region, quantity=random.randint(1, 4)).request
        verification.verify(self.office, request.reference)

    def verify(self, random: Random) -> None:
        verification.verify(self.office, self.request(random).reference)

    def end_request(self, random: Random) -> None:
        request = self.request(random)
        if request.household_id is None:
            raise WrongState()  # the RW's need stays throughout
        end = random.choice((requests.withdraw, requests.say_enough))
        end(household_of(request), request.reference)

    def expire(self, random: Random) -> None:
        offer = random.choice(list(Offer.private.order_by("-pk")[:8]))
        housekeeping.expire_offer(offer.pk)
        housekeeping.lapse(self.match(random, MatchStatus.PROPOSED).reference)


def test_storm_ends_without_deadlock_and_all_counters_right(committed_db: Copy) -> None:
    """16 threads do 25 random things each with the same few rows."""
    donors = [factories.a_donor() for _ in range(6)]
    declared(60)
    for _ in range(4):
        verified(region=RW_901)
        factories.published(donors[0])
    storm = Storm(donors, factories.office(factories.KECAMATAN))
    outcomes = all_at_once([storm.run(seed) for seed in range(STORMERS)])
    broken = [repr(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    assert not broken, broken[:3]
    done = sum((outcome for outcome in outcomes if isinstance(outcome, Counter)), Counter())
    happened = {name for name in done if name in {act.__name__ for act in storm.acts}}
    assert happened >= {"pledge", "propose", "take_back", "answer", "go", "ask"}, done
    invariants.check_everything()
    # They were in each other's way.
    assert done.keys() & {TooMuch.code, NothingLeft.code, WrongState.code}
