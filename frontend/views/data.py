"""Open data: which files there are, for whoever reckons with them."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from aid.open_data.columns import DATASETS, FORMATS, DataSet
from aid.open_data.files import as_csv
from aid.queries.open_data import STANDS_FOR, Chosen, Snapshot, lines, snapshot
from frontend.errors import page

ADDRESS = "/api/v1/open-data"
NAMES = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON"}


@dataclass(frozen=True)
class Shown:
    """One kind of file, in the reader's language; ``size`` is that of its CSV, in bytes."""

    title: str
    meaning: str
    rows: int
    size: int
    files: tuple[tuple[str, str], ...]


@require_safe
@page
def data(request: HttpRequest) -> HttpResponse:
    found = snapshot()
    context = {
        "datasets": [shown(found, dataset) for dataset in DATASETS.values()],
        "moment": found.moment,
        "minutes": STANDS_FOR.seconds // 60,
        "dictionary": f"{ADDRESS}/dictionary/",
        "licence": settings.OPEN_DATA_LICENCE,
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
    }
    return render(request, "frontend/public/data.html", context)


def shown(found: Snapshot, dataset: DataSet) -> Shown:
    language = get_language() or "id"
    told = lines(found, dataset, Chosen(dataset.levels[0]))
    files = tuple((NAMES[each], f"{ADDRESS}/{dataset.name}.{each}") for each in FORMATS)
    return Shown(
        dataset.title.in_language(language),
        dataset.meaning.in_language(language),
        len(told),
        len(as_csv(dataset, told, {})),
        files,
    )


urlpatterns: list[URLPattern] = [path("data/", data, name="data")]
