"""Seal all personal data again with the newest key of GANDENG_VAULT_KEYS."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people import factors
from people.rotation import rotate
from people.vault import NotOpened, newest_key


class Command(BaseCommand):
    help = "Seals all personal data again with the newest key; afterwards older keys can go."

    def handle(self, *_: Any, **__: Any) -> None:
        if not settings.AS_OWNER:
            raise CommandError("Run it as the database's owner: GANDENG_AS_OWNER=1.")
        try:
            done = {**rotate(), "second factors": factors.rotate()}
        except NotOpened:
            raise CommandError("Something was sealed with a key that isn't here.") from None
        for column, count in done.items():
            self.stdout.write(f"{count:8} {column}")
        self.stdout.write(f"Everything is sealed with key {newest_key()}.")
