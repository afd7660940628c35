"""The donor's receipt: what it says, whose word it was, and that it names nobody who received."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from aid.actions import confirmation, receipts
from aid.documents.receipt import receipt
from aid.documents.values import Confirmed, DonationReceipt
from aid.errors import NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Match
from aid.rules import MatchStatus
from people.person import Person
from tests import factories, kampung
from tests.aid.papers import about, has_images, margins_are_white, pictures, texts
from tests.factories import RW_901, bring, household_of, match_at, proposed, published, verified

KAPUK = "Kelurahan Kapuk, Cengkareng"
OF = DonationReceipt(
    reference="O-7K3M9QXA",
    donor="Contoh Dapur Bersama",
    category="sembako",
    made=date(2026, 12, 8),
    lines=(
        Confirmed(date(2026, 12, 4), KAPUK, "sembako", 1160, "recipient"),
        Confirmed(date(2026, 12, 5), KAPUK, "sembako", 3, "office"),
    ),
    unconfirmed=37,
)


def test_receipt_tells_what_was_confirmed_when_where_and_by_whose_word() -> None:
    (text,) = texts(receipt(OF))
    for said in (
        *("TANDA TERIMA BANTUAN", "Nomor: O-7K3M9QXA", "Contoh Dapur Bersama"),
        *("8 Desember 2026", "4 Desember 2026", "1.160 paket", KAPUK, "penerima sendiri"),
        *("5 Desember 2026", "3 paket", "petugas, setelah ada sengketa"),
        *("Seluruhnya dikonfirmasi: 1.163 paket.", "belum dikonfirmasi penerima: 37 paket."),
        *("bukan dokumen pajak", "Dibuat oleh Gandeng · Tanda terima bantuan O-7K3M9QXA"),
    ):
        assert said in text, said


def test_receipt_without_a_word_of_recipients_confirms_nothing() -> None:
    (text,) = texts(receipt(replace(OF, lines=())))
    assert "Dikonfirmasi pada" not in text and "Seluruhnya" not in text
    assert "belum dikonfirmasi penerima: 37 paket." in text


@pytest.mark.parametrize("long", ["W" * 1500, "kata " * 500], ids=["one word", "many words"])
def test_long_names_go_on_inside_the_margins(long: str) -> None:
    line = Confirmed(date(2026, 12, 4), long, "sembako", 10**12, "recipient")
    pdf = receipt(replace(OF, reference=long, donor=long, lines=(line,) * 3))
    assert all(margins_are_white(sheet, 9) for sheet in pictures(pdf))


def test_markup_is_printed_as_it_was_typed_and_made_up_data_are_marked() -> None:
    pdf = receipt(replace(OF, donor='<b>&<img src="x"/></para>', demo=True))
    (text,) = texts(pdf)
    assert '<b>&<img src="x"/></para>' in text and not has_images(pdf)
    assert text.count("CONTOH") == 2


def test_same_receipt_gives_the_same_bytes_and_its_file_names_nobody() -> None:
    assert receipt(OF) == receipt(replace(OF))
    assert about(receipt(OF))["Title"] == "Tanda terima bantuan O-7K3M9QXA"


def test_in_english() -> None:
    with translation.override("en"):
        (text,) = texts(receipt(OF))
    assert "RECEIPT OF AID" in text and "1,160 packages" in text


# Whose it is, and what is on it


def lines(match: Match) -> list[tuple[str, int, str]]:
    found = receipts.lines_of(match.request.category, [factories.fresh_match(match.pk)])
    return [(line.area, line.quantity, line.said_by) for line in found]


@pytest.mark.django_db
def test_household_s_own_word_is_told_as_such(donor: Person) -> None:
    match = match_at(MatchStatus.CONFIRMED, donor)
    assert lines(match) == [(KAPUK, 4, "recipient")]


@pytest.mark.django_db
@pytest.mark.parametrize("by_office", [False, True])
def test_settled_dispute_is_told_as_whose_word_it_was(
    donor: Person, coordinator: Person, by_office: bool
) -> None:
    match = match_at(MatchStatus.DISPUTED, donor)
    settling = coordinator if by_office else household_of(match.request)
    confirmation.settle(settling, match.reference, arrived=True)
    assert lines(match) == [(KAPUK, 4, "office" if by_office else "recipient")]


@pytest.mark.django_db
def test_coupons_count_as_the_recipients_word(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    for each in kampung.handouts_of(came)[:2]:
        kampung.say(each)
    confirmed = Match.private.filter(consignment=came, status=MatchStatus.CONFIRMED)
    found = receipts.lines_of("sembako", confirmed.select_related("request__region"))
    assert [(line.quantity, line.said_by) for line in found] == [(2, "recipient")]


@pytest.mark.django_db
def test_receipt_names_neither_household_nor_rw(donor: Person) -> None:
    offer = published(donor, region=RW_901)
    for status in (MatchStatus.CONFIRMED, MatchStatus.DELIVERED):
        bring(proposed(verified(region=RW_901), offer, 3), status)
    (text,) = texts(receipts.print_offer_receipt(donor, offer.reference))
    assert "Seluruhnya dikonfirmasi: 3 paket." in text and "penerima: 3 paket." in text
    for secret in ("Siti", "RW 901", "Jalan Contoh", "0812", "R-"):
        assert secret not in text


@pytest.mark.django_db
def test_only_its_donor_prints_it(stranger: Person, coordinator: Person) -> None:
    match = match_at(MatchStatus.CONFIRMED)
    for act, reference in (
        (receipts.print_match_receipt, match.reference),
        (receipts.print_offer_receipt, match.offer.reference),
    ):
        with pytest.raises(NotFound):
            act(stranger, reference)
        with pytest.raises(NotAllowed):
            act(coordinator, reference)
    with pytest.raises(SignInNeeded):
        receipts.print_match_receipt(household_of(match.request), match.reference)


@pytest.mark.django_db
def test_there_is_no_receipt_of_nothing(donor: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    with pytest.raises(WrongState):
        receipts.print_match_receipt(donor, match.reference)
    with pytest.raises(WrongState):
        receipts.print_offer_receipt(donor, match.offer.reference)
