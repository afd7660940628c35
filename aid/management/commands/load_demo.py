"""Make the demo people and a made-up week of requests, offers and deliveries."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from aid.demo import scenario
from people.models import User


class Command(BaseCommand):
    help = "Loads demo people and data once; only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data exists in demo mode only (GANDENG_DEMO=1).")
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("Demo data is there already.")
            return
        loaded = scenario.load()
        self.stdout.write(
            f"Demo data: {loaded.requests} requests, {loaded.verified} of them verified, "
            f"{loaded.offers} offers, {loaded.delivered} pledges delivered."
        )
