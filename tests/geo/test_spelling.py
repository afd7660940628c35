"""Names as people write them: shortened, by the old spelling, with a slip of the thumb."""

import pytest

from geo.gazetteer import parse, search

pytestmark = pytest.mark.django_db

KAPUK, KAPUK_MUARA = "31.73.01.1005", "31.72.01.1003"
CENGKARENG_BARAT, CENGKARENG_TIMUR = "31.73.01.1001", "31.73.01.1006"


def codes(text: str) -> list[str]:
    return [region.code for region, _ in search(text, 8)]


@pytest.mark.parametrize("text", ["kapok", "kapuuk", "kapk", "kpauk"])
def test_a_slip_of_the_thumb_is_forgiven(text: str) -> None:
    assert codes(text)[:1] == [KAPUK]


@pytest.mark.parametrize("text", ["tjengkareng timur", "cenkareng timur", "cengkarng timur"])
def test_the_old_spelling_and_missing_letters_are_read(text: str) -> None:
    assert codes(text)[:1] == [CENGKARENG_TIMUR]


@pytest.mark.parametrize(
    ("text", "full"),
    [("kb jeruk", "kebon jeruk"), ("Tj. Priok", "tanjung priok"), ("Pd. Pinang", "pondok pinang"),
     ("Rw. Badak Utara", "rawa badak utara"), ("Ps. Minggu", "pasar minggu")],
)  # fmt: skip
def test_shortened_words_are_read_in_full(text: str, full: str) -> None:
    assert codes(text) == codes(full) != []


def test_what_is_called_so_is_never_taken_for_a_slip() -> None:
    assert codes("kapuk") == [KAPUK, KAPUK_MUARA]


def test_three_letters_are_no_slip_of_anything() -> None:
    assert codes("xyz") == []


@pytest.mark.parametrize("text", ["qwertyuiop", "jalan melati", "bandung wetan"])
def test_what_is_like_nothing_finds_nothing(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text", ["kapuk 9", "kapuk 009", "Kapuk RW 9", "RT 003/009 Kapuk", "rt 3 rw 9, kapuk",
             "kapuk 9, cengkareng"],
)  # fmt: skip
def test_an_rw_is_read_as_people_write_it(text: str) -> None:
    number, parts = parse(text)
    assert (number, parts[0].name) == (9, "kapuk")


def test_an_rt_alone_is_no_rw() -> None:
    assert parse("RT 003 Kapuk")[0] is None
