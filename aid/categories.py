"""What can be asked for and given.

Unit values are those published for KSBB in 2020 (sembako Rp200.000 per household and week,
ready meals Rp45.000 per person and day, Lebaran package Rp85.000, THR Rp50.000 per person);
hygiene and baby kits are this project's own estimate. They serve figures across categories.
"""

from dataclasses import dataclass

# The most that one request or offer may hold, in units: the largest KSBB donor staged 15,000.
MOST_UNITS = 100_000


@dataclass(frozen=True)
class Words:
    """One text in the languages of the pages."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.id


@dataclass(frozen=True)
class Category:
    """One kind of aid.

    ``unit`` names several of it, ``one`` a single one. ``step`` is the smallest quantity (whole
    numbers of the unit; for cash, rupiah), ``told_step`` that of figures which are rounded: no
    household's amount of money may show in them. ``value`` is the rupiah worth of one unit,
    ``per_person`` tells whether a household asks by people rather than by household, ``lasts_days``
    for how long a request stands unless it says so.
    """

    code: str
    name: Words
    unit: Words
    one: Words
    value: int
    step: int = 1
    told_step: int = 1
    per_person: bool = False
    lasts_days: int = 14

    @property
    def most(self) -> int:
        """The largest quantity of one request or offer."""
        return MOST_UNITS * self.step

    def unit_of(self, quantity: int) -> Words:
        """The name of the unit beside ``quantity``."""
        return self.one if quantity == 1 else self.unit


PACKAGES = (Words("paket", "packages"), Words("paket", "package"))
KITS = (Words("paket", "kits"), Words("paket", "kit"))
MEALS = (Words("porsi harian", "daily portions"), Words("porsi harian", "daily portion"))
PEOPLE = (Words("orang", "people"), Words("orang", "person"))
RUPIAH = (Words("rupiah", "rupiah"), Words("rupiah", "rupiah"))

# What is paid rather than brought.
MONEY = frozenset({"cash", "thr"})

CATEGORIES: dict[str, Category] = {
    category.code: category
    for category in (
        Category("sembako", Words("Paket sembako", "Staple food package"), *PACKAGES, 200_000),
        Category(
            "meal", Words("Makan siap saji", "Ready meals"), *MEALS, 45_000,
            per_person=True, lasts_days=3,
        ),
        Category("lebaran", Words("Paket Lebaran", "Lebaran package"), *PACKAGES, 85_000),
        Category(
            "thr", Words("THR tunai", "Holiday allowance (THR)"), *PEOPLE, 50_000, per_person=True
        ),
        Category("cash", Words("Uang tunai", "Cash"), *RUPIAH, 1, step=10_000, told_step=100_000),
        Category("hygiene", Words("Paket kebersihan", "Hygiene kit"), *KITS, 75_000),
        Category("baby", Words("Paket bayi", "Baby kit"), *KITS, 150_000),
    )
}  # fmt: skip
