"""What changed while a lock was waited for: the locks are then taken anew, in order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from aid.actions import requests, verification
from aid.actions.access import lock_offer, lock_requests
from aid.models import Request
from aid.rules import MatchStatus, RequestStatus
from geo.models import Region
from people.person import Person
from tests import factories, invariants
from tests.database import Copy
from tests.factories import RW_901, fresh, household_of, published, verified
from tests.waiting import until_waiting


def meanwhile(change: Callable[[], object], *acts: Callable[[], object]) -> list[object]:
    """What ``acts`` return, all at once, when they have to wait for the transaction in which
    ``change`` runs."""

    def run(act: Callable[[], object]) -> object:
        try:
            with transaction.atomic():
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            change()
            waiting = [pool.submit(run, act) for act in acts]
            until_waiting(len(acts))
        return [future.result(timeout=30) for future in waiting]


def test_household_that_joins_its_rw_comes_locked_with_it(
    committed_db: Copy, coordinator: Person
) -> None:
    household = verified(region=RW_901)
    need = factories.declared_unverified(20)
    (locked,) = meanwhile(
        lambda: verification.verify(coordinator, need.reference),
        lambda: lock_requests({household.pk}),
    )
    assert isinstance(locked, dict) and set(locked) == {household.pk, need.pk}
    assert locked[household.pk].part_of is locked[need.pk]
    assert locked[need.pk].listed == 4


def test_household_that_withdraws_while_it_joins_leaves_no_trace(
    committed_db: Copy, coordinator: Person
) -> None:
    household = verified(region=RW_901)
    need = factories.declared_unverified(20)
    meanwhile(
        lambda: verification.verify(coordinator, need.reference),
        lambda: requests.withdraw(household_of(household), household.reference),
    )
    assert fresh(need).listed == 0
    invariants.check_everything()


def test_proposal_made_while_an_offer_is_withdrawn_is_found(committed_db: Copy) -> None:
    offer, request = published(), verified()
    (result,) = meanwhile(
        lambda: factories.proposed(request, offer),
        lambda: lock_offer(offer.pk),
    )
    assert isinstance(result, tuple)
    locked, proposals = result
    assert locked.proposed == 4
    assert [(match.request_id, match.status) for match in proposals] == [
        (request.pk, MatchStatus.PROPOSED)
    ]
    assert proposals[0].offer is locked


def test_households_verified_while_their_rw_declares_its_need_all_count(
    committed_db: Copy, coordinator: Person
) -> None:
    """All eight find a need that was not there when they began; 8 × 1 of 20 are inside."""
    factories.rw_901()
    households = [factories.submitted(region=RW_901, quantity=1).request for _ in range(8)]

    def verify(request: Request) -> Callable[[], object]:
        return lambda: verification.verify(coordinator, request.reference)

    meanwhile(lambda: factories.declared(20), *map(verify, households))
    (need,) = Request.private.filter(household=None)
    assert need.listed == 8
    invariants.check_everything()


def test_requests_of_an_rw_are_verified_one_after_the_other(
    committed_db: Copy, coordinator: Person
) -> None:
    """A need declared in between would be counted in without being locked."""
    household = factories.submitted(region=RW_901).request
    meanwhile(
        lambda: Region.objects.select_for_update(no_key=True).get(pk=RW_901),
        lambda: verification.verify(coordinator, household.reference),
    )
    assert fresh(household).status == RequestStatus.VERIFIED
