"""What kelurahan add up to is kept by the database, in the transaction that changes it."""

import pytest
from django.db import transaction

from aid.actions.tallies import fold
from aid.models import Request, Tally
from aid.queries.figures import Figure, figures_counted, figures_of
from aid.rules import MatchStatus
from tests import factories
from tests.aid.test_races import all_at_once
from tests.database import Copy
from tests.factories import CITY, HOME, RW_901, verified
from tests.invariants import wrong_sums


@pytest.mark.django_db
def test_sums_follow_every_status_of_a_match() -> None:
    for status in MatchStatus:
        factories.match_at(status)
    assert figures_of(CITY) == figures_counted(CITY, len(CITY))[CITY]
    assert not list(wrong_sums())


@pytest.mark.django_db
def test_sums_follow_rows_that_are_changed_by_hand_or_deleted() -> None:
    """9 + 5 asked; then 7 + 5; then 5."""
    changed, _ = verified(quantity=9), verified(quantity=5, region=RW_901)
    Request.private.filter(pk=changed.pk).update(needed=7)
    assert figures_of(HOME)["sembako"].asked == 12
    Request.private.filter(pk=changed.pk).delete()
    assert figures_of(HOME)["sembako"].asked == 5


@pytest.mark.django_db
def test_change_that_is_rolled_back_leaves_no_sum() -> None:
    verified(quantity=9)
    with transaction.atomic():
        verified(quantity=5)
        transaction.set_rollback(True)
    assert figures_of(HOME)["sembako"].asked == 9


@pytest.mark.django_db
def test_folding_leaves_one_row_each_and_the_same_sums() -> None:
    for _ in range(3):
        factories.match_at(MatchStatus.CONFIRMED)
    before = figures_of(HOME)
    assert Tally.private.filter(kelurahan=HOME).count() > 1
    fold()
    assert Tally.private.filter(kelurahan=HOME).count() == 1
    assert figures_of(HOME) == before != {"sembako": Figure()}


def test_those_who_fold_while_others_change_count_nothing_twice(committed_db: Copy) -> None:
    """Eight change while four fold: 8 times 5 of 9 asked are 72."""
    made = [verified(quantity=5) for _ in range(8)]
    changes = [lambda pk=each.pk: change(pk) for each in made]
    outcomes = all_at_once([*changes, *[fold] * 4])
    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    fold()
    assert figures_of(HOME)["sembako"].asked == 72
    assert not list(wrong_sums())


def change(pk: int) -> None:
    Request.private.filter(pk=pk).update(needed=9)
