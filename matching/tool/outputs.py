"""MATCHES, and files that are there whole or not at all."""

import csv
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import Any

from matching.plan import Plan
from matching.tool.faults import Fault, Refused, fault
from matching.tool.inputs import Inputs

MATCHES_COLUMNS = ("need", "offer", "quantity", "distance_m")


def matches_text(inputs: Inputs, plan: Plan) -> str:
    """MATCHES, in the order of NEEDS, then OFFERS; with the separator and decimal sign of NEEDS.
    Distances are rounded down to decimetres, so that none looks longer than its radius."""
    style = inputs.style
    needs, offers = list(inputs.need_rows), list(inputs.offer_rows)
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=style.separator, lineterminator="\n")
    writer.writerow(MATCHES_COLUMNS)
    for need, offer, quantity, metres in plan.assignments(inputs.problem):
        distance = f"{math.floor(metres * 10) / 10:.1f}".replace(".", style.decimal)
        writer.writerow((needs[need], offers[offer], quantity, distance))
    return out.getvalue()


def report_text(report: Mapping[str, Any]) -> str:
    """REPORT."""
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def bad_targets(targets: list[Path], sources: list[Path]) -> list[Fault]:
    """What is wrong with the files to be written, before any work is done."""
    found = []
    taken = {source.resolve(): "is one of the files to read" for source in sources}
    for target in targets:
        whole = target.resolve()
        if whole in taken:
            why = taken[whole]
        elif whole.exists() and not whole.is_file():
            why = "is no ordinary file"
        elif not whole.parent.is_dir():
            why = f"the folder {target.parent} does not exist"
        elif not os.access(whole.parent, os.W_OK | os.X_OK):
            why = f"the folder {target.parent} may not be written to"
        else:
            taken[whole] = "is to be written twice"
            continue
        found.append(fault(target, 0, "", "bad-target", why=why))
    return found


@contextmanager
def all_or_nothing() -> Iterator[Callable[[Path, str], None]]:
    """Yields a function that writes a text for a file, under another name beside it. After the
    block all of them get their names; where it raises, nothing is left behind. Raises Refused
    when a file cannot be written."""
    drafts: dict[Path, Path] = {}

    def write(target: Path, text: str) -> None:
        whole = target.resolve()
        draft = whole.with_name(f".{whole.name}.{os.getpid()}.part")
        drafts[draft] = whole
        _write(target, draft, text)

    try:
        yield write
        for draft, whole in drafts.items():
            draft.replace(whole)
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _write(target: Path, draft: Path, text: str) -> None:
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        why = f"cannot be written: {error.strerror}"
        raise Refused([fault(target, 0, "", "bad-target", why=why)]) from None
