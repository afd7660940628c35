"""The database that the site uses: in the private cluster, or where DATABASE_URL says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from launcher import cluster, roles, stamps
from launcher.cluster import MAIN, TESTS, Cluster
from launcher.console import say, step


@dataclass(frozen=True)
class Database:
    """Two ways in, and the folder of stamps kept for it (None: another server, no stamps)."""

    url: str
    owner_url: str
    stamps: str | None


def elsewhere() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


@contextmanager
def for_site(*, demo: bool) -> Iterator[Database]:
    """The site's database, up for the block. Demo people live in a database of their own."""
    if elsewhere():
        yield _elsewhere()
        return
    name = "gandeng_demo" if demo else "gandeng"
    with cluster.in_use(MAIN) as socket:
        if not cluster.database_exists(MAIN, socket, name):
            with step(f"Database {name}"):
                stamps.forget(f"{MAIN.name}/{name}")
                cluster.create_database(MAIN, socket, name, roles.EMPTY)
        yield Database(
            url=cluster.url(socket, roles.APP, name),
            owner_url=cluster.url(socket, roles.OWNER, name),
            stamps=f"{MAIN.name}/{name}",
        )


@contextmanager
def for_tests(private: Cluster = TESTS) -> Iterator[Database]:
    """A server on which tests or benchmarks make their own databases, up for the block."""
    if elsewhere():
        yield _elsewhere()
        return
    with cluster.in_use(private) as socket:
        yield Database(
            url=cluster.url(socket, roles.APP, "postgres"),
            owner_url=cluster.url(socket, roles.OWNER, "postgres"),
            stamps=None,
        )


def _elsewhere() -> Database:
    url = os.environ["DATABASE_URL"]
    owner_url = os.environ.get("DATABASE_OWNER_URL", "")
    if not owner_url:
        say("  ! DATABASE_OWNER_URL is not set: one role both owns the tables and serves the site.")
    return Database(url=url, owner_url=owner_url or url, stamps=None)
