"""One line of a list as somebody enters it, checked, with what finds its household again."""

from dataclasses import dataclass

from aid import checks
from aid.actions.households import fingerprint_of
from aid.categories import CATEGORIES, Category
from aid.checks import Trouble
from aid.queries.doubles import line_key, name_fingerprint
from aid.spreadsheets.lines import Line as Written
from people.private import Details

MOST_RT = 999


@dataclass(frozen=True)
class Entered:
    """What a form or the API hands over. ``agreed``: the household was asked and agrees that
    this is kept. Without ``quantity`` the usual one counts."""

    name: object
    people: object
    rt: object
    quantity: object = ""
    vulnerable: object = False
    id_number: object = ""
    phone: object = ""
    address: object = ""
    landmark: object = ""
    agreed: object = False


@dataclass(frozen=True)
class Row:
    """A clean line with its fingerprints, empty where nothing was given."""

    line: Written
    name: str
    id_number: str
    phone: str

    @property
    def key(self) -> str:
        return line_key(self.line.name, self.line.rt)

    @property
    def longer_key(self) -> str:
        return line_key(self.line.name, self.line.rt, self.line.id_number)


def row_of(line: Written) -> Row:
    return Row(
        line,
        name_fingerprint(line.name),
        fingerprint_of("id_number", line.id_number),
        fingerprint_of("phone", line.phone),
    )


def details_of(line: Written) -> Details:
    return Details(name=line.name, phone=line.phone, address=line.address, landmark=line.landmark)


def check_entered(
    check: checks.Checks, entered: Entered, category: Category, last_rt: int | None
) -> Row | None:
    """The line as far as it is right; problems go to ``check``."""
    name = check.field("name", lambda: checks.text(entered.name, 120, needed=True))
    people = check.field("people", lambda: checks.people(entered.people))
    rt = check.field("rt", lambda: checked_rt(entered.rt, last_rt))
    quantity = check.field("quantity", lambda: checked_quantity(entered.quantity, category))
    id_number = check.field("id_number", lambda: checks.id_number(entered.id_number))
    phone = check.field("phone", lambda: checks.phone(entered.phone))
    address = check.field("address", lambda: checks.text(entered.address, 300))
    landmark = check.field("landmark", lambda: checks.text(entered.landmark, 200))
    if check.problems or people is None or rt is None:
        return None
    return row_of(
        Written(
            0, name or "", people, rt, quantity, bool(entered.vulnerable),
            id_number or "", phone or "", address or "", landmark or "",
        )
    )  # fmt: skip


def checked_rt(value: object, last: int | None = None) -> int:
    try:
        number = checks.whole_number(value)
    except Trouble:
        raise Trouble("rt_invalid") from None
    if not 1 <= number <= MOST_RT:
        raise Trouble("rt_invalid")
    return checks.rt_of_list(number, last)


def checked_quantity(value: object, category: Category) -> int | None:
    if value in (None, ""):
        return None
    return checks.quantity(value, category)


def usual_quantity(category: str, people: int) -> int:
    """What a household gets of each portion unless its line says otherwise: one package, a meal
    or an allowance for each person, and of money what a package is worth."""
    kind = CATEGORIES[category]
    if kind.per_person:
        return people * kind.step
    return CATEGORIES["sembako"].value if category == "cash" else kind.step
