"""manage.py run_matching: one round, now; what computes has a process of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aid.categories import CATEGORIES
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
        parser.add_argument(
            "--category",
            action="append",
            choices=tuple(CATEGORIES),
            default=[],
            dest="categories",
            help="only this kind of aid; may be given again",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="keep the proposals, send nothing"
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help="weigh unanswered proposals again, and take back what has a better use",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            this = run_round(
                "full",
                seed=options["seed"],
                categories=options["categories"],
                dry_run=options["dry_run"],
                again=options["again"],
            )
        except MatchingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        if options["print"] and this.status == "done":
            self.stdout.write(report(this, options["language"]))
