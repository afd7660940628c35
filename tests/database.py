"""Databases for tests: one template per state of the migrations, and copies of it.

The owner builds the template once and copies it; the tests connect to the copies as the
application role, which may not create, truncate or drop anything.
"""

import hashlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from launcher import roles

ROOT = Path(__file__).resolve().parent.parent
MAINTENANCE = "postgres"
GATE = "gandeng_test_gate"
PATIENCE = 100

# Ids as in a grown city: four digits and more, and no two tables share one.
NUMBERED_APART = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,
                  greatest(coalesce(last_value, 0),
                           10000 * row_number() OVER (ORDER BY schemaname, sequencename)))
    FROM pg_sequences WHERE schemaname = 'public'
"""


@dataclass(frozen=True)
class Copy:
    """A test's database and the two URLs that lead to it."""

    name: str
    url: str
    owner_url: str


class Copies:
    """Makes and drops copies of the template, over one connection of the owner.

    A copy is locked (by an advisory lock on its name) as long as that connection lives, so
    that a later run can tell the leftovers of a killed run from a database in use.
    """

    def __init__(self, url: str, owner_url: str) -> None:
        self._url = url
        self._owner_url = owner_url
        self._owner = psycopg.connect(_named(owner_url, MAINTENANCE), autocommit=True)
        with self._alone():
            self._template = self._find_or_build_template()
            self._drop_leftovers()

    def close(self) -> None:
        self._owner.close()

    @contextmanager
    def fresh(self) -> Iterator[Copy]:
        """A new copy, which Django's connections lead to during the block."""
        name = f"gandeng_test_{secrets.token_hex(6)}"
        with self._alone():
            self._lock(name)
            self._do(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        try:
            with _connected_to(name):
                yield Copy(name, _named(self._url, name), _named(self._owner_url, name))
        finally:
            self._drop(name)

    def _find_or_build_template(self) -> str:
        name = f"gandeng_template_{_fingerprint()}"
        self._do("SELECT pg_advisory_lock_shared(hashtext(%s))", name)
        if not self._names(name):
            self._build(name)
        return name

    def _build(self, name: str) -> None:
        building = f"{name}_new"
        self._drop_by_force(building)
        owner_url = _named(self._owner_url, building)
        if self._names(roles.EMPTY):
            self._do(f"CREATE DATABASE {building} TEMPLATE {roles.EMPTY}")
        else:
            self._do(f"CREATE DATABASE {building} TEMPLATE template0")
            _prepare_empty(owner_url, urlsplit(self._url).username)
        _manage(owner_url, "migrate", "--no-input", "--skip-checks", "--verbosity=0")
        if any(ROOT.glob("*/management/commands/load_regions.py")):
            _manage(owner_url, "load_regions", "--skip-checks")
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(NUMBERED_APART)
            # So that plans do not depend on when autovacuum comes by.
            connection.execute("ANALYZE")
        self._do(f"ALTER DATABASE {building} RENAME TO {name}")
        self._do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")

    def _drop_leftovers(self) -> None:
        """Drop what nobody holds a lock on: copies of killed runs, templates of other states."""
        for name in self._names("gandeng_test_%") + self._names("gandeng_template_%"):
            if name != self._template and self._lock(name):
                self._drop(name)

    def _drop(self, name: str) -> None:
        """Drop a database that this connection has locked, and let go of the lock."""
        self._drop_by_force(name)
        self._do("SELECT pg_advisory_unlock(hashtext(%s))", name)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._do("SELECT pg_advisory_lock(hashtext(%s))", GATE)
        try:
            yield
        finally:
            self._do("SELECT pg_advisory_unlock(hashtext(%s))", GATE)

    def _lock(self, name: str) -> bool:
        row = self._owner.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()
        return row is not None and bool(row[0])

    def _names(self, pattern: str) -> list[str]:
        found = "SELECT datname FROM pg_database WHERE datname LIKE %s"
        return [str(row[0]) for row in self._owner.execute(found, [pattern])]

    def _drop_by_force(self, name: str) -> None:
        for _ in range(PATIENCE):
            try:
                return self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            except psycopg.errors.InsufficientPrivilege:
                # Autovacuum is at work there, which only a superuser may end; it soon leaves.
                time.sleep(0.1)
        return self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _do(self, statement: str, *parameters: str) -> None:
        self._owner.execute(statement, parameters or None)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Lead the default connection of every thread to a database, then back.

    Threads share the alias's settings, so that a connection opened by any of them goes there.
    """
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    _point_to(name)
    try:
        yield
    finally:
        _point_to(before)


def _point_to(name: str) -> None:
    connection = connections["default"]
    connection.close()
    if isinstance(connection, DatabaseWrapper):
        connection.close_pool()
    connection.settings_dict["NAME"] = name


def _prepare_empty(owner_url: str, app: str | None) -> None:
    """Do what the launcher's own clusters have done already; needs a superuser for PostGIS."""
    owner = urlsplit(owner_url).username
    with psycopg.connect(owner_url) as connection:
        connection.execute(roles.EXTENSIONS)
        if owner and app and owner != app:
            connection.execute(roles.privileges(owner, app))


def _fingerprint() -> str:
    """What the template is made from: migrations, packages' own migrations, regions."""
    patterns = ("*/migrations/*.py", "geo/data/**/*", "geo/**/*.py", "uv.lock")
    paths = sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())
    total = hashlib.sha256(roles.privileges(roles.OWNER, roles.APP).encode())
    total.update(Path(__file__).read_bytes())
    for path in paths:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _manage(owner_url: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env={**os.environ, "DATABASE_OWNER_URL": owner_url, "GANDENG_AS_OWNER": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"manage.py {arguments[0]} failed:\n{done.stdout}", pytrace=False)


def _named(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
