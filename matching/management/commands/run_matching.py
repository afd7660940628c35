"""manage.py run_matching: one full round, now, in this process."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.errors import MatchingError
from matching.report import report
from matching.rounds import run_round


class Command(BaseCommand):
    help = "Match everything that is open and write the proposals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print", action="store_true", help="print the round as a table")
        parser.add_argument("--language", choices=("id", "en"), default="id")
        parser.add_argument(
            "--seed", type=int, help="decides ties; the round's number unless given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            this = run_round("full", seed=options["seed"])
        except MatchingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        if options["print"]:
            self.stdout.write(report(this, options["language"]))
