"""Takes away the second factors of somebody who has lost them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import factors
from people.accounts import find_account


class Command(BaseCommand):
    help = (
        "Take all second factors and recovery codes of an account away: its offices from "
        "kelurahan level up close until it sets one up again. LOGIN is a phone number in E.164 or "
        "an e-mail address. docs/howto/sign-in-as-coordinator.md says when."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")

    def handle(self, *_: Any, **options: Any) -> None:
        user = find_account(options["login"])
        if user is None:
            raise CommandError("No account signs in with this.")
        self.stdout.write(f"{factors.take_away(user)} taken away.")
