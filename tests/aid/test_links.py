"""The secret link and page code of whoever asks without an account."""

import pytest

from aid.actions import verification
from aid.actions.links import link_exists, open_link
from aid.errors import LinkLocked, NotAllowed, NotFound, WrongCode
from aid.models import PageLink
from people.person import Person
from tests import factories

pytestmark = pytest.mark.django_db


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_link_and_code_open_the_request() -> None:
    receipt = factories.submitted()
    found = open_link(receipt.token, receipt.code)
    assert (found.request_id, found.opens_as) == (receipt.request.pk, "resident")
    assert found.reference == receipt.request.reference
    spaced = f" {receipt.code[:3]} {receipt.code[3:]} "
    assert open_link(receipt.token, spaced) == found


def test_helper_s_link_opens_as_helper(helper: Person) -> None:
    receipt = factories.submitted(helper, for_someone_else=True)
    assert open_link(receipt.token, receipt.code).opens_as == "helper"


def test_link_without_its_code_opens_nothing() -> None:
    receipt, other = factories.submitted(), factories.submitted()
    for code in ("", None, other.code if other.code != receipt.code else "", "x" * 10**6):
        with pytest.raises(WrongCode):
            open_link(receipt.token, code)
    assert link_exists(receipt.token)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "x" * 10**6])
def test_unknown_link_is_not_found(token: str) -> None:
    factories.submitted()
    assert not link_exists(token)
    with pytest.raises(NotFound):
        open_link(token, "123456")


def test_whoever_hands_out_makes_no_link_that_confirms(rw_head: Person) -> None:
    receipt = factories.submitted(region=factories.RW_901)
    with pytest.raises(NotAllowed):
        verification.hand_over_link(rw_head, receipt.request.reference)
    assert link_exists(receipt.token)


def test_five_wrong_codes_lock_the_link_until_a_coordinator_gives_a_new_one(
    coordinator: Person,
) -> None:
    receipt = factories.submitted()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            open_link(receipt.token, wrong(receipt.code))
        assert refused.value.facts == {"left": left}
    for code in (wrong(receipt.code), receipt.code):
        with pytest.raises(LinkLocked):
            open_link(receipt.token, code)
    new = verification.hand_over_link(coordinator, receipt.request.reference)
    assert factories.opened(new) == factories.household_of(receipt.request)


def test_new_link_ends_the_household_s_old_one_but_not_the_helper_s(
    coordinator: Person, helper: Person
) -> None:
    receipt = factories.submitted(helper, for_someone_else=True)
    first = verification.hand_over_link(coordinator, receipt.request.reference)
    second = verification.hand_over_link(coordinator, receipt.request.reference)
    with pytest.raises(NotFound):
        open_link(first.token, first.code)
    assert open_link(second.token, second.code).opens_as == "resident"
    assert open_link(receipt.token, receipt.code).opens_as == "helper"
    assert PageLink.private.live().count() == 2
