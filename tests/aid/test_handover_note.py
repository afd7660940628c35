"""The hand-over note: what was promised and counted, who signs, and that no text breaks it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from aid.documents.handover import handover_note
from aid.documents.values import Counted, Division, HandoverNote, Party
from tests.aid.papers import codes, has_images, margins_are_white, pictures, texts

URL = "https://gandeng.example/kiriman/K-7K3M9QXA"
NOTE = HandoverNote(
    reference="K-7K3M9QXA",
    place="Pos RW 905 Kapuk",
    at=datetime(2026, 11, 27, 10, 30, tzinfo=UTC),  # 17.30 in Jakarta
    giver=Party("Contoh Dewi", "Pengantar, atas nama Contoh Dapur Bersama"),
    receiver=Party("Contoh Rahmat", "Ketua RW 905"),
    witness=Party("Contoh Sri", "Kader dasawisma"),
    goods=(
        Counted("sembako", 300, 298, "2 paket rusak di jalan", ("beras 5 kg", "minyak 1 liter")),
        Counted("hygiene", 1648, 1650),
    ),
)


def test_a_note_tells_who_when_where_and_what() -> None:
    (text,) = texts(handover_note(NOTE))
    for said in (
        *("BERITA ACARA SERAH TERIMA", "Nomor: K-7K3M9QXA", "Pada hari Jumat, 27 November 2026"),
        *("pukul 17.30 WIB", "bertempat di Pos RW 905 Kapuk", "Contoh Dewi", "Contoh Rahmat"),
        *("Pengantar, atas nama Contoh Dapur Bersama", "Ketua RW 905", "Kader dasawisma"),
        *("Yang menyerahkan", "Yang menerima", "Saksi", "Contoh Sri"),
        *("beras 5 kg", "Demikian berita acara ini dibuat dengan sebenarnya."),
        *("Dibuat oleh Gandeng · Berita acara serah terima K-7K3M9QXA", "halaman 1 dari 1"),
    ):
        assert said in text, said


def test_differences_are_told_with_their_reason() -> None:
    (text,) = texts(handover_note(NOTE))
    # 298 - 300 = -2; 1650 - 1648 = 2.
    assert "300 paket 298 paket −2 2 paket rusak di jalan" in text
    assert "1.648 paket 1.650 paket +2" in text
    same = replace(NOTE, goods=(Counted("sembako", 7, 7),))
    assert "7 paket 7 paket 0" in texts(handover_note(same))[0]


def test_goods_at_the_post_are_not_received_by_households() -> None:
    (text,) = texts(handover_note(NOTE))
    assert "Barang berada di pos dan belum diterima rumah tangga" in text


def test_a_division_is_told_with_its_reason() -> None:
    divided = replace(NOTE, divisions=(Division("sembako", 200, 1400, "Paket kurang."),))
    (text,) = texts(handover_note(divided))
    assert "Bagi rata: 200 paket untuk 1.400 KK. Alasan: Paket kurang. Setiap KK" in text
    assert "menerima sebagian; hitungannya setara paket utuh." in text
    assert "Bagi rata" not in texts(handover_note(NOTE))[0]


def test_the_code_leads_to_the_consignment() -> None:
    assert codes(handover_note(NOTE)) == [[]]
    assert codes(handover_note(replace(NOTE, url=URL, demo=True))) == [[URL]]


def test_only_made_up_data_is_marked() -> None:
    assert texts(handover_note(replace(NOTE, demo=True)))[0].count("CONTOH") == 2
    assert "CONTOH" not in texts(handover_note(NOTE))[0]


def test_a_missing_witness_is_a_line_to_write_on() -> None:
    (text,) = texts(handover_note(replace(NOTE, witness=Party(""))))
    assert text.count("…" * 14) == 2


@pytest.mark.parametrize("long", ["W" * 1500, "kata " * 500], ids=["one word", "many words"])
def test_long_texts_go_on_inside_the_margins(long: str) -> None:
    someone = Party(long, long)
    pdf = handover_note(
        HandoverNote(
            long, long, NOTE.at, someone, someone, someone,
            (Counted(long, 1, 2, long, (long,)),), (Division(long, 1, 2, long),),
        )
    )  # fmt: skip
    sheets = pictures(pdf)
    assert len(sheets) > 1
    assert all(margins_are_white(sheet, 9) for sheet in sheets)


def test_markup_is_printed_as_it_was_typed(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (4, 4)).save(picture)
    typed = f'<b>&<img src="{picture}"/></para>'
    someone = Party(typed, typed)
    pdf = handover_note(
        HandoverNote(
            "K-1", typed, NOTE.at, someone, someone, someone,
            (Counted("sembako", 1, 2, typed, (typed,)),), (Division("sembako", 1, 2, typed),),
        )
    )  # fmt: skip
    # The place twice, three names twice, three offices, a reason, contents, a division's reason.
    assert " ".join(texts(pdf)).count("<b>&<img src=") == 14
    assert not has_images(pdf)


def test_the_same_note_gives_the_same_bytes() -> None:
    assert handover_note(NOTE) == handover_note(replace(NOTE))
    assert b"/Lang (id)" in handover_note(NOTE)


def test_in_english() -> None:
    with translation.override("en"):
        (text,) = texts(handover_note(NOTE))
    assert "HAND-OVER NOTE" in text and "On Friday, 27 November 2026, 17:30 WIB" in text
