"""Files that an office takes away from its board: which there are, and how many rows they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aid.actions.exports import MOST_IN_XLSX
from aid.categories import CATEGORIES
from aid.models.request import URGENCIES
from aid.open_data.columns import DATASETS, FORMATS, DataSet
from aid.queries.exports import matches_of_offices, requests_of_offices
from aid.queries.figures import CODE_LENGTHS
from aid.queries.scope import within
from aid.rules import MatchStatus, RequestStatus
from geo.codes import Level, level_of
from geo.models import Region
from people.person import Person

API = "/api/v1"
OPEN_DATA = f"{API}/open-data"
TITLES: dict[str, str | Promise] = {"requests": _("Requests"), "matches": _("Deliveries")}
FORMAT_NAMES = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON"}


@dataclass(frozen=True)
class Choice:
    """Which rows: those of a category, of an urgency, requests in one status and matches in one;
    all where nothing is said."""

    category: str = ""
    urgency: str = ""
    request_status: str = ""
    match_status: str = ""

    @property
    def narrowed(self) -> bool:
        return any(vars(self).values())

    def of(self, status: str) -> dict[str, str]:
        """The filters of rows whose ``status`` is chosen."""
        chosen = {"category": self.category, "urgency": self.urgency, "status": status}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True)
class Kind:
    """One kind of rows: ``files`` are formats and addresses; ``too_long``: too many for Excel."""

    title: str | Promise
    rows: int
    files: tuple[tuple[str, str], ...]
    too_long: bool


@dataclass(frozen=True)
class Published:
    """A file of open data, of the same region, as everybody may have it."""

    title: str
    meaning: str
    files: tuple[tuple[str, str], ...]


def choice_of(asked: Mapping[str, str]) -> Choice:
    """What an address asks for; what makes no sense is as if it weren't said."""
    allowed = {
        "category": set(CATEGORIES),
        "urgency": {str(each) for each in URGENCIES},
        "request_status": {str(each.value) for each in RequestStatus},
        "match_status": {str(each.value) for each in MatchStatus},
    }
    given = {name: asked.get(name, "") for name in allowed}
    return Choice(**{name: value for name, value in given.items() if value in allowed[name]})


def rows_of_offices(person: Person, code: str, choice: Choice) -> tuple[Kind, ...]:
    """What the exports hold of a region. Two statements."""
    asked, given = requests_of_offices(person), matches_of_offices(person)
    return (
        kind_of("requests", asked, "", code, choice.of(choice.request_status)),
        kind_of("matches", given, "request__", code, choice.of(choice.match_status)),
    )


def kind_of(
    what: str, rows: QuerySet[Any], request: str, code: str, chosen: Mapping[str, str]
) -> Kind:
    """``request`` leads from a row to its request, where it isn't one itself."""
    fields = {"category": f"{request}category", "urgency": f"{request}urgency", "status": "status"}
    wanted = rows.filter(within(f"{request}region__code", [code]))
    count = wanted.filter(**{fields[name]: value for name, value in chosen.items()}).count()
    too_long = count > MOST_IN_XLSX
    query = urlencode({"region": code, **chosen})
    formats = ("csv",) if too_long else ("csv", "xlsx")
    files = tuple((FORMAT_NAMES[each], f"{API}/{what}/export.{each}?{query}") for each in formats)
    return Kind(TITLES[what], count, files, too_long)


def published_files(region: Region, category: str) -> list[Published]:
    """The files of open data that tell of the region or, where there are none, of what it lies
    in: what organisations brought is told by kecamatan."""
    language = get_language() or "id"
    found = []
    for dataset in DATASETS.values():
        if category and category not in dataset.categories:
            continue
        query = urlencode(query_of(dataset, region, category))
        files = (
            (FORMAT_NAMES[each], f"{OPEN_DATA}/{dataset.name}.{each}?{query}") for each in FORMATS
        )
        title, meaning = dataset.title, dataset.meaning
        found.append(
            Published(title.in_language(language), meaning.in_language(language), tuple(files))
        )
    return found


def query_of(dataset: DataSet, region: Region, category: str) -> dict[str, str]:
    within_code, level = region.pk, level_of(region.pk)
    if Level.RW not in dataset.levels:
        within_code = region.pk[: CODE_LENGTHS["kecamatan"]]
    chosen = {"region": within_code, "category": category}
    if level == Level.RW and Level.RW in dataset.levels:
        chosen["level"] = Level.RW.value
    return {name: value for name, value in chosen.items() if value}
