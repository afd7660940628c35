"""Whether what happened is still what was sealed and published."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aid.history import BEGINNING, START, Head, head_from
from aid.models import Seal
from aid.queries.history import one_moment, waiting_after
from aid.queries.proofs import findings

MOST_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Recomputes the chain of sealed events and compares it with its published heads. Ends "
        "with 0 when everything agrees; else with 1, and says where it doesn't."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            type=a_head,
            default=[],
            metavar="POSITION:HASH",
            help="a head that somebody kept; may be given several times",
        )
        parser.add_argument(
            "--heads",
            type=Path,
            default=settings.HISTORY_FILE,
            metavar="FILE",
            help="the file of published heads, or a copy of it (default: GANDENG_HISTORY_FILE)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file, kept = options["heads"], options["head"]
        with one_moment():
            newest = Seal.log.newest()
            found = 0
            for finding in findings(newest, file, kept):
                found += 1
                if found <= MOST_SHOWN:
                    self.stdout.write(str(finding))
            waiting = waiting_after(*(newest.place if newest else BEGINNING))
        if found > MOST_SHOWN:
            self.stdout.write(f"… and {found - MOST_SHOWN} more.")
        head = newest.head if newest else Head(0, START)
        if found:
            raise CommandError(f"The history is not what was sealed: {found} findings; head {head}")
        against = f"agrees with {file}" if file else "no file of published heads to compare with"
        self.stdout.write(
            f"{head.position} events are as they were sealed, {waiting} wait for their seal; "
            f"{against}; head {head}"
        )


def a_head(text: str) -> Head:
    try:
        return head_from(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
