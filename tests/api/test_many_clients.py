"""Many people at once at the product as it is served: nobody is turned away by a mishap, what was
said to be done is done once, and all sums are right afterwards."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest

from aid.actions.sealing import seal_all
from aid.models import Event, Match, Offer, Request, Seal
from aid.queries.history import one_moment
from aid.queries.proofs import findings
from aid.rules import MatchStatus
from benchmarks.site import served
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.aid.histories import settle
from tests.api.client import client_of
from tests.api.crowd import Browser, Description, Told, table, together
from tests.api.visitors import KELURAHAN, Coordinator, Donor, Ledger, Public, Resident, Visitor
from tests.database import Copy
from tests.factories import HOME, KECAMATAN

PROCESSES = 2
REQUESTS = 40
# What limits of attempts say: nobody here comes near them.
TOO_OFTEN = {"throttled", "too_many_attempts"}
# Of each twenty.
CROWD: tuple[tuple[type[Visitor], int], ...] = (
    (Resident, 8), (Donor, 6), (Coordinator, 2), (Public, 4),
)  # fmt: skip
# What the history calls the acts of the ledger, and of what.
DONE = {
    "asked": ("submit", "request_id", Request),
    "withdrawn": ("withdraw", "request_id", Request),
    "pledged": ("pledge", "match_id", Match),
    "paired": ("propose", "match_id", Match),
    "accepted": ("accept", "match_id", Match),
    "offered": ("publish", "offer_id", Offer),
}


@contextmanager
def site(database: Copy) -> Iterator[list[int]]:
    """The ports of the product's processes."""
    variables = {"GANDENG_READ_LIMITS": "0", "GANDENG_PROXIES": "1"}
    with ExitStack() as stack:
        yield [
            stack.enter_context(served(database.url, database.owner_url, variables)).port
            for _ in range(PROCESSES)
        ]


def seed(visitors: Sequence[Visitor], donors: Sequence[Person]) -> None:
    """What is there when the crowd comes: open requests, a proposal for each donor, and something
    that each donor brought to somebody who comes too."""
    office = factories.office(KECAMATAN)
    places = [code for code in KELURAHAN if code.startswith(KECAMATAN)]
    for number in range(REQUESTS):
        factories.verified(office_of=office, region=places[number % len(places)])
    households = [visitor for visitor in visitors if isinstance(visitor, Resident)]
    for donor, household in zip(donors, households, strict=False):
        open_request = factories.verified(office_of=office)
        factories.proposed(open_request, factories.published(donor, quantity=4))
        receipt = factories.submitted()
        factories.verify(receipt.request, office)
        factories.bring(factories.pledged(receipt.request, 4, by=donor), MatchStatus.DELIVERED)
        household.remember(receipt)


def person_of_kind(kind: type[Visitor], number: int) -> Person:
    if kind is Donor:
        return factories.a_donor()
    places = (KECAMATAN, HOME, *KELURAHAN)
    return factories.office(places[number % len(places)]) if kind is Coordinator else ANYONE


def crowd(times: int, ports: Sequence[int], ledger: Ledger) -> list[Visitor]:
    """Twenty visitors ``times`` over; what is there before they come is seeded."""
    kinds = [kind for kind, count in CROWD for _ in range(count * times)]
    people = [person_of_kind(kind, number) for number, kind in enumerate(kinds)]
    made = []
    for number, (kind, person) in enumerate(zip(kinds, people, strict=True)):
        cookies = {name: morsel.value for name, morsel in client_of(person).django.cookies.items()}
        made.append(kind(Browser(ports, number, cookies), ledger))
    seed(made, [person for person, kind in zip(people, kinds, strict=True) if kind is Donor])
    return made


def visited(database: Copy, times: int, seconds: float, rounds: int) -> list[Told]:
    """What the crowd was told. Fails unless everything that must hold does."""
    ledger = Ledger()
    with site(database) as ports:
        visitors = crowd(times, ports, ledger)
        before = Event.log.order_by("-pk").values_list("pk", flat=True)[0]
        until = time.monotonic() + seconds
        wrong = together(partial(visitor.stay, until, rounds) for visitor in visitors)
    told = [each for visitor in visitors for each in visitor.browser.told]
    sys.stdout.write(f"{len(visitors)} clients, {len(told)} requests\n{table(told)}\n")
    assert not wrong, "\n".join(wrong[:3])
    check_answers(told)
    check_done(ledger, before)
    invariants.check_everything()
    check_history()
    return told


def check_answers(told: Sequence[Told]) -> None:
    description = Description()
    strange = [each for each in told if each.status >= 500 or each.code in TOO_OFTEN]
    strange += [each for each in told if description.undescribed(each)]
    assert not strange, Counter((each.method, each.address, each.name) for each in strange)


def check_done(ledger: Ledger, before: int) -> None:
    """What happened since event ``before`` is what was answered: each once, and nothing else."""
    for name, (kind, what, model) in DONE.items():
        references = dict(model.private.values_list("pk", "reference"))
        events = Event.log.filter(kind=kind, pk__gt=before).exclude(**{what: None})
        happened = Counter(references[pk] for pk in events.values_list(what, flat=True))
        assert happened == Counter(getattr(ledger, name)), name


def check_history() -> None:
    settle()
    seal_all()
    with one_moment():
        assert not list(findings(Seal.log.newest(), None, ()))


def test_many_at_once_get_what_the_api_describes_and_each_act_is_done_once(
    committed_db: Copy,
) -> None:
    told = visited(committed_db, times=1, seconds=0, rounds=2)
    assert any(each.headers["Idempotency-Replayed"] for each in told)
    assert any(each.status == 304 for each in told)


@pytest.mark.long
def test_200_for_a_minute_get_what_the_api_describes_and_each_act_is_done_once(
    committed_db: Copy,
) -> None:
    told = visited(committed_db, times=10, seconds=60, rounds=1)
    well = Counter((each.method, each.address) for each in told if each.good)
    for verb in ("withdraw", "verify", "pledge", "match"):
        assert well["POST", f"/requests/{{reference}}/{verb}/"], verb
    for verb in ("accept", "decline", "start", "deliver", "cancel", "confirm"):
        assert well["POST", f"/matches/{{reference}}/{verb}/"], verb
    assert any(each.status == 304 for each in told)
    assert any(each.headers["Idempotency-Replayed"] for each in told)
