"""A page that is drawn while its matches move on."""

import pytest

from aid.actions import confirmation, disclosure
from aid.rules import MatchStatus
from frontend.following import secret
from tests import factories
from tests.factories import household_of

pytestmark = pytest.mark.django_db


def test_page_of_a_match_that_moved_on_leaves_its_code_out() -> None:
    """Read as on the way, confirmed before its code is asked for: no refusal, and no code."""
    match = factories.match_at(MatchStatus.ON_THE_WAY)
    household = household_of(match.request)
    assert len(secret(disclosure.receipt_code_of, household, match)) == 6
    confirmation.confirm(household, match.reference)
    assert secret(disclosure.receipt_code_of, household, match) == ""
