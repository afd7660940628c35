"""Coupons on paper: how many a page, what is on them, and that phones read them."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from aid.documents.coupons import coupon_sheet, grouped
from aid.documents.lettering import BOLD, REGULAR, cut, printable, width, wrapped
from aid.documents.values import PER_PAGE, Coupon, CouponSheet
from tests.aid.papers import about, codes, has_images, inked, margins_are_white, pictures, texts

HEED = "Sebutkan atau serahkan hanya setelah barang di tangan."


def coupon(line: int) -> Coupon:
    return Coupon(
        line=line,
        place="RT 004/RW 901",
        what="1 paket sembako",
        url=f"https://gandeng.example/k/Zr81kQxT{line:04d}aWq2-_",
        digits=f"{line * 123_456_789 % 10**12:012d}",
        serial=f"K-7K3M{line:04d}",
    )


def sheet(count: int, first: int = 1) -> CouponSheet:
    return CouponSheet(
        reference="L-7K3M9QXA",
        rw="RW 901 Kapuk",
        portion="Minggu 3 · 4 Desember 2026",
        trouble="gandeng.example/lapor",
        coupons=tuple(coupon(line) for line in range(first, first + count)),
    )


# 20 coupons: 5 pages of 4; 3 of 6 and 2; 2 of 8 and 4.
@pytest.mark.parametrize(("per_page", "pages"), [(4, [4] * 5), (6, [6, 6, 6, 2]), (8, [8, 8, 4])])
def test_every_code_scans_to_its_address(per_page: int, pages: list[int]) -> None:
    printed = replace(sheet(20), per_page=per_page)
    read = codes(coupon_sheet(printed))
    assert [len(page) for page in read] == pages
    assert [url for page in read for url in page] == [each.url for each in printed.coupons]


def test_a_coupon_says_what_it_is_for() -> None:
    (text,) = texts(coupon_sheet(sheet(1, first=17)))
    assert "KUPON TERIMA" in text and "RW 901 Kapuk" in text and "1 paket sembako" in text
    assert "Minggu 3 · 4 Desember 2026" in text
    assert "No. 017" in text and "RT 004/RW 901" in text
    # 17 * 123 456 789 = 2 098 765 413
    assert "0020 9876 5413" in text and "K-7K3M0017" in text
    assert HEED in text and "Tidak ada biaya." in text
    assert "Ada masalah? gandeng.example/lapor" in text
    assert "Dibuat oleh Gandeng · Kupon terima L-7K3M9QXA · RW 901 Kapuk" in text
    assert "halaman 1 dari 1" in text


def test_what_a_household_asked_by_itself_has_no_number() -> None:
    own = replace(coupon(17), line=None, place="RW 901 Kapuk")
    (text,) = texts(coupon_sheet(replace(sheet(1), coupons=(own,))))
    assert "No." not in text and "RW 901 Kapuk" in text and grouped(own.digits) in text


@pytest.mark.parametrize("per_page", PER_PAGE)
def test_digits_of_all_coupons_are_printed(per_page: int) -> None:
    printed = replace(sheet(9, first=1155), per_page=per_page)
    text = " ".join(texts(coupon_sheet(printed)))
    assert all(grouped(each.digits) in text for each in printed.coupons)
    assert "No. 1163" in text


def test_nobody_is_named_unless_asked() -> None:
    named = replace(coupon(1), name="Contoh Siti")
    assert "Contoh Siti" in texts(coupon_sheet(replace(sheet(1), coupons=(named,))))[0]
    assert "Contoh" not in texts(coupon_sheet(sheet(1)))[0]


def test_only_made_up_data_is_marked() -> None:
    assert texts(coupon_sheet(replace(sheet(8), demo=True)))[0].count("CONTOH") == 8
    assert "CONTOH" not in texts(coupon_sheet(sheet(8)))[0]


@pytest.mark.parametrize("per_page", PER_PAGE)
@pytest.mark.parametrize("long", ["W" * 500, "kata " * 100], ids=["one word", "many words"])
def test_long_texts_stay_on_their_coupon(per_page: int, long: str) -> None:
    much = Coupon(
        line=10**9, place=long, what=long, url="https://gandeng.example/k/1",
        digits="1" * 40, serial=long, name=long,
    )  # fmt: skip
    filled = CouponSheet(long, long, long, long, (much,), per_page)
    pdf = coupon_sheet(filled)
    (picture,) = pictures(pdf)
    assert codes(pdf) == [["https://gandeng.example/k/1"]]
    assert margins_are_white(picture, 6)
    # Inside the second coupon, which is not there: right of the first, or below it.
    below = (8.0, 7 + 275 / 4 + 1, 202.0, 7 + 275 / 2 - 1)
    beside = (105.5, 8.0, 202.0, 7 + 275 / (per_page // 2) - 1)
    assert not inked(picture, below if per_page == 4 else beside)


def test_a_long_name_ends_in_an_ellipsis() -> None:
    named = replace(coupon(1), name="Contoh Raden Mas Aryo Kusumo Wijoyo Sastroatmodjo Hadiningrat")
    (text,) = texts(coupon_sheet(replace(sheet(1), coupons=(named,))))
    assert "Contoh Raden Mas" in text and "…" in text and "Hadiningrat" not in text


def test_markup_is_printed_as_it_was_typed(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (4, 4)).save(picture)
    typed = f'<b>&<img src="{picture}"/>'
    hostile = replace(coupon(1), what="<b>&</b>", name=typed, serial="<i>&amp;", place="%(x)s {y}")
    pdf = coupon_sheet(replace(sheet(1), coupons=(hostile,), trouble="<a href='x'>%s"))
    (text,) = texts(pdf)
    assert "<b>&</b>" in text and "<b>&<img src=" in text and "<i>&amp;" in text
    assert "%(x)s {y}" in text and "<a href='x'>%s" in text
    assert not has_images(pdf)


def test_letters_that_the_font_lacks_are_not_left_out_silently() -> None:
    assert printable("Şahin Muñoz Þór – “Nyai”") == "Şahin Muñoz Þór – “Nyai”"
    assert printable("Hājar Aṣ-Ṣiddīq") == "Hajar As-Siddiq"
    assert printable("e\u0301 and \x00zero\u200bwidth\u202e\n\tlines ") == "é and zerowidth lines"
    assert printable("ꦱꦶꦠꦶ سيتي 🍚") == "?? ???? ?"


def test_texts_are_cut_at_the_width() -> None:
    assert cut("Kapuk", REGULAR, 10, 100) == "Kapuk"
    short = cut("Kapuk Muara Utara", REGULAR, 10, 50)
    assert short.endswith("…") and 35 < width(short, REGULAR, 10) <= 50
    lines = wrapped("satu dua " + "W" * 40, BOLD, 10, 60, 3)
    assert lines[0] == "satu dua" and len(lines) == 3 and lines[2].endswith("…")
    assert all(width(line, BOLD, 10) <= 60 for line in lines)


def test_the_same_coupons_give_the_same_bytes() -> None:
    assert coupon_sheet(sheet(9)) == coupon_sheet(sheet(9))


def test_the_file_tells_its_language_and_nothing_personal() -> None:
    named = replace(coupon(1), name="Contoh Siti")
    pdf = coupon_sheet(replace(sheet(1), coupons=(named,)))
    facts = about(pdf)
    assert facts["Title"] == "Kupon terima" and facts["Author"] == "Gandeng"
    assert facts["CreationDate"].startswith("D:20000101")
    assert "Siti" not in str(facts) and named.digits not in str(facts)
    assert b"/Lang (id)" in pdf
    with translation.override("en"):
        english = coupon_sheet(sheet(1))
    assert b"/Lang (en)" in english and "There is no fee." in texts(english)[0]


def test_sheets_that_can_t_be_printed_are_refused() -> None:
    with pytest.raises(ValueError, match="5 coupons a page"):
        replace(sheet(1), per_page=5)
    with pytest.raises(ValueError, match="without coupons"):
        replace(sheet(1), coupons=())
