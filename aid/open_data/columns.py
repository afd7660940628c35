"""The columns of open data: the files are written from these tables, and so is their dictionary.

Hashtags are those of HXL 1.1 (hxlstandard.org). Quantities are in each category's own unit, so
that their columns carry +units rather than +hh or +ind: a request may be for a household, for all
people of one, or for a whole neighbourhood.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from aid.categories import CATEGORIES, MONEY, Words
from aid.open_data.lines import Line
from geo.codes import LEVELS, Level

Value = str | int | None

EXACT_OR_FIVES = Words(
    "Provinsi, kota, dan kecamatan tepat; kelurahan dan RW dibulatkan ke kelipatan 5 "
    "(uang tunai Rp500.000), kurang dari 5 dikosongkan.",
    "Exact for province, city and kecamatan; rounded to multiples of 5 for kelurahan and RW "
    "(cash Rp500,000), less than 5 left empty.",
)
FIVES = Words(
    "Dibulatkan ke kelipatan 5 (uang tunai Rp500.000); kurang dari 5 tidak ditulis.",
    "Rounded to multiples of 5 (cash Rp500,000); less than 5 is left out.",
)
AS_IS = Words("-", "-")
OFFICIAL = Words("Kode Kemendagri; RW dari Gandeng", "Kemendagri codes; RWs are Gandeng's own")
OURS = Words("Daftar kategori Gandeng", "Gandeng's list of categories")
COUNTED = Words("Catatan Gandeng", "Gandeng's records")
CHECKED = Words("Permintaan yang sudah dicek petugas", "Requests that an office checked")
GIVERS = Words("Pernyataan pemberi bantuan", "What donors say")
RECIPIENTS = Words("Pernyataan penerima", "What recipients say")


@dataclass(frozen=True)
class Column:
    """``key`` heads the column, ``tag`` stands below it; ``value`` reads it off a line.

    ``unit`` is what a number counts, "" where there is none. ``number``: the column holds whole
    numbers, or nothing where the number is withheld.
    """

    key: str
    tag: str
    meaning: Words
    value: Callable[[Line], Value]
    source: Words
    unit: Words = AS_IS
    rounding: Words = AS_IS
    number: bool = False


def code_at(depth: int) -> Callable[[Line], Value]:
    return lambda line: line.above[depth][0] if depth < len(line.above) else ""


def name_at(depth: int) -> Callable[[Line], Value]:
    return lambda line: line.above[depth][1] if depth < len(line.above) else ""


def told(name: str) -> Callable[[Line], Value]:
    return lambda line: line.numbers[name]


def in_rupiah(name: str) -> Callable[[Line], Value]:
    def value(line: Line) -> Value:
        number = line.numbers[name]
        return None if number is None else number * CATEGORIES[line.category].value

    return value


def withheld_column(keys: Mapping[str, str]) -> Column:
    """Names what isn't told of a line; ``keys`` are those of its numbers' columns."""
    return Column(
        "withheld",
        "#meta+withheld",
        Words(
            "Kolom yang angkanya tidak dibuka: 0 sampai 4 (<5), atau terlalu banyak yang terungkap",
            "Columns whose number is withheld: 0 to 4 (<5), or it would tell too much",
        ),
        lambda line: " ".join(key for name, key in keys.items() if line.numbers[name] is None),
        COUNTED,
    )


LEVEL_WORDS = {
    Level.PROVINCE: Words("provinsi", "province"),
    Level.CITY: Words("kota atau kabupaten", "city"),
    Level.KECAMATAN: Words("kecamatan", "kecamatan"),
    Level.KELURAHAN: Words("kelurahan", "kelurahan"),
    Level.RW: Words("RW", "RW"),
}


def region_columns() -> tuple[Column, ...]:
    columns = []
    for depth, level in enumerate(LEVELS):
        called_id, called = LEVEL_WORDS[level].id, LEVEL_WORDS[level].en
        columns += [
            Column(
                f"adm{depth + 1}_code",
                f"#adm{depth + 1}+code",
                Words(f"Kode {called_id}", f"Code of the {called}"),
                code_at(depth),
                OFFICIAL,
            ),
            Column(
                f"adm{depth + 1}_name",
                f"#adm{depth + 1}+name",
                Words(f"Nama {called_id}", f"Name of the {called}"),
                name_at(depth),
                OFFICIAL,
            ),
        ]
    return tuple(columns)


# The sectors under which humanitarian clusters would file a category.
SECTORS = {
    "sembako": "Food security",
    "meal": "Food security",
    "lebaran": "Food security",
    "thr": "Multi-purpose cash",
    "cash": "Multi-purpose cash",
    "hygiene": "Water, sanitation and hygiene",
    "baby": "Emergency shelter and non-food items",
}
LEVEL = Column(
    "level",
    "#meta+level",
    Words("Tingkat wilayah baris ini", "Level of this line's region"),
    lambda line: line.level,
    OFFICIAL,
)
ITEM = (
    Column(
        "category",
        "#item+code",
        Words("Kode kategori", "Code of the category"),
        lambda line: line.category,
        OURS,
    ),
    Column(
        "category_id",
        "#item+name+i_id",
        Words("Nama kategori dalam bahasa Indonesia", "Name of the category in Indonesian"),
        lambda line: CATEGORIES[line.category].name.id,
        OURS,
    ),
    Column(
        "category_en",
        "#item+name+i_en",
        Words("Nama kategori dalam bahasa Inggris", "Name of the category in English"),
        lambda line: CATEGORIES[line.category].name.en,
        OURS,
    ),
    Column(
        "sector",
        "#sector+name",
        Words("Sektor kemanusiaan", "Humanitarian sector"),
        lambda line: SECTORS[line.category],
        OURS,
    ),
)
UNIT = Column(
    "unit",
    "#item+unit",
    Words("Satuan jumlah di baris ini", "Unit of this line's quantities"),
    lambda line: CATEGORIES[line.category].unit.en,
    OURS,
)
REPORTED = Column(
    "reported",
    "#date+reported",
    Words(
        "Saat data dihitung; angka RW dari hitungan per jam terakhir",
        "When the data was counted; an RW's numbers are those of the last hourly count",
    ),
    lambda line: timezone.localtime(line.reported).isoformat(timespec="seconds"),
    COUNTED,
)
UNITS = Words("satuan kategori", "the category's unit")
# By the names of published figures: tag, source, meaning. What recipients confirmed comes first.
FIGURES: dict[str, tuple[str, Words, Words]] = {
    "confirmed": (
        "#reached+confirmed+units",
        RECIPIENTS,
        Words("Diterima, menurut penerimanya sendiri", "Received, by the recipients' own word"),
    ),
    "delivered": (
        "#reached+unconfirmed+units",
        GIVERS,
        Words("Diserahkan, belum dikonfirmasi penerima", "Handed over, not (yet) confirmed"),
    ),
    "on_the_way": (
        "#targeted+on_the_way+units",
        GIVERS,
        Words("Sedang diantar", "On the way"),
    ),
    "promised": (
        "#targeted+promised+units",
        GIVERS,
        Words("Disanggupi, belum diantar", "Promised, not yet on the way"),
    ),
    "proposed": (
        "#targeted+proposed+units",
        COUNTED,
        Words("Diusulkan, belum dijawab pemberi", "Proposed, the donor has not answered"),
    ),
    "asked": (
        "#inneed+asked+units",
        CHECKED,
        Words("Diminta", "Asked for"),
    ),
    "unmet": (
        "#inneed+unmet+units",
        COUNTED,
        Words("Belum ada yang menyanggupi", "What nobody promised yet"),
    ),
    "requests": (
        "#inneed+requests",
        CHECKED,
        Words("Banyaknya permintaan", "How many requests"),
    ),
}
# The columns of figures in rupiah, by the figures' names.
IN_RUPIAH = {name: f"{name}_idr" for name in FIGURES if name != "requests"}
REQUESTS = Words("permintaan", "requests")


def figure_columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            name,
            tag,
            meaning,
            told(name),
            source,
            REQUESTS if name == "requests" else UNITS,
            EXACT_OR_FIVES,
            number=True,
        )
        for name, (tag, source, meaning) in FIGURES.items()
    )


def cash_columns() -> tuple[Column, ...]:
    """The same figures in rupiah; how many people a holiday allowance is for is turned into it."""
    tags = {
        name: tag.removesuffix("+units").replace("#", "").replace("+", "_")
        for name, (tag, _, _) in FIGURES.items()
    }
    return tuple(
        Column(
            key,
            f"#value+{tags[name]}+idr",
            FIGURES[name][2],
            in_rupiah(name),
            FIGURES[name][1],
            Words("rupiah", "rupiah"),
            EXACT_OR_FIVES,
            number=True,
        )
        for name, key in IN_RUPIAH.items()
    )


MODALITY = Column(
    "modality",
    "#modality",
    Words("Bentuk bantuan", "Form of the aid"),
    lambda _: "Cash",
    OURS,
)
CURRENCY = Column(
    "currency",
    "#currency+code",
    Words("Mata uang (ISO 4217)", "Currency (ISO 4217)"),
    lambda _: "IDR",
    OURS,
)
ORGANISATION = Column(
    "organisation",
    "#org+impl+name",
    Words(
        "Lembaga pemberi yang setuju disebut namanya",
        "The organisation that gave and agreed to be named",
    ),
    lambda line: line.organisation,
    GIVERS,
)
STATUS = Column(
    "status",
    "#status+code",
    Words(
        "confirmed: diterima menurut penerima; delivered: diserahkan, belum dikonfirmasi",
        "confirmed: received by the recipients' word; delivered: handed over, not confirmed",
    ),
    lambda line: line.status,
    COUNTED,
)
QUANTITY = Column(
    "quantity",
    "#reached+units",
    Words("Jumlah", "Quantity"),
    told("quantity"),
    COUNTED,
    UNITS,
    FIVES,
    number=True,
)


@dataclass(frozen=True)
class DataSet:
    """One kind of file. ``categories`` are those that it is of, ``levels`` those at which it is
    told, the first of them unless something else is asked for."""

    name: str
    title: Words
    meaning: Words
    columns: tuple[Column, ...]
    levels: tuple[str, ...]
    categories: frozenset[str] = frozenset(CATEGORIES)


REGION_LEVELS = ("kelurahan", "kecamatan", "city", "province", "rw")
DATASETS: dict[str, DataSet] = {
    each.name: each
    for each in (
        DataSet(
            "needs",
            Words("Kebutuhan dan yang sudah sampai", "Needs, and what arrived"),
            Words(
                "Satu baris per wilayah dan kategori: diminta, disanggupi, diantar, diterima.",
                "One line per region and category: asked, promised, on the way, received.",
            ),
            (
                *region_columns(), LEVEL, *ITEM, UNIT, *figure_columns(),
                withheld_column({name: name for name in FIGURES}), REPORTED,
            ),
            REGION_LEVELS,
        ),
        DataSet(
            "activities",
            Words("Siapa memberi apa di mana (3W)", "Who does what where (3W)"),
            Words(
                "Satu baris per lembaga yang setuju disebut, kecamatan, kategori, dan status.",
                "One line per organisation that agreed to be named, kecamatan, category, status.",
            ),
            (ORGANISATION, *region_columns()[:6], LEVEL, *ITEM, STATUS, UNIT, QUANTITY, REPORTED),
            ("kecamatan",),
        ),
        DataSet(
            "cash",
            Words("Bantuan tunai dalam rupiah", "Cash aid in rupiah"),
            Words(
                "Satu baris per wilayah dan jenis uang: uang tunai dan THR.",
                "One line per region and kind of money: cash and holiday allowance (THR).",
            ),
            (
                *region_columns(), LEVEL, *ITEM, MODALITY, CURRENCY, *cash_columns(),
                withheld_column(IN_RUPIAH), REPORTED,
            ),
            REGION_LEVELS,
            MONEY,
        ),
    )
}  # fmt: skip
# The endings of files' names, and all names of files.
FORMATS = ("csv", "xlsx", "geojson")
FILES = tuple(f"{name}.{ending}" for name in DATASETS for ending in FORMATS)
