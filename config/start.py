"""What must be so before anybody is served."""

import os
from collections.abc import Sequence

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

KEYS = ("SECRET_KEY", "GANDENG_VAULT_KEYS", "GANDENG_INDEX_KEY")
# Commands that neither seal nor sign anything.
KEYLESS = {
    "check", "collectstatic", "help", "makemigrations", "messages", "print_open_data",
    "print_rules", "sqlmigrate", "version", "--help", "--version",
}  # fmt: skip


def require_keys() -> None:
    """Raises ImproperlyConfigured when a key isn't set."""
    missing = [name for name in KEYS if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(
            f"{' and '.join(missing)} not set: sessions and codes would not last, and nobody could "
            "ever open again what is sealed. See docs/howto/set-up.md, In production."
        )


def require_keys_for(arguments: Sequence[str]) -> None:
    """The same for manage.py called with ``arguments``, unless its command needs no keys."""
    needless = not arguments or arguments[0] in KEYLESS or "--help" in arguments
    if not needless and os.environ.get("GANDENG_DEBUG") != "1":
        require_keys()


def require_fitness() -> None:
    """Raises ImproperlyConfigured when the settings or the database are not fit for serving."""
    require_keys()
    if "GANDENG_HOSTS" in settings.MISSING and not (settings.DEMO or settings.DEBUG):
        raise ImproperlyConfigured("GANDENG_HOSTS not set: name the hosts that are served.")
    try:
        found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    finally:
        connections.close_all()
    wrong = [str(message.msg) for message in found if message.is_serious()]
    if wrong:
        raise ImproperlyConfigured(" ".join(wrong))
