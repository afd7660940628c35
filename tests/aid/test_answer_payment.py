"""Whether somebody wanted money for what came: asked once, and told above the kelurahan only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import handouts
from aid.actions.complaints import answer_payment, answer_payment_of_handout, complain
from aid.errors import Invalid, NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Complaint, Event, Match
from aid.queries.complaints import payment_answers
from aid.rules import PAYMENT_ASKED_FOR, MatchStatus
from aid.standing import match_verbs
from people.person import ANYONE, Person
from tests import factories, kampung
from tests.aid.hints import hints
from tests.factories import CITY, HOME, KECAMATAN, RW_901, fresh_match, household_of

pytestmark = pytest.mark.django_db


def came() -> Match:
    return factories.match_at(MatchStatus.CONFIRMED, None, factories.verified(region=RW_901))


def asked(match: Match) -> bool:
    verbs = match_verbs(household_of(match.request), fresh_match(match.pk), timezone.now())
    return "answer_payment" in verbs


@pytest.mark.parametrize("answer", ["no", False])
def test_no_is_counted_and_no_complaint(answer: object) -> None:
    match = came()
    assert asked(match)
    answer_payment(household_of(match.request), match.reference, answer)
    assert fresh_match(match.pk).asked_to_pay is False
    assert payment_answers(HOME, timezone.now()) == (1, 0)
    assert not Complaint.private.exists()


@pytest.mark.parametrize("answer", ["yes", True])
def test_yes_is_the_complaint_that_the_kecamatan_reads(answer: object) -> None:
    match = came()
    answer_payment(household_of(match.request), match.reference, answer)
    assert Complaint.private.get().kind == "asked_to_pay"
    assert fresh_match(match.pk).asked_to_pay is True
    assert payment_answers(CITY, timezone.now()) == (0, 1)


def test_it_is_asked_once() -> None:
    match = came()
    household = household_of(match.request)
    answer_payment(household, match.reference, "no")
    assert not asked(match)
    for again in ("no", "yes"):
        with pytest.raises(WrongState):
            answer_payment(household, match.reference, again)
    assert not Complaint.private.exists()


def test_whoever_complained_of_it_already_is_not_asked() -> None:
    match = came()
    complain(household_of(match.request), match.reference, "asked_to_pay")
    assert not asked(match)
    assert payment_answers(HOME, timezone.now()) == (0, 1)


def test_donor_who_complains_answers_nothing_for_the_household() -> None:
    match = came()
    complain(factories.donor_of(match), match.reference, "asked_to_pay")
    assert asked(match)


def test_it_is_asked_while_the_household_remembers() -> None:
    match = came()
    factories.make_old(match, confirmed_at=PAYMENT_ASKED_FOR + timedelta(minutes=1))
    assert not asked(match)
    with pytest.raises(WrongState):
        answer_payment(household_of(match.request), match.reference, "no")


@pytest.mark.parametrize("nonsense", ["", None, "maybe", 3, "x" * 1000])
def test_other_answers_are_none(nonsense: object) -> None:
    match = came()
    with pytest.raises(Invalid):
        answer_payment(household_of(match.request), match.reference, nonsense)
    assert asked(match)


def test_nobody_answers_for_the_household(
    stranger: Person, coordinator: Person, rw_head: Person
) -> None:
    match = came()
    helper = factories.helper_by_link(match.request)
    for person in (stranger, ANYONE, coordinator, rw_head, factories.donor_of(match), helper):
        with pytest.raises((NotFound, NotAllowed, SignInNeeded)):
            answer_payment(person, match.reference, "no")
    assert asked(match)


def test_answer_stands_in_no_history_that_rw_and_kelurahan_read() -> None:
    """Else whoever was asked to pay would be the one who is left out."""
    match = came()
    before = Event.log.of_request(match.request_id).count()
    with hints() as sent:
        answer_payment(household_of(match.request), match.reference, "no")
    assert Event.log.of_request(match.request_id).count() == before
    assert sent == {"board:31", f"board:{CITY}", f"board:{KECAMATAN}"}
    event = Event.log.get(kind="not_asked_to_pay")
    assert (event.region_code, event.facts) == (KECAMATAN, {"match": match.pk})


@pytest.mark.parametrize(("answer", "counted"), [("no", (1, 0)), ("yes", (0, 1))])
def test_household_with_a_coupon_answers_too(
    donor: Person, rw_head: Person, answer: str, counted: tuple[int, int]
) -> None:
    kampung.portion([1, 1])
    handout = kampung.handouts_of(kampung.at_post(donor, rw_head, 2))[0]
    holder = kampung.coupon_holder(handout)
    with pytest.raises(WrongState):
        answer_payment_of_handout(holder, handout.pk, answer)
    handouts.answer(holder, handout.pk, "complete")
    answer_payment_of_handout(holder, handout.pk, answer)
    assert payment_answers(RW_901, timezone.now()) == counted
    with pytest.raises(WrongState):
        answer_payment_of_handout(holder, handout.pk, answer)
