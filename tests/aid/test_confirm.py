"""The household's own word, on its page or by the code that only it holds."""

import pytest

from aid import codes
from aid.actions import confirmation, disclosure
from aid.errors import CodeLocked, NotAllowed, NotFound, WrongCode, WrongState
from aid.models import Event, Match
from aid.rules import MatchStatus, RequestStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.factories import RW_901, declared, fresh, fresh_match, household_of, verified

pytestmark = pytest.mark.django_db


def code_of(match: Match) -> str:
    return disclosure.receipt_code_of(household_of(match.request), match.reference)


def wrong_code_for(match: Match) -> str:
    return f"{(int(code_of(match)) + 1) % 1_000_000:06d}"


def test_household_confirms_on_its_page(resident: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, None, verified(resident))
    confirmation.confirm(resident, match.reference)
    now = fresh_match(match.pk)
    assert (now.status, now.confirmed_at is not None) == (MatchStatus.CONFIRMED, True)
    assert (now.request.status, now.request.confirmed) == (RequestStatus.FULFILLED, 4)
    invariants.check_everything()


def test_what_its_donor_forgot_to_report_counts_as_delivered_too() -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY)
    confirmation.confirm(household_of(match.request), match.reference)
    now = fresh_match(match.pk)
    assert now.delivered_at is not None and now.confirmed_at is not None
    kinds = [event.kind for event in Event.log.of_match(match.pk)]
    assert kinds[-2:] == ["deliver", "confirm"]
    invariants.check_everything()


def test_nobody_else_confirms(
    helper: Person, donor: Person, coordinator: Person, stranger: Person
) -> None:
    request = verified(helper, for_someone_else=True)
    match = factories.match_at(MatchStatus.DELIVERED, donor, request)
    for person in (helper, donor, coordinator):
        with pytest.raises(NotAllowed):
            confirmation.confirm(person, match.reference)
    for person in (stranger, ANYONE):
        with pytest.raises(NotFound):
            confirmation.confirm(person, match.reference)
    assert fresh(request).confirmed == 0


def test_confirming_twice_counts_once(resident: Person) -> None:
    match = factories.match_at(MatchStatus.CONFIRMED, None, verified(resident))
    with pytest.raises(WrongState):
        confirmation.confirm(resident, match.reference)
    assert fresh(match.request).confirmed == 4


@pytest.mark.parametrize("status", [MatchStatus.ON_THE_WAY, MatchStatus.DELIVERED])
@pytest.mark.parametrize("typed", ["{0}{1}", " {0}{1} ", "{0} {1}", "{0}-{1}"])
def test_donor_enters_the_code_that_the_household_spoke(
    status: MatchStatus, typed: str, donor: Person
) -> None:
    match = factories.match_at(status, donor)
    code = code_of(match)
    as_typed = typed.format(code[:3], code[3:])
    assert confirmation.enter_code(donor, match.reference, as_typed).status == MatchStatus.CONFIRMED
    invariants.check_everything()


def test_code_is_the_household_s_alone(
    helper: Person, donor: Person, coordinator: Person, resident: Person
) -> None:
    request = verified(helper, for_someone_else=True)
    match = factories.match_at(MatchStatus.ACCEPTED, donor, request)
    for person in (helper, donor, coordinator):
        with pytest.raises(NotAllowed):
            disclosure.receipt_code_of(person, match.reference)
    with pytest.raises(NotFound):
        disclosure.receipt_code_of(resident, match.reference)
    assert len(code_of(match)) == 6 and code_of(match).isdigit()


def test_code_is_stored_nowhere() -> None:
    match = factories.match_at(MatchStatus.ACCEPTED)
    code = code_of(match)
    row = Match.private.filter(pk=match.pk).values().get()
    assert code not in {str(value) for value in row.values()}
    assert code == codes.receipt_code(row["receipt_salt"])


def test_each_match_has_its_own_code(donor: Person) -> None:
    matches = [factories.match_at(MatchStatus.ON_THE_WAY, donor) for _ in range(2)]
    assert matches[0].receipt_salt != matches[1].receipt_salt
    if code_of(matches[0]) != code_of(matches[1]):
        with pytest.raises(WrongCode):
            confirmation.enter_code(donor, matches[0].reference, code_of(matches[1]))


def test_five_wrong_codes_lock_even_the_right_one(donor: Person) -> None:
    """Four hear how many attempts are left, the fifth locks."""
    match = factories.match_at(MatchStatus.DELIVERED, donor)
    wrong = wrong_code_for(match)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            confirmation.enter_code(donor, match.reference, wrong)
        assert refused.value.facts == {"left": left}
    with pytest.raises(CodeLocked):
        confirmation.enter_code(donor, match.reference, wrong)
    with pytest.raises(CodeLocked):
        confirmation.enter_code(donor, match.reference, code_of(match))
    assert fresh_match(match.pk).wrong_codes == 5
    assert Event.log.of_match(match.pk).filter(kind="wrong_code").count() == 5
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED
    confirmation.confirm(household_of(match.request), match.reference)
    invariants.check_everything()


@pytest.mark.parametrize("code", ["", None, "12", "x" * 10**6, "１２３４５６", "\ud800", "\x00"])
def test_garbled_codes_are_wrong_codes(code: object, donor: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, donor)
    with pytest.raises(WrongCode):
        confirmation.enter_code(donor, match.reference, code)


def test_only_the_donor_of_the_match_enters_codes(
    stranger: Person, coordinator: Person, resident: Person
) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, None, verified(resident))
    code = code_of(match)
    with pytest.raises(NotFound):
        confirmation.enter_code(stranger, match.reference, code)
    for person in (coordinator, resident):
        with pytest.raises(NotAllowed):
            confirmation.enter_code(person, match.reference, code)
    assert fresh_match(match.pk).wrong_codes == 0


def test_receipt_of_an_rw_is_nobody_s_confirmation(rw_head: Person) -> None:
    """What the RW's post received is delivered; households confirm for themselves."""
    need = declared(20, by=rw_head)
    match = factories.bring(factories.pledged(need, 5), MatchStatus.DELIVERED)
    for person in (rw_head, factories.office(RW_901)):
        with pytest.raises(NotAllowed):
            confirmation.confirm(person, match.reference)
    assert (fresh(need).delivered, fresh(need).confirmed) == (5, 0)
