"""The private cluster: who stops it, and what a crash leaves behind."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import cluster, roles
from launcher.cluster import Cluster
from launcher.server import find_server

DURABILITY = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")

pytestmark = pytest.mark.skipif(find_server() is None, reason="no PostgreSQL with PostGIS here")


@pytest.fixture(scope="module")
def private(var: Path) -> Iterator[Cluster]:
    one = Cluster(f"try-{os.getpid()}")
    yield one
    cluster.stop(one)
    cluster.delete(one)


def show(private: Cluster, socket: Path, setting: str) -> str:
    return cluster.sql(private, socket, "postgres", f"SHOW {setting}")


def test_cluster_is_durable_private_and_has_no_tcp(private: Cluster) -> None:
    with cluster.in_use(private) as socket:
        assert {show(private, socket, setting) for setting in DURABILITY} == {"on"}
        assert show(private, socket, "listen_addresses") == ""
        assert socket.stat().st_mode & 0o777 == 0o700


def test_application_role_has_no_powers(private: Cluster) -> None:
    powers = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
    question = f"SELECT {powers} FROM pg_roles WHERE rolname = '{roles.APP}'"
    with cluster.in_use(private) as socket:
        assert cluster.sql(private, socket, "postgres", question) == "f|f|f|f"


def test_last_user_stops_the_cluster(private: Cluster) -> None:
    with cluster.in_use(private):
        with cluster.in_use(private):
            assert cluster.running(private)
        assert cluster.running(private)
    assert not cluster.running(private)


def test_killed_cluster_starts_again_although_its_pid_lives_on(private: Cluster) -> None:
    with cluster.in_use(private):
        pid_file = private.data / "postmaster.pid"
        pid, *rest = pid_file.read_text().splitlines()
        os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.5)
        pid_file.write_text("\n".join([str(os.getppid()), *rest]))

        assert not cluster.running(private)
        with cluster.in_use(private) as socket:
            assert cluster.database_exists(private, socket, roles.EMPTY)
