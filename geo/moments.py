"""How moments are read from the database: lists hold them by the hundred."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template


class MomentLoader(BaseTzLoader):  # type: ignore[misc] # has no stubs
    """A moment as PostgreSQL writes it, which Python reads at once; Django's loader takes it to
    pieces first, at six times the price, and still reads what Python has no year for."""

    timezone = UTC

    def load(self, data: Any) -> Any:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


def read_moments_at_once() -> None:
    """On every connection to the database from here on."""
    get_adapters_template(True, UTC).register_loader("timestamptz", MomentLoader)
