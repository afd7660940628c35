"""A page that is drawn while its matches move on, and the sentence that it begins with."""

import pytest
from django.utils import translation

from aid.actions import confirmation, disclosure
from aid.models import Match, Request
from aid.rules import MatchStatus, RequestStatus
from frontend.following import STEPS, Step, phase, secret
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


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ("on_the_way", "Aid is on its way to you."),
        ("delivered on_the_way", "Aid is on its way to you."),
        ("delivered", "It was handed over, says whoever brought it. Have you received it?"),
        ("disputed confirmed", "You said that it did not arrive. Somebody looks into it."),
        ("confirmed accepted", "A donor has promised to bring something."),
        ("confirmed lost", "A part has arrived. We are looking for a donor for the rest."),
    ],
)
def test_sentence_says_what_the_badges_say(statuses: str, said: str) -> None:
    """Somebody set out once; what became of it since decides."""
    states = ("done", "done", "done", "done", "now")
    timeline = [Step(name, state, None) for name, state in zip(STEPS, states, strict=True)]
    matches = [Match(status=status) for status in statuses.split()]
    with translation.override("en"):
        assert phase(Request(status=RequestStatus.VERIFIED), timeline, matches) == said
