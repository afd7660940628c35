"""What can be wrong with a file: each fault has a stable code, and all are told at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

# Characters of a cell that a message repeats.
MOST_SHOWN = 40

# The code says what is wrong, the text how to put it right. Names in braces are filled in.
REASONS = {
    # of a whole file
    "unreadable": "cannot be read: {why}",
    "not-csv": "this is a spreadsheet program's own file; save it as CSV (UTF-8)",
    "not-utf-8": "is not UTF-8; save it as CSV (UTF-8)",
    "no-heading": "is empty; the first line must name the columns: {columns}",
    "unclosed-quote": 'a quotation mark (") is opened and never closed; nothing after it was read',
    # of the heading
    "missing-column": "this column is missing",
    "unknown-column": "this column is not known{hint}",
    "duplicate-column": "this column is there twice",
    # of a row
    "bad-quote": 'has text after a closing quotation mark; write " inside quotes as ""',
    "too-many-cells": "has {found} cells, the heading {expected}; put values that hold the "
    "separator {separator} in quotation marks",
    "no-column": "{value} stands in a column without a name",
    # of a cell
    "missing-value": "is empty",
    "bad-character": "{value} holds bytes that are not UTF-8; save the file as CSV (UTF-8)",
    "too-long": "has more than {most} characters",
    "not-a-number": "{value} is not a number",
    "not-whole": "{value} is not a whole number; write digits only",
    "ambiguous-number": "{value} could mean thousands or a fraction; write digits only",
    "too-small": "{value} is below {least}",
    "too-large": "{value} is above {most}",
    "duplicate-id": "{value} is on line {first} already",
    # of all places, or of all rows
    "too-far-apart": "is {km} km from the middle of all places; beyond {most} km one plane does "
    "not measure well enough: correct it, or solve one region at a time",
    "total-too-large": "the quantities of category {value} add up to {total}, above {most}",
    # of a policy
    "not-toml": "is not TOML: {why}",
    "unknown-name": "is not a name of the policy{hint}",
    "bad-value": "{why}",
    # of a plan
    "unknown-need": "{value} is not a need of {whose}",
    "unknown-offer": "{value} is not an offer of {whose}",
    "duplicate-pair": "this need and this offer are on line {first} already",
    "other-category": "the need is of category {need}, the offer of {offer}",
    "out-of-reach": "the way is {metres} m, the offer's radius {most} m",
    "wrong-distance": "says {value} m, the way is {metres} m",
    "more-than-asked": "need {value} gets {found}, it asked for {most}",
    "more-than-given": "offer {value} gives {found}, it has {most}",
    "part-too-small": "is a part of {found}; the smallest worth bringing is {least}",
    "too-many-matches": "the donor of {value} has {found} matches and takes {most}",
    # of what is written
    "bad-target": "{why}",
}


class Fault(NamedTuple):
    """Something wrong in a file. line: from 1, or 0 for the file as a whole. column: its name, or
    "" for the line as a whole."""

    file: Path
    line: int
    column: str
    code: str
    reason: str

    def __str__(self) -> str:
        where = [str(self.file), *([str(self.line)] if self.line else [])]
        column = f" {self.column}:" if self.column else ""
        return f"{':'.join(where)}:{column} {self.code}: {self.reason}"


class Refused(Exception):
    """Files that cannot be used. faults: all that is wrong with them, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        given = list(faults)
        files = list(dict.fromkeys(fault.file for fault in given))
        self.faults = sorted(given, key=lambda fault: (files.index(fault.file), fault.line))
        super().__init__(f"{len(self.faults)} faults")


def fault(file: Path, line: int, column: str, code: str, **said: object) -> Fault:
    """A fault whose reason is the text of its code."""
    return Fault(file, line, column, code, REASONS[code].format(**said))


def shown(value: str) -> str:
    """A cell for a message: in quotation marks, on one line, not too long."""
    text = value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]}…"
    plain = text.encode("utf-8", "backslashreplace").decode()
    return '"' + "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in plain) + '"'
