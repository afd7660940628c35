"""``manage.py import_regions FILE``: surveyed boundaries, all of them or none."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.actions.boundaries import import_boundaries
from geo.boundary_file import read_boundaries
from geo.codes import OFFICIAL_LEVELS, Level
from geo.errors import BoundaryFileRefused
from geo.models import Region
from geo.succession import Change

SHOWN = 20


class Command(BaseCommand):
    help = "Import boundaries from GeoJSON, or any file that GDAL reads, as a new generation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--level",
            default=Level.KELURAHAN.value,
            choices=[level.value for level in OFFICIAL_LEVELS],
        )
        parser.add_argument("--code-field", help="the field with Kemendagri codes")
        parser.add_argument("--parent-field", help="a field with the parent's code, to check")
        parser.add_argument("--name", help="what to call these boundaries (the file's name)")
        parser.add_argument("--dry-run", action="store_true", help="check and report, no more")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        level = Level(options["level"])
        regions = Region.objects.in_bulk()
        if not regions:
            raise CommandError("There are no regions: run manage.py load_regions first.")
        try:
            features = read_boundaries(
                path,
                regions,
                level,
                code_field=options["code_field"],
                parent_field=options["parent_field"],
            )
            change = import_boundaries(
                features,
                level,
                name=options["name"] or path.stem,
                source=path.name,
                dry_run=options["dry_run"],
            )
        except BoundaryFileRefused as refusal:
            raise CommandError(explain(path, refusal)) from None
        for line in report(change, regions):
            self.stdout.write(line)
        self.stdout.write("Nothing was written." if options["dry_run"] else "Imported.")


def explain(path: Path, refusal: BoundaryFileRefused) -> str:
    lines = [f"{path} is refused as a whole:", *_first(refusal.problems)]
    return "\n".join(lines)


def report(change: Change, regions: dict[str, Region]) -> Iterator[str]:
    """Lines that say what an import changes."""
    moved = [entry for entry in change.redrawn if entry.has_moved]
    yield (
        f"{len(change.added)} added, {len(change.redrawn)} changed, {change.unchanged} unchanged, "
        f"{len(change.missing)} missing from the file, {len(moved)} moved by more than 1 km; "
        f"{change.surveyed} were approximate before."
    )
    yield from _named("Added:", change.added, regions)
    yield from _named("Missing (they keep what the others left them):", change.missing, regions)
    yield from _named("Repaired:", change.repaired, regions)
    if change.redrawn:
        yield "Changed (part of the old area that changed hands, old and new area, centre moved):"
        yield from _first(
            [
                f"{entry.code} {entry.name}: {entry.changed_percent:.1f} %, "
                f"{entry.old_km2:.2f} → {entry.new_km2:.2f} km², {entry.moved_m:.0f} m"
                for entry in change.redrawn
            ]
        )


def _named(title: str, codes: tuple[str, ...], regions: dict[str, Region]) -> Iterator[str]:
    if codes:
        yield title
        yield from _first([f"{code} {regions[code].name}" for code in codes])


def _first(lines: list[str] | tuple[str, ...]) -> list[str]:
    more = len(lines) - SHOWN
    shown = [f"  {line}" for line in lines[:SHOWN]]
    return [*shown, f"  and {more} more"] if more > 0 else shown
