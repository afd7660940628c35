"""Collects the texts to translate, and checks their translations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from frontend import catalogue


class Command(BaseCommand):
    help = (
        "Bring locale/id/LC_MESSAGES/django.po up to date with the code and the templates; "
        "with --check, change nothing and fail on texts that are not translated."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only check, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = catalogue.extracted()
        kept = catalogue.kept() if options["check"] else catalogue.update()
        faults = catalogue.faults(kept, wanted)
        for fault in faults:
            self.stdout.write(fault)
        if options["check"] and faults:
            raise CommandError(f"Texts to translate: {len(faults)}. Run manage.py messages.")
        self.stdout.write(f"{len(wanted)} texts, {len(faults)} to translate")
