"""Phones without network: what they handed out is counted afterwards, each coupon once."""

import random
import threading
import uuid
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from aid.actions import coupons, handouts, reconciliation
from aid.actions.packs import ITERATIONS, pack, slow_hash
from aid.actions.reconciliation import (
    MOST_ENTRIES,
    MOST_WRONG,
    MOST_WRONG_IN_ALL,
    WRONG_STAYS,
    Answer,
    PhoneEntry,
    reconcile,
)
from aid.coupon_errors import TooManyEntries
from aid.errors import NotAllowed, NotFound, WrongState
from aid.models import Consignment, Coupon, Event, Handout, HandoutConflict
from aid.rules import ConsignmentStatus, HandoutStatus
from people.person import ANYONE, Person, Role
from tests import factories, invariants, kampung
from tests.aid.at_post import NAME, AtPost, at_post, digits
from tests.database import Copy


def entry(coupon: Coupon, code: str | None = None) -> PhoneEntry:
    return PhoneEntry(uuid.uuid4(), coupon.serial, code or digits(coupon), timezone.now())


def wrong(coupon: Coupon) -> PhoneEntry:
    return entry(coupon, f"{(int(digits(coupon)) + 1) % 10**12:012d}")


def said(answers: list[Answer]) -> list[str]:
    return [answer.code or answer.outcome for answer in answers]


def sent(there: AtPost, *entries: PhoneEntry) -> list[str]:
    found = said(reconcile(there.cadre, there.reference, entries))
    invariants.check_everything()
    return found


def confirmed() -> int:
    return Handout.private.filter(status=HandoutStatus.CONFIRMED, way="coupon").count()


