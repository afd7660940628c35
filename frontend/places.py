"""From what a person types to the kelurahan or RW that coordinates their request."""

from dataclasses import dataclass, replace

from aid.checks import Trouble, whole_number
from aid.errors import Problem
from frontend.forms import Form
from frontend.problems import problem
from geo.codes import Level, lineage, rw_code
from geo.errors import GeoError
from geo.gazetteer import parse, plain, search, short
from geo.models import Region
from geo.official import kelurahan_in, official_regions
from geo.places import locate, point_at

MOST_CHOICES = 10


@dataclass(frozen=True)
class Place:
    """A kelurahan as a form shows it: ``Kapuk, Cengkareng, Jakarta Barat``; with the number of the
    ``rw`` in it that was named, if any."""

    code: str
    label: str
    rw: int | None = None


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
    """The kelurahan that ``text`` may mean, best first, then those of a kecamatan called so; with
    the number of an RW that it names. Where that RW is listed goes first."""
    clean = text.replace("\x00", " ")
    regions = [region for region, _ in search(clean, MOST_CHOICES * 3)]
    codes = [region.pk for region in regions if region.level == Level.KELURAHAN]
    for region in regions:
        if region.level == Level.KECAMATAN:
            codes += [code for code in kelurahan_in(region.pk) if code not in codes]
    number = rw_number(parse(clean)[0])
    if number is not None:
        listed = {region.parent_id for region in regions if region.rw_number == number}
        codes.sort(key=lambda code: code not in listed)
    return [Place(code, label_of(code), number) for code in codes[:MOST_CHOICES]]


def rw_number(number: int | None) -> int | None:
    """``number``, if an RW may have it."""
    return number if number is not None and 1 <= number <= 999 else None


def kelurahan_at(latitude: str, longitude: str) -> list[Place]:
    """The kelurahan that a phone's place suggests; none outside Jakarta."""
    try:
        region = locate(point_at(latitude, longitude))
    except GeoError:
        return []
    return [Place(region.code, label_of(region.code))]


def label_of(code: str) -> str:
    """The label of the kelurahan that ``code`` is or lies in; nothing when there is none."""
    known = official_regions().regions
    found = {known[each].level: known[each].name for each in lineage(code[:30]) if each in known}
    if Level.KELURAHAN not in found:
        return ""
    names = [found[Level.KELURAHAN], found[Level.KECAMATAN], short(found[Level.CITY])]
    return ", ".join(names)


def where(form: Form) -> Where:
    """The place that ``form`` gives in kelurahan, region, choice, rt and rw; an RW may be named
    together with its kelurahan (``kapuk 9``)."""
    problems = []
    numbers = {}
    for name in ("rt", "rw"):
        try:
            numbers[name] = unit_number(form.value(name))
        except Trouble:
            problems.append((name, problem("number_of_three_digits")))
    found = kelurahan_of(form)
    if isinstance(found, Place):
        numbers["rw"] = numbers.get("rw") or found.rw
        region = region_code(found.code, numbers["rw"])
        place = replace(found, rw=numbers["rw"])
        return Where(region, place, written(numbers), (), tuple(problems))
    choices, wrong = found
    return Where(choices=choices, problems=(*problems, ("kelurahan", wrong)))


def kelurahan_of(form: Form) -> Place | tuple[tuple[Place, ...], Problem]:
    """The kelurahan that was chosen or named beyond doubt; else what may be meant, and why not."""
    text = form.value("kelurahan").strip()
    number, parts = parse(text)
    number = rw_number(number)
    chosen = form.value("choice")
    if chosen and (label := label_of(chosen)):
        return Place(chosen, label, number)
    code = form.value("region")
    if code and (label := label_of(code)) and label == text:
        return Place(code, label, number)
    if not text:
        return (), problem("kelurahan_missing")
    found = kelurahan_like(text)
    if not found:
        return (), problem("kelurahan_unknown")
    named = [place for place in found if plain(place.label.split(",")[0]) == parts[0].name]
    if parts[0].level == Level.KECAMATAN:
        named = []  # a kelurahan of the same name is one of several in it
    exact = [place for place in found if text == place.label] or named
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
