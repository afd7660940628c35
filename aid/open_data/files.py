"""Open data as CSV with HXL hashtags, as XLSX, and as GeoJSON."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import groupby

from aid.open_data.columns import FORMATS, Column, DataSet
from aid.open_data.lines import Line
from aid.spreadsheets.writing import harmless

# The shape of a region, as GeoJSON, by its code.
Shapes = Mapping[str, str]


def as_csv(dataset: DataSet, lines: Iterable[Line], _: Shapes) -> bytes:
    """Comma-separated UTF-8: headings, hashtags, then the lines. Texts that a spreadsheet would
    compute start with an apostrophe."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.key for column in dataset.columns])
    writer.writerow([column.tag for column in dataset.columns])
    for line in lines:
        writer.writerow([cell(column, line) for column in dataset.columns])
    return out.getvalue().encode()


def cell(column: Column, line: Line) -> str | int:
    value = column.value(line)
    return "" if value is None else harmless(value)


def as_xlsx(dataset: DataSet, lines: Iterable[Line], _: Shapes) -> bytes:
    """The same table; numbers are numbers, and no text is a formula."""
    from aid.spreadsheets.tables import as_workbook  # noqa: PLC0415 # heavy, and seldom needed

    columns = dataset.columns
    headings = [[column.key for column in columns], [column.tag for column in columns]]
    rows = ([column.value(line) for column in columns] for line in lines)
    return as_workbook(dataset.name, headings, rows)


def as_geojson(dataset: DataSet, lines: Iterable[Line], shapes: Shapes) -> bytes:
    """A feature for each region, with its shape or published point; its lines are in ``rows``."""
    features = []
    for code, inside in groupby(lines, key=lambda line: line.code):
        rows = [{column.key: column.value(line) for column in dataset.columns} for line in inside]
        shared = {key: value for key, value in rows[0].items() if key in SHARED}
        told = [{key: each for key, each in row.items() if key not in SHARED} for row in rows]
        properties = json.dumps({**shared, "rows": told}, ensure_ascii=False)
        features.append(
            f'{{"type":"Feature","id":{json.dumps(code)},"geometry":{shapes.get(code, "null")},'
            f'"properties":{properties}}}'
        )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'.encode()


# What all lines of one region have in common.
SHARED = frozenset(
    {"level", "reported", *(f"adm{n}_{part}" for n in range(1, 6) for part in ("code", "name"))}
)
Writing = Callable[[DataSet, Iterable[Line], Shapes], bytes]


@dataclass(frozen=True)
class Kind:
    """One format: its media type, and what writes it."""

    content_type: str
    write: Writing

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0]


# By the ending of the file's name.
KINDS: dict[str, Kind] = dict(
    zip(
        FORMATS,
        (
            Kind("text/csv; charset=utf-8", as_csv),
            Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
            Kind("application/geo+json", as_geojson),
        ),
        strict=True,
    )
)
