"""From what a person types to the kelurahan or RW that coordinates their request."""

from dataclasses import dataclass

from aid.checks import Trouble, whole_number
from aid.errors import Problem
from frontend.forms import Form
from frontend.problems import problem
from geo.codes import Level, lineage, rw_code
from geo.errors import GeoError
from geo.gazetteer import plain, search, short
from geo.models import Region
from geo.places import locate, point_at

MOST_CHOICES = 8


@dataclass(frozen=True)
class Place:
    """A kelurahan as a form shows it: ``Kapuk, Cengkareng, Jakarta Barat``."""

    code: str
    label: str


@dataclass(frozen=True)
class Where:
    """What came of the place fields: the region that coordinates and the address kept, or what
    is wrong and the kelurahan that may be meant."""

    region_code: str = ""
    kelurahan: Place | None = None
    address: str = ""
    choices: tuple[Place, ...] = ()
    problems: tuple[tuple[str, Problem], ...] = ()


def kelurahan_like(text: str) -> list[Place]:
    """The kelurahan that ``text`` may mean, best first."""
    found = search(text.replace("\x00", " "), MOST_CHOICES * 3)
    kelurahan = [
        Place(region.code, label) for region, label in found if region.level == Level.KELURAHAN
    ]
    return kelurahan[:MOST_CHOICES]


def kelurahan_at(latitude: str, longitude: str) -> list[Place]:
    """The kelurahan that a phone's place suggests; none outside Jakarta."""
    try:
        region = locate(point_at(latitude, longitude))
    except GeoError:
        return []
    return [Place(region.code, label_of(region.code))]


def label_of(code: str) -> str:
    """The label of kelurahan ``code``; nothing when there is none."""
    if Level.KELURAHAN not in (found := levels_of(code)):
        return ""
    names = [found[Level.KELURAHAN], found[Level.KECAMATAN], short(found[Level.CITY])]
    return ", ".join(names)


def levels_of(code: str) -> dict[str, str]:
    codes = lineage(code[:30])
    return dict(Region.objects.filter(code__in=codes).values_list("level", "name"))


def where(form: Form) -> Where:
    """The place that ``form`` gives in kelurahan, region, choice, rt and rw."""
    problems = []
    numbers = {}
    for name in ("rt", "rw"):
        try:
            numbers[name] = unit_number(form.value(name))
        except Trouble:
            problems.append((name, problem("number_of_three_digits")))
    found = kelurahan_of(form)
    if isinstance(found, Place):
        region = region_code(found.code, numbers.get("rw"))
        return Where(region, found, written(numbers), (), tuple(problems))
    choices, wrong = found
    return Where(choices=choices, problems=(*problems, ("kelurahan", wrong)))


def kelurahan_of(form: Form) -> Place | tuple[tuple[Place, ...], Problem]:
    """The kelurahan that was chosen or named beyond doubt; else what may be meant, and why not."""
    text = form.value("kelurahan").strip()
    chosen = form.value("choice")
    if chosen and (label := label_of(chosen)):
        return Place(chosen, label)
    code = form.value("region")
    if code and (label := label_of(code)) and label == text:
        return Place(code, label)
    if not text:
        return (), problem("kelurahan_missing")
    found = kelurahan_like(text)
    if not found:
        return (), problem("kelurahan_unknown")
    name = plain(text.split(",")[0])
    exact = [place for place in found if text == place.label] or [
        place for place in found if plain(place.label.split(",")[0]) == name
    ]
    if len(exact) == 1:
        return exact[0]
    return tuple(found), problem("kelurahan_which")


def region_code(kelurahan: str, rw: int | None) -> str:
    """The RW's code when it is listed, else the kelurahan's."""
    if rw is None:
        return kelurahan
    code = rw_code(kelurahan, rw)
    return code if Region.objects.filter(code=code).exists() else kelurahan


def written(numbers: dict[str, int | None]) -> str:
    """``RT 004/RW 012``, or the one that was given."""
    given = [f"{name.upper()} {number:03d}" for name, number in numbers.items() if number]
    return "/".join(given)


def unit_number(text: str) -> int | None:
    """The number of an RT or RW, with or without zeros; None when nothing was entered.

    Raises Trouble.
    """
    if not text.strip():
        return None
    number = whole_number(text)
    if not 1 <= number <= 999:
        raise Trouble("quantity_not_a_number")
    return number
