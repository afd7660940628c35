"""Calling the matching engine: a durable job in the transaction that made it necessary.

The job is named, not imported: aid knows nothing of the engine.
"""

from procrastinate.contrib.django import app


def call_matching() -> None:
    """Something changed that may make new matches possible."""
    app.configure_task("matching.arrival", lock="matching").defer()
