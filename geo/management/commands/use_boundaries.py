"""``manage.py use_boundaries [NUMBER]``: list the kept boundaries, or go back to some."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.actions.boundaries import use_generation
from geo.errors import UnknownGeneration
from geo.models import Generation


class Command(BaseCommand):
    help = "List the generations of boundaries; with a NUMBER, make that one current."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["number"] is not None:
            try:
                use_generation(options["number"])
            except UnknownGeneration as refusal:
                raise CommandError(str(refusal)) from None
        for generation in Generation.objects.order_by("pk"):
            mark = "*" if generation.is_current else " "
            self.stdout.write(
                f"{mark} {generation.pk}  {generation.name}  ({generation.source}, "
                f"{generation.imported_at:%Y-%m-%d})"
            )