@pytest.mark.django_db
def test_one_account_does_not_flood_the_list_of_conflicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are kept, and a right coupon still counts."""
    monkeypatch.setattr(reconciliation, "MOST_KEPT", 3)
    there = at_post(2)
    unknown = [PhoneEntry(uuid.uuid4(), f"UNKNOWN{n}", "0" * 12, timezone.now()) for n in range(4)]
    assert sent(there, *unknown, entry(there.coupon(1))) == ["unknown_coupon"] * 4 + ["counted"]
    assert HandoutConflict.private.count() == 3
    assert sent(there, replace(unknown[0], entry=uuid.uuid4())) == ["unknown_coupon"]
    assert HandoutConflict.private.count() == 3


@pytest.mark.django_db
def test_batch_is_counted_and_sent_again_changes_nothing() -> None:
    there = at_post(3)
    batch = [entry(there.coupon(1)), entry(there.coupon(2))]
    assert sent(there, *batch) == ["counted", "counted"]
    assert sent(there, *batch) == ["already", "already"]
    assert confirmed() == 2 and not HandoutConflict.private.exists()
    consignment = Consignment.private.get(pk=there.consignment.pk)
    assert (consignment.confirmed, consignment.reserved) == (2, 1)


@pytest.mark.django_db
def test_same_entry_twice_in_one_batch_counts_once() -> None:
    there = at_post(1)
    one = entry(there.coupon(1))
    assert sent(there, one, one) == ["counted", "counted"]
    assert confirmed() == 1 and not HandoutConflict.private.exists()


@pytest.mark.django_db
def test_used_on_two_phones_is_counted_once_and_listed() -> None:
    there = at_post(1)
    first, second = entry(there.coupon(1)), entry(there.coupon(1))
    assert sent(there, first) == ["counted"]
    assert sent(there, second) == ["coupon_used"]
    assert sent(there, second) == ["coupon_used"]
    conflict = HandoutConflict.private.get()
    assert (conflict.entry, conflict.code, conflict.coupon) == (
        second.entry,
        "coupon_used",
        there.coupon(1),
    )
    assert conflict.sent_by_id == there.cadre.user_id and conflict.phone_time == second.phone_time


@pytest.mark.django_db
def test_each_conflict_has_its_code() -> None:
    there = at_post(4, units=3)
    old = there.coupon(1)
    coupons.reissue(there.kelurahan, old.serial)
    other = coupons.issue_for_request(there.kelurahan, factories.verified().reference)
    kampung.slot_over(there.consignment)
    handouts.not_come(there.cadre, there.handout(2).pk)
    unknown = PhoneEntry(uuid.uuid4(), "0" * 8, "0" * 12)
    entries = [
        entry(old),
        entry(other),
        entry(there.coupon(2)),
        wrong(there.coupon(3)),
        unknown,
        replace(unknown, entry=uuid.uuid4(), serial="'; drop table --" * 9),
    ]
    codes = [
        "coupon_revoked",
        "not_in_consignment",
        "wrong_state",
        "wrong_digits",
        "unknown_coupon",
        "unknown_coupon",
    ]
    assert sent(there, *entries) == codes
    assert sorted(HandoutConflict.private.values_list("code", flat=True)) == sorted(codes)
    assert confirmed() == 0


@pytest.mark.django_db
def test_nothing_came_for_a_household() -> None:
    there = at_post(2, units=1)
    assert sent(there, entry(there.coupon(2))) == ["no_goods_here"]


@pytest.mark.django_db
def test_batch_is_no_way_to_guess() -> None:
    """Of one account five wrong digits for a coupon are looked at within the hour, and no more."""
    there = at_post(1)
    coupon = there.coupon(1)
    guesses = [wrong(coupon) for _ in range(MOST_WRONG)]
    found = sent(there, *guesses, entry(coupon))
    assert found == ["wrong_digits"] * MOST_WRONG + ["too_many_wrong_digits"]
    assert sent(there, entry(coupon)) == ["too_many_wrong_digits"]
    assert confirmed() == 0
    # Sent again they don't count again.
    assert sent(there, *guesses) == ["wrong_digits"] * MOST_WRONG
    assert there.coupon(1).wrong_codes == MOST_WRONG


@pytest.mark.django_db
def test_who_guesses_in_batches_keeps_nobody_else_from_the_coupon(rw_head: Person) -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    sent(there, *(wrong(coupon) for _ in range(MOST_WRONG + 1)))
    assert said(reconcile(rw_head, there.reference, [entry(coupon)])) == ["counted"]


@pytest.mark.django_db
def test_after_an_hour_batches_are_looked_at_again() -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    sent(there, *(wrong(coupon) for _ in range(MOST_WRONG)))
    HandoutConflict.private.update(sent_at=timezone.now() - WRONG_STAYS)
    assert sent(there, entry(coupon)) == ["counted"]


@pytest.mark.django_db
def test_batches_are_no_way_to_guess_at_many_coupons() -> None:
    lines = MOST_WRONG_IN_ALL // MOST_WRONG + 1
    there = at_post(lines)
    every = [there.coupon(number) for number in range(1, lines + 1)]
    guesses = [wrong(coupon) for coupon in every[:-1] for _ in range(MOST_WRONG)]
    assert set(sent(there, *guesses)) == {"wrong_digits"}
    assert sent(there, entry(every[-1])) == ["too_many_wrong_digits"]


@pytest.mark.django_db
def test_what_was_confirmed_at_home_tells_no_guesser_the_digits() -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    handouts.answer(Person(coupons=frozenset([coupon.pk])), there.handout(1).pk, "complete")
    guesses = [wrong(coupon) for _ in range(MOST_WRONG)]
    assert sent(there, *guesses) == ["wrong_digits"] * MOST_WRONG
    assert sent(there, entry(coupon)) == ["too_many_wrong_digits"]


@pytest.mark.django_db
def test_household_that_said_so_at_home_is_no_conflict() -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    handouts.answer(Person(coupons=frozenset([coupon.pk])), there.handout(1).pk, "complete")
    one = entry(coupon)
    assert sent(there, one) == sent(there, one) == ["already"]
    assert sent(there, entry(coupon)) == ["coupon_used"]


@pytest.mark.django_db
def test_entry_of_one_coupon_is_none_of_another() -> None:
    there = at_post(2)
    one = entry(there.coupon(1))
    sent(there, one)
    assert sent(there, replace(entry(there.coupon(2)), entry=one.entry)) == ["coupon_used"]
    assert confirmed() == 1


@pytest.mark.django_db
def test_what_comes_after_closing_is_kept_for_the_office() -> None:
    there = at_post(1)
    Consignment.private.filter(pk=there.consignment.pk).update(status=ConsignmentStatus.CLOSED)
    assert said(reconcile(there.cadre, there.reference, [entry(there.coupon(1))])) == [
        "wrong_state"
    ]
    assert HandoutConflict.private.count() == 1 and confirmed() == 0


@pytest.mark.django_db
def test_only_who_hands_out_there(stranger: Person, other_coordinator: Person) -> None:
    there = at_post(1)
    donor = factories.account_person(there.consignment.donor_id)
    auditor = factories.office(factories.CITY, Role.AUDITOR)
    one = entry(there.coupon(1))
    for person in (ANYONE, stranger, other_coordinator):
        with pytest.raises(NotFound):
            reconcile(person, there.reference, [one])
        with pytest.raises(NotFound):
            pack(person, there.reference)
    for person in (donor, auditor):
        with pytest.raises(NotAllowed):
            reconcile(person, there.reference, [one])
        with pytest.raises(NotAllowed):
            pack(person, there.reference)
    assert not HandoutConflict.private.exists() and confirmed() == 0


@pytest.mark.django_db
def test_at_most_five_hundred_at_once() -> None:
    there = at_post(1)
    many = [entry(there.coupon(1))] * (MOST_ENTRIES + 1)
    with pytest.raises(TooManyEntries):
        reconcile(there.cadre, there.reference, many)


@pytest.mark.django_db
def test_pack_names_nobody_and_holds_no_code() -> None:
    there = at_post(3, units=2)
    handouts.give(there.cadre, there.reference, [there.handout(1).pk])
    made = pack(there.cadre, there.reference)
    assert [(each.line, each.rt, each.status) for each in made.coupons] == [
        (1, 1, "given"),
        (2, 1, "due"),
    ]
    assert NAME not in str(made) and str(there.handout(1).household_id) not in str(made)
    for each, number in zip(made.coupons, (1, 2), strict=True):
        code = digits(there.coupon(number))
        assert code not in str(made)
        assert slow_hash(code, bytes.fromhex(each.salt)).hex() == each.hash
    assert len({each.salt for each in made.coupons}) == 2
    assert made.ends_at - made.made_at == timedelta(hours=36)
    assert Event.log.get(kind="load_pack").facts["coupons"] == 2


@pytest.mark.django_db
def test_pack_only_while_goods_are_handed_out() -> None:
    there = at_post(1)
    Consignment.private.filter(pk=there.consignment.pk).update(status=ConsignmentStatus.CLOSED)
    with pytest.raises(WrongState):
        pack(there.cadre, there.reference)


def test_stolen_pack_costs_more_than_it_brings() -> None:
    """A rented graphics card does about 9·10^9 rounds of PBKDF2-SHA256 a second. For one code it
    needs half of 10^12 guesses on average: six days, while a pack ends after 36 hours."""
    days = 10**12 / 2 * ITERATIONS / 9e9 / 86_400
    assert days > 6


COUPONS, EACH = 300, 200


def test_two_phones_with_the_same_coupons(committed_db: Copy) -> None:
    """Phone A hands out coupons 1 to 200, phone B 101 to 300: 100 on both. Each sends its batches
    twice, in random order, both at once: 300 count once, 100 conflicts are listed."""
    there = at_post(COUPONS)
    every = [there.coupon(number) for number in range(1, COUPONS + 1)]
    phones = [[entry(each) for each in every[:EACH]], [entry(each) for each in every[-EACH:]]]
    answers: list[list[Answer]] = []
    chance = random.Random(4)
    batches = [phone_batches(phone, chance) for phone in phones]

    def send(mine: list[list[PhoneEntry]]) -> None:
        try:
            for batch in mine:
                answers.append(reconcile(there.cadre, there.reference, batch))
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=send, args=[mine]) for mine in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert confirmed() == COUPONS
    assert Coupon.private.exclude(redeemed_at=None).count() == COUPONS
    outcomes = Counter(answer.outcome for batch in answers for answer in batch)
    # 400 entries, each sent twice: 300 counted and later "already", 100 conflicts told twice.
    assert outcomes == {"counted": COUPONS, "already": COUPONS, "conflict": 2 * 100}
    conflicts = HandoutConflict.private.all()
    assert {each.code for each in conflicts} == {"coupon_used"} and len(conflicts) == 100
    shared = {each.pk for each in every[COUPONS - EACH : EACH]}
    assert {each.coupon_id for each in conflicts} == shared
    consignment = Consignment.private.get(pk=there.consignment.pk)
    assert (consignment.confirmed, consignment.reserved) == (COUPONS, 0)
    invariants.check_everything()


def phone_batches(phone: list[PhoneEntry], chance: random.Random) -> list[list[PhoneEntry]]:
    """All entries of one phone in batches of fifty, all of them twice, shuffled."""
    every = [phone[start : start + 50] for start in range(0, len(phone), 50)]
    twice = [*every, *every]
    for batch in twice:
        chance.shuffle(batch)
    chance.shuffle(twice)
    return twice
