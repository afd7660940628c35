"""Print the accounts to try Gandeng with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from aid.demo.people import DEMO_LOGINS


class Command(BaseCommand):
    help = "Prints the demo log-ins; nothing outside demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            return
        self.stdout.write("Demo log-ins (made-up people):")
        for person in DEMO_LOGINS:
            self.stdout.write(f"  {person.login:24} {person.password:14} {person.role.en}")
