"""``manage.py load_regions``: the official regions, and boundaries when there are none."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from geo.actions.boundaries import draw_boundaries_if_none
from geo.actions.regions import load_regions
from geo.table import official_regions


class Command(BaseCommand):
    help = "Load the official regions of Jakarta; repeat it freely."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            loaded = load_regions(official_regions(settings.PROVINCE_NAME))
            drawn = draw_boundaries_if_none()
        self.stdout.write(
            f"Regions: {loaded.created} created, {loaded.changed} changed, "
            f"{loaded.unchanged} as they were."
        )
        if drawn:
            self.stdout.write("Boundaries: none yet, so approximate ones were drawn (Voronoi).")
