"""A household erases while its donor is busy with it: all of it is gone, or the donor was first."""

from collections.abc import Callable

from aid.actions import confirmation, deliveries, messages, photos
from aid.actions.correcting import Corrected, correct
from aid.actions.erasing import erase
from aid.errors import AidError
from aid.models import Household, Message, Photo
from aid.opened import opened
from aid.rules import MatchStatus
from people.private import Details, read
from tests import factories, invariants
from tests.aid.pictures import JPEG
from tests.aid.test_races import all_at_once
from tests.database import Copy
from tests.factories import fresh, household_of


def at_once_with_erasing(status: MatchStatus) -> None:
    match = factories.match_at(status)
    donor, household = factories.donor_of(match), household_of(match.request)
    of_request, of_match = match.request.reference, match.reference
    acts: list[Callable[[], object]] = [
        lambda: erase(household, of_request),
        lambda: correct(household, of_request, Corrected(landmark="Pagar biru")),
        lambda: deliveries.start(donor, of_match),
        lambda: deliveries.deliver(donor, of_match),
        lambda: confirmation.confirm(household, of_match),
        *[lambda: messages.write_message(donor, of_match, "Bu Siti, saya di depan")] * 4,
        *[lambda: photos.add_photo(donor, of_match, JPEG)] * 2,
    ]
    outcomes = all_at_once(acts)
    strange = [each for each in outcomes if isinstance(each, Exception)]
    assert all(isinstance(each, AidError) for each in strange), strange
    kept = Household.private.get(pk=match.request.household_id)
    with opened([match.pk]):
        left = Message.private.exists() or Photo.private.exists()
    if fresh(match.request).erased_at is not None:
        assert not left and read([kept.details_id])[kept.details_id] == Details()
    else:
        assert isinstance(outcomes[0], AidError)
    invariants.check_everything()


def test_nothing_is_left_of_what_is_erased_meanwhile(committed_db: Copy) -> None:
    for status in (MatchStatus.ACCEPTED, MatchStatus.DELIVERED, MatchStatus.CONFIRMED):
        at_once_with_erasing(status)
