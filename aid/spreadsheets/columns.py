"""The columns of a list, and finding them in a file by their headings."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid.spreadsheets.lines import InFile
from aid.spreadsheets.table import MOST_ROWS_ABOVE, Kind, Row, Unreadable, letter


@dataclass(frozen=True)
class Column:
    """``heading``: what the template writes. ``names``: what else it may be called, folded, the
    surest first. ``most``: characters that a cell takes. ``example``: one for the template."""

    key: str
    heading: str
    names: tuple[str, ...]
    most: int
    width: int
    needed: bool = False
    as_text: bool = False


COLUMNS = (
    Column("ordinal", "No", ("nomor", "nr", "number", "no urut"), 40, 6),
    Column(
        "name", "Nama KK",
        ("nama kepala keluarga", "nama kepala keluarga kk", "kepala keluarga", "kepala kk",
         "head of household", "household head", "nama lengkap", "nama", "full name", "name"),
        120, 32, needed=True,
    ),
    Column(
        "people", "Jumlah jiwa",
        ("jml jiwa", "jumlah jiwa dalam kk", "jiwa", "jumlah orang", "jml orang", "orang",
         "jumlah anggota keluarga", "jumlah anggota", "jml anggota", "anggota keluarga",
         "number of people", "people", "persons", "household size"),
        40, 12, needed=True,
    ),
    Column("rt", "RT", ("nomor rt", "no rt", "rt rw"), 40, 8, needed=True, as_text=True),
    Column("rw", "RW", ("nomor rw", "no rw"), 40, 8, as_text=True),
    Column(
        "quantity", "Kebutuhan",
        ("jumlah kebutuhan", "jml kebutuhan", "jumlah", "jml", "quantity", "need", "needed"),
        40, 12,
    ),
    Column(
        "vulnerable", "Rentan",
        ("rentan ya tidak", "keluarga rentan", "warga rentan", "vulnerable"), 40, 10,
    ),
    Column(
        "id_number", "NIK",
        ("nik kk", "nik kepala keluarga", "no nik", "nomor nik", "no ktp", "nomor ktp",
         "id number", "national id"),
        40, 20, as_text=True,
    ),
    Column(
        "phone", "HP",
        ("no hp", "nomor hp", "hp wa", "no hp wa", "no wa", "nomor wa", "wa", "whatsapp",
         "telepon", "no telepon", "nomor telepon", "no telp", "telp", "phone", "phone number",
         "mobile"),
        40, 18, as_text=True,
    ),
    Column("address", "Alamat", ("alamat rumah", "alamat lengkap", "address"), 300, 36),
    Column("landmark", "Patokan", ("patokan rumah", "landmark"), 200, 28),
)  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """One of COLUMNS as the file has it. ``place``: from 0; ``written``: its heading there."""

    column: Column
    place: int
    written: str

    @property
    def in_file(self) -> InFile:
        return InFile(self.written, letter(self.place))


@dataclass(frozen=True)
class Headings:
    """``row``: the number of the row they are in."""

    row: int
    by_key: Mapping[str, Heading]


def folded(heading: str) -> str:
    """``Jml. Jiwa`` and ``JML JIWA`` are one heading."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


# How surely a heading means a column: 0 for the column's own.
MEANINGS: dict[str, tuple[Column, int]] = {
    name: (column, rank)
    for column in COLUMNS
    for rank, name in enumerate((folded(column.heading), *column.names))
}


def known(row: Row) -> int:
    """How many different columns ``row`` would be the headings of."""
    return len({heading.column.key for heading, _ in _meant(row)})


def found(rows: Sequence[Row]) -> Headings:
    """The headings, from the first rows. Raises Unreadable: file_no_headings,
    file_columns_missing, file_column_twice."""
    top = rows[:MOST_ROWS_ABOVE]
    best = max(top, key=known, default=None)
    if best is None or known(best) < 2:
        raise Unreadable("file_no_headings")
    by_key = _surest(best)
    missing = [each.heading for each in COLUMNS if each.needed and each.key not in by_key]
    if missing:
        raise Unreadable("file_columns_missing", columns=", ".join(missing))
    return Headings(best.number, by_key)


def _surest(row: Row) -> dict[str, Heading]:
    """Of two columns with the same meaning, that whose heading says it more surely."""
    by_key: dict[str, Heading] = {}
    ranks: dict[str, int] = {}
    for heading, rank in sorted(_meant(row), key=lambda each: each[1]):
        key = heading.column.key
        if rank == ranks.get(key) and key != "ordinal":
            raise Unreadable("file_column_twice", column=heading.column.heading)
        if key not in by_key:
            by_key[key], ranks[key] = heading, rank
    return by_key


def _meant(row: Row) -> list[tuple[Heading, int]]:
    meant = []
    for place, cell in row.cells.items():
        column, rank = MEANINGS.get(folded(cell.text), (None, 0))
        if column is not None and cell.kind == Kind.TEXT:
            meant.append((Heading(column, place, " ".join(cell.text.split())[:40]), rank))
    return meant
