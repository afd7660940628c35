"""System check: the database has PostGIS, before a migration fails on it."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections


def check_postgis(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """geo.E001 for every asked database without the postgis extension."""
    return [
        Error(
            f"The database {alias!r} has no PostGIS.",
            hint="A superuser runs, in that database: CREATE EXTENSION postgis;",
            id="geo.E001",
        )
        for alias in databases or ()
        if not has_postgis(alias)
    ]


def has_postgis(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")
        return cursor.fetchone() is not None
