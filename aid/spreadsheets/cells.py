"""What a cell says, column by column. Each function returns the clean value or raises Trouble."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from aid import checks
from aid.categories import MOST_UNITS, Category
from aid.checks import Trouble
from aid.names import visible
from aid.spreadsheets.columns import Column
from aid.spreadsheets.table import Cell, Kind

# What people write where there is nothing to say.
NOTHING = frozenset({"-", "--", "–", "—", "."})
YES = frozenset({"ya", "y", "yes", "x", "v", "✓", "✔", "1", "true", "benar", "rentan"})
NO = frozenset({"", "tidak", "tdk", "t", "n", "no", "0", "false", "salah", "bukan"})

NOT_SAID = {
    Kind.ERROR: "error_cell",
    Kind.FORMULA: "formula",
    Kind.DATE: "date_in_cell",
    Kind.RUNS_ON: "quote_open",
}
ERROR_CELL = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")
# Excel computes what starts so; before free text a dash may stand for a point of a list.
FORMULA = re.compile(r"[=＝]|[+\-@＋－＠][A-Za-z(]")
FORMULA_IN_TEXT = re.compile(r"[=＝]|[@＠][A-Za-z(]|[+\-＋－][A-Za-z]*[(!\d]")
FREE_TEXT = frozenset({"address", "landmark"})
# The sign that keeps a spreadsheet from computing a cell, as aid.spreadsheets.writing adds it.
KEPT_AS_TEXT = re.compile(r"'(?=[=+\-@＝＋－＠\d])")
# How a spreadsheet writes a long number that it has rounded: 3,17E+15.
ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
UNIT = re.compile(r"^rp\.? ?| ?(jiwa|orang|org|paket|porsi|people)\.?$")
ZERO_FRACTION = re.compile(r"[.,]0{1,2}$")
RT = re.compile(r"(?:rt)?[ .:]*(\d{1,4})(?: ?/ ?(?:rw)?[ .:]*(\d{1,4}))?", re.ASCII)
RW = re.compile(r"(?:rw)?[ .:]*(\d{1,4})", re.ASCII)
MOST_RT = 999
# No number of a list has more digits.
MOST_DIGITS = 20


@dataclass(frozen=True)
class Place:
    """What the list is of: its ``rw`` (None for a settlement without), the number of its
    ``last_rt`` when that is known, the ``category`` that the quantities are of when that is."""

    rw: int | None
    last_rt: int | None
    category: Category | None


def said(cell: Cell, column: Column) -> str:
    """The text of ``cell``, on one line, without invisible characters; a whole number without
    fraction or exponent."""
    if cell.kind in NOT_SAID:
        raise Trouble(NOT_SAID[cell.kind])
    if cell.kind == Kind.FLAG and column.key != "vulnerable":
        raise Trouble("flag_in_cell")
    text = KEPT_AS_TEXT.sub("", cell.text.strip(), count=1)
    if cell.kind == Kind.NUMBER:
        text = plain(text)
    _refuse_unfit(text, column)
    clean = " ".join(visible(text).split())
    return "" if clean in NOTHING else clean


def _refuse_unfit(text: str, column: Column) -> None:
    if len(text) > column.most:
        raise Trouble("too_long", most=column.most)
    if ERROR_CELL.fullmatch(text):
        raise Trouble("error_cell")
    if garbled(text):
        raise Trouble("wrong_encoding")
    if any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in text):
        raise Trouble("bad_characters")
    formula = FORMULA_IN_TEXT if column.key in FREE_TEXT else FORMULA
    if formula.match(visible(text).lstrip()):
        raise Trouble("formula")


def plain(text: str) -> str:
    """``4.0`` as 4 and ``3.1E+3`` as 3100; what is no whole number, or has too many digits, as it
    is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or number.adjusted() > MOST_DIGITS or number % 1:
        return text
    return str(int(number))


def garbled(text: str) -> bool:
    """Whether bytes were no text, or UTF-8 was read as a Western European code page: Ã© for é."""
    if text.isascii():
        return False
    if re.search("[\ufffd\ud800-\udfff]", text):
        return True
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def name(cell: Cell, column: Column, _place: Place) -> str:
    text = checks.text(said(cell, column), column.most, needed=True)
    if not any(sign.isalpha() for sign in text):
        raise Trouble("name_no_letters")
    return text


def people(cell: Cell, column: Column, _place: Place) -> int:
    text = _count(cell, column)
    if not text:
        raise Trouble("required")
    return checks.people(text)


def rt(cell: Cell, column: Column, place: Place) -> int:
    """An RT's number, alone or with the RW's: 4, 004, RT 004, 004/012."""
    text = said(cell, column)
    if not text:
        raise Trouble("required")
    parts = RT.fullmatch(text.casefold())
    number = int(parts[1]) if parts is not None else 0
    if parts is None or not 1 <= number <= MOST_RT:
        raise Trouble("rt_invalid")
    if parts[2] is not None:
        _same_rw(int(parts[2]), place)
    return checks.rt_of_list(number, place.last_rt)


def rw(cell: Cell, column: Column, place: Place) -> int | None:
    text = said(cell, column)
    if not text:
        return None
    number = RW.fullmatch(text.casefold())
    if number is None:
        raise Trouble("rw_invalid")
    return _same_rw(int(number[1]), place)


def _same_rw(number: int, place: Place) -> int:
    if place.rw is not None and number != place.rw:
        raise Trouble("rw_elsewhere", rw=f"{place.rw:03}")
    return number


def quantity(cell: Cell, column: Column, place: Place) -> int | None:
    text = _count(cell, column)
    if not text:
        return None
    if place.category is not None:
        return checks.quantity(text, place.category)
    number = checks.whole_number(text)
    if number < 1:
        raise Trouble("quantity_too_small", least=1)
    if number > MOST_UNITS:
        raise Trouble("quantity_too_large", most=MOST_UNITS)
    return number


def _count(cell: Cell, column: Column) -> str:
    """A number's digits, without its unit or a fraction of nothing: ``4,0 jiwa`` as 4."""
    text = said(cell, column)
    if cell.kind == Kind.NUMBER:
        if "." in text:
            raise Trouble("quantity_not_a_number")
        return text
    return ZERO_FRACTION.sub("", UNIT.sub("", text.casefold()))


def vulnerable(cell: Cell, column: Column, _place: Place) -> bool:
    text = said(cell, column).casefold()
    if text not in YES | NO:
        raise Trouble("vulnerable_unknown")
    return text in YES


def id_number(cell: Cell, column: Column, _place: Place) -> str:
    """Spreadsheets keep 15 digits of a number and write nought for the rest: a number that ends in
    nought may have been another."""
    text = said(cell, column)
    rounded = cell.kind == Kind.NUMBER and len(text) == 16 and text.endswith("0")
    if rounded or ROUNDED.fullmatch(text):
        raise Trouble("digits_lost")
    number = checks.id_number(text)
    if number and len(set(number)) == 1:
        raise Trouble("id_number_invalid")
    return number


def phone(cell: Cell, column: Column, _place: Place) -> str:
    text = said(cell, column)
    if ROUNDED.fullmatch(text):
        raise Trouble("digits_lost")
    return checks.phone(text)


def free_text(cell: Cell, column: Column, _place: Place) -> str:
    return checks.text(said(cell, column), column.most)


READERS: dict[str, Callable[[Cell, Column, Place], Any]] = {
    "name": name,
    "people": people,
    "rt": rt,
    "rw": rw,
    "quantity": quantity,
    "vulnerable": vulnerable,
    "id_number": id_number,
    "phone": phone,
    "address": free_text,
    "landmark": free_text,
}
