"""Print what the columns of open data mean as a page for people: docs/reference/open-data.md."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from aid.open_data.columns import DATASETS, FORMATS, Column, DataSet
from aid.queries.open_data import STANDS_FOR

PAGE = Path("docs/reference/open-data.md")

HEAD = f"""# Open data

Printed from [`aid/open_data/columns.py`](../../aid/open_data/columns.py), from which the files are
written too, by `manage.py print_open_data --write`; a test fails when it is stale.

`/api/v1/open-data/<file>`, for everybody, as {", ".join(f"`.{each}`" for each in FORMATS)};
`/api/v1/open-data/dictionary/` is this page as JSON, `/data/` the same for people.

| filter | meaning |
|---|---|
| `region` | a region's code at any level; what lies in it is told |
| `category` | one category |
| `level` | of the regions told: `kelurahan` unless given, `kecamatan`, `city`, `province` or `rw` |

- CSV is UTF-8 with commas; the second row holds [HXL 1.1](https://hxlstandard.org) hashtags. Texts
  that a spreadsheet would compute start with an apostrophe. XLSX is the same table, its numbers
  numbers. GeoJSON has a feature for each region: its shape, of an RW the point on the 500 m grid;
  the lines of the region are in `rows`.
- Figures are those of the pages and of `/figures/`: exact down to kecamatan, of a kelurahan
  rounded to fives, of an RW from the hourly count. A number that is withheld is an empty cell, and
  `withheld` names its column: 0 to 4, shown as "<5" elsewhere, or what would tell too much.
  [Why](../explanation/privacy.md).
- All files of one process are as of one moment (`reported`), read in one transaction and told for
  {STANDS_FOR.seconds // 60} minutes; `ETag` and `Last-Modified` say which.
- An organisation is named once it agreed: `manage.py roles name NUMBER` notes its yes,
  `roles unname` takes it back. Other donors are in no file, not even counted.
- Licence: `GANDENG_OPEN_DATA_LICENCE`, CC BY 4.0 unless the site's operator chooses another. That
  is this project's proposal: the figures are facts of the city, and naming the source is all that
  is asked.
- Hashtags are the standard's, their combinations ours. Quantities are in each category's unit, and
  a request may be for one household or a whole neighbourhood: so `+units` and `+requests`, not
  `+hh`.
"""


class Command(BaseCommand):
    help = "Prints what the columns of open data mean, from the tables the files are written from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {PAGE} instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            (settings.BASE_DIR / PAGE).write_text(open_data_page())
        else:
            self.stdout.write(open_data_page(), ending="")


def open_data_page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([HEAD, *map(section, DATASETS.values())])


def section(dataset: DataSet) -> str:
    return "\n".join(
        [
            f"## `{dataset.name}`: {dataset.title.en}",
            "",
            f"{dataset.meaning.en} *{dataset.title.id}: {dataset.meaning.id}*",
            "",
            "| column | hashtag | meaning | unit | rounding | source |",
            "|---|---|---|---|---|---|",
            *rows(dataset.columns),
            "",
        ]
    )


def rows(columns: Iterable[Column]) -> Iterable[str]:
    for column in columns:
        meaning = f"{column.meaning.en}<br>*{column.meaning.id}*"
        yield (
            f"| `{column.key}` | `{column.tag}` | {meaning} | {column.unit.en} "
            f"| {column.rounding.en} | {column.source.en} |"
        )
