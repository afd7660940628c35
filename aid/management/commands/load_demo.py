"""Make the demo people and a made-up week of requests, offers and deliveries."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from aid.demo import scenario
from aid.models import Request
from people.models import User


class Command(BaseCommand):
    help = "Loads demo people and data once; only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data exists in demo mode only (GANDENG_DEMO=1).")
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("Demo data is there already.")
            return
        if User.objects.exists() or Request.private.exists():
            raise CommandError(
                "This database holds real people, and everybody knows the passwords of demo "
                "people. Choose another one, or none of them: ./gandeng up --no-demo"
            )
        loaded = scenario.load()
        self.stdout.write(
            f"Demo data: {loaded.requests} requests, {loaded.verified} of them verified, "
            f"{loaded.offers} offers, {loaded.delivered} pledges delivered."
        )
