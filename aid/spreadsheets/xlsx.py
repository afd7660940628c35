"""Reading the first visible sheet of an XLSX file.

Of styles only those that make a date of a number matter; formulas, links, pictures and macros are
never followed. After ECMA-376, part 1 (SpreadsheetML).
"""

import posixpath
import re
from collections.abc import Mapping

from aid.spreadsheets.archive import Archive
from aid.spreadsheets.markup import Attributes, Clipped, Tags, parse
from aid.spreadsheets.sheet import Sheet
from aid.spreadsheets.table import Table, Unreadable

# ECMA-376 18.8.30: the numbers of formats that show dates and need no description in the file.
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# Excel's own limits are 250 formats of 255 characters.
MOST_FORMATS, LONGEST_FORMAT = 1_000, 255
# Of a number format: what is shown as it is, and colours, conditions, languages.
SHOWN_AS_IS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def table(data: bytes) -> Table:
    """The rows of the first visible sheet. Raises Unreadable."""
    archive = Archive(data)
    workbook = _workbook(archive)
    targets = _targets(archive, workbook)
    parts = dict(targets.values())
    strings, styles = Strings(), Styles()
    for kind, tags in (("sharedStrings", strings), ("styles", styles)):
        if kind in parts and parts[kind] in archive:
            parse(archive.read(parts[kind]), tags)
    sheet = Sheet(strings.texts, styles.dates)
    parse(archive.read(_first_visible(archive, workbook, targets)), sheet)
    return Table(tuple(sheet.rows), frozenset(sheet.banners))


def _workbook(archive: Archive) -> str:
    places = [place for kind, place in _targets(archive, "").values() if kind == "officeDocument"]
    if len(places) != 1 or not places[0].endswith(".xml"):
        raise Unreadable("file_kind_unknown")
    return places[0]


def _targets(archive: Archive, part: str) -> Mapping[str, tuple[str, str]]:
    """By id: the kind of what ``part`` refers to, and its path in the archive."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        raise Unreadable("file_kind_unknown")
    found = Relationships(folder)
    parse(archive.read(path), found)
    return found.targets


def _first_visible(archive: Archive, workbook: str, targets: Mapping[str, tuple[str, str]]) -> str:
    sheets = Sheets()
    parse(archive.read(workbook), sheets)
    for key in sheets.visible:
        kind, path = targets.get(key, ("", ""))
        if kind == "worksheet":
            return path
    raise Unreadable("file_no_headings")


class Relationships(Tags):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", self._folder, attributes["Target"]))
            self.targets[attributes["Id"]] = (kind, path.lstrip("/"))


class Sheets(Tags):
    """``visible``: the relationships' ids of the sheets that are shown, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.visible: list[str] = []

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.visible += [value for key, value in attributes.items() if key.endswith(":id")]


class Strings(Tags):
    """``texts``: the strings that cells refer to, without their reading aids."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._text = Clipped()
        self._aid = self._wanted = False

    def opened(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        if name == "si":
            self._text = Clipped()
        elif name == "rPh":
            self._aid = True
        elif name == "t":
            self._wanted = not self._aid

    def closed(self, name: str) -> None:
        if name == "si":
            self.texts.append(self._text.text())
        elif name == "rPh":
            self._aid = False
        elif name == "t":
            self._wanted = False

    def characters(self, content: str) -> None:
        if self._wanted:
            self._text.add(content)


class Styles(Tags):
    """``dates``: the styles, by number, that show a number as a date or a time."""

    def __init__(self) -> None:
        super().__init__()
        self.dates: set[int] = set()
        self._formats = set(DATE_FORMATS)
        self._cells = False
        self._count = self._looked_at = 0

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt" and self._looked_at < MOST_FORMATS:
            self._looked_at += 1
            if shows_date(attributes.get("formatCode", "")):
                self._formats.add(int(attributes["numFmtId"]))
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            if int(attributes.get("numFmtId", "0")) in self._formats:
                self.dates.add(self._count)
            self._count += 1

    def closed(self, name: str) -> None:
        if name == "cellXfs":
            self._cells = False


def shows_date(number_format: str) -> bool:
    shown = SHOWN_AS_IS.sub("", number_format[:LONGEST_FORMAT]).lower()
    return shown != "general" and re.search("[dmyhs]", shown) is not None
