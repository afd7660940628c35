"""A donor says no to a proposal, and why if they like."""

import pytest

from aid.actions import matches
from aid.declining import WHY
from aid.errors import Invalid, NotAllowed
from aid.models import Event, Match
from aid.rules import MatchStatus
from people.person import Person
from tests.aid.jobs import waiting_rounds
from tests.api.client import client_of
from tests.factories import donor_of, fresh, fresh_match, household_of, match_at
from tests.frontend.browsers import browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db


def proposal() -> Match:
    return match_at(MatchStatus.PROPOSED)


def declined(match: Match) -> dict[str, object]:
    return Event.log.of_match(match.pk).get(kind="decline").facts


@pytest.mark.parametrize("why", ["", *WHY])
def test_need_is_open_again_whatever_the_reason(why: str) -> None:
    match, before = proposal(), waiting_rounds()
    matches.decline(donor_of(match), match.reference, why)
    assert fresh_match(match.pk).status == MatchStatus.DECLINED
    assert fresh(match.request).proposed == 0
    assert declined(match).get("why", "") == why
    assert waiting_rounds() == before + 1


@pytest.mark.parametrize("why", ["because", ["too_far"], 7, "x" * 10_000])
def test_only_the_answers_of_the_list_are_taken(why: object) -> None:
    match = proposal()
    with pytest.raises(Invalid) as caught:
        matches.decline(donor_of(match), match.reference, why)
    assert caught.value.problems["why"].code == "why_unknown"
    assert fresh_match(match.pk).status == MatchStatus.PROPOSED


def test_nobody_else_declines(coordinator: Person) -> None:
    match = proposal()
    with pytest.raises(NotAllowed):
        matches.decline(coordinator, match.reference, "too_far")


def test_office_reads_why_and_the_household_does_not(coordinator: Person) -> None:
    match = proposal()
    page = browser_of(donor_of(match))
    address = f"/deliveries/{match.reference}/decline/"
    wrong = page.post(address, {"why": "because"})
    assert wrong.status_code == 422 and set(wrong_fields(wrong.content)) == {"why"}
    page.post(address, {"why": "too_far"})
    request = match.request.reference
    board = in_english(browser_of(coordinator)).get(f"/board/requests/{request}/")
    assert "The donor declined: 4 packages (too far)" in text(board.content)
    own = in_english(browser_of(household_of(match.request))).get(f"/requests/{request}/")
    assert "too far" not in text(own.content)
    assert "We are looking for a donor" in text(own.content)


def test_program_says_why() -> None:
    match = proposal()
    client, path = client_of(donor_of(match)), f"/matches/{match.reference}/decline/"
    assert client.post(path, {"why": "because"}).field("why") == "why_unknown"
    assert client.post(path, {"why": "no_vehicle"}).body["status"] == "declined"
    assert declined(match)["why"] == "no_vehicle"
