"""The waybill: what it says of the consignment, and that no text breaks it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from aid.documents.values import Goods, Lane, Waybill
from aid.documents.waybill import waybill
from tests.aid.papers import about, codes, has_images, margins_are_white, pictures, texts

URL = "https://gandeng.example/kiriman/K-7K3M9QXA"
BILL = Waybill(
    reference="K-7K3M9QXA",
    day=date(2026, 12, 4),
    slot="pukul 09.00–11.00 WIB",
    donor="Contoh Dapur Bersama",
    origin="Gudang Contoh, Cengkareng",
    receiver="Pos RW 903 Kapuk",
    destination="Balai warga, Gang Contoh",
    landmark="masjid Contoh",
    lane="truck",
    goods=(
        Goods("sembako", 1163, ("beras 5 kg", "minyak 1 liter"), date(2027, 3, 31)),
        Goods("baby", 40),
    ),
    url=URL,
    vehicle="Truk B 9001 CTH",
    deliverer="Contoh Joko",
)


def test_a_waybill_tells_from_where_to_where_and_what() -> None:
    pdf = waybill(BILL)
    (text,) = texts(pdf)
    for said in (
        *("SURAT JALAN", "Nomor: K-7K3M9QXA", "Jumat, 4 Desember 2026", "pukul 09.00–11.00 WIB"),
        *("Contoh Dapur Bersama", "Gudang Contoh, Cengkareng", "Pos RW 903 Kapuk"),
        *("Balai warga, Gang Contoh", "Patokan: masjid Contoh", "Truk B 9001 CTH", "Contoh Joko"),
        *("Paket sembako", "1.163 paket", "beras 5 kg, minyak 1 liter", "31 Maret 2027"),
        *("Paket bayi", "40 paket", "Pengirim", "Pengemudi/Pengantar", "Penerima"),
        *("halal dan tidak kedaluwarsa", "tidak ada pungutan", "belum berarti diterima"),
        *("Dibuat oleh Gandeng · Surat jalan K-7K3M9QXA", "halaman 1 dari 1"),
    ):
        assert said in text, said
    assert codes(pdf) == [[URL]]
    assert "Perhatian" not in text and "CONTOH" not in text


@pytest.mark.parametrize(
    ("lane", "said", "warned"),
    [
        ("truck", "truk", False),
        ("car", "mobil atau pikap, bukan truk", False),
        ("motorbike", "hanya sepeda motor", True),
        ("foot", "hanya jalan kaki", True),
    ],
)
def test_a_narrow_lane_is_warned_of(lane: Lane, said: str, warned: bool) -> None:
    (text,) = texts(waybill(replace(BILL, lane=lane)))
    assert "Jalan ke tujuan bisa dilalui" in text and said in text
    assert ("Perhatian: " in text) is warned


@pytest.mark.parametrize("lane", ["motorbike", "foot"])
def test_nobody_is_told_to_stop_at_a_landmark_that_is_not_named(lane: Lane) -> None:
    (named,) = texts(waybill(replace(BILL, lane=lane)))
    assert "berhenti di patokan" in named and "Patokan: masjid Contoh" in named
    (bare,) = texts(waybill(replace(BILL, lane=lane, landmark="")))
    assert "Perhatian: " in bare and "patokan" not in bare.lower()


def test_what_is_not_known_yet_is_a_line_to_write_on() -> None:
    (text,) = texts(waybill(replace(BILL, vehicle="", deliverer=" ", landmark="")))
    assert "Patokan" not in text
    # Vehicle, deliverer's signature, receiver's signature.
    assert text.count("…" * 14) == 3


def test_made_up_data_are_marked_and_the_code_still_scans() -> None:
    pdf = waybill(replace(BILL, demo=True))
    assert texts(pdf)[0].count("CONTOH") == 2
    assert codes(pdf) == [[URL]]


@pytest.mark.parametrize("long", ["W" * 1500, "kata " * 500], ids=["one word", "many words"])
def test_long_texts_go_on_inside_the_margins(long: str) -> None:
    pdf = waybill(
        replace(
            BILL, reference=long, slot=long, donor=long, origin=long, receiver=long,
            destination=long, landmark=long, vehicle=long, deliverer=long,
            goods=(Goods(long, 10**12, (long,)),),
        )
    )  # fmt: skip
    sheets = pictures(pdf)
    assert len(sheets) > 1
    assert all(margins_are_white(sheet, 9) for sheet in sheets)
    assert f"halaman {len(sheets)} dari {len(sheets)}" in texts(pdf)[-1]


def test_many_goods_repeat_the_head_of_their_table() -> None:
    pdf = waybill(replace(BILL, goods=(Goods("sembako", 1, ("beras",)),) * 80))
    pages = texts(pdf)
    assert len(pages) > 2
    assert sum("Dihitung saat tiba" in page for page in pages) >= 2
    assert sum(page.count("Paket sembako") for page in pages) == 80


def test_markup_is_printed_as_it_was_typed(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (4, 4)).save(picture)
    typed = f'<b>&<img src="{picture}" width="9" height="9"/></para>&lt;'
    pdf = waybill(
        replace(
            BILL, reference=typed, slot=typed, donor=typed, origin=typed, receiver=typed,
            destination=typed, landmark=typed, vehicle=typed, deliverer=typed,
            goods=(Goods(typed, 1, (typed,)),),
        )
    )  # fmt: skip
    text = " ".join(texts(pdf))
    # Number, slot, donor, origin, receiver, destination, landmark, vehicle, goods and contents,
    # both signatures; the foot of a page cuts it.
    assert text.count("<b>&<img src=") >= 12
    assert text.count("</para>&lt;") + text.count("</para>< ") >= 12
    assert not has_images(pdf)


def test_the_same_waybill_gives_the_same_bytes() -> None:
    assert waybill(BILL) == waybill(replace(BILL))
    assert b"/Lang (id)" in waybill(BILL)


def test_the_file_names_nobody() -> None:
    facts = about(waybill(BILL))
    assert facts["Title"] == "Surat jalan K-7K3M9QXA" and facts["Author"] == "Gandeng"
    assert "Joko" not in str(facts)


def test_in_english() -> None:
    with translation.override("en"):
        (text,) = texts(waybill(BILL))
    assert "WAYBILL" in text and "Friday, 4 December 2026" in text and "1,163 packages" in text
