"""A private PostgreSQL cluster in var/: no TCP, one Unix socket in a folder closed to others.

The socket's folder (0700) is the guard, so local connections are trusted. Whoever uses a
cluster holds a shared lock on it; the last one to leave stops it.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from launcher import locks, roles, server, socket_folder, stamps
from launcher.checkout import LOGS, VAR
from launcher.console import Failure, run, step
from launcher.data_folder import data_folder
from launcher.server import RunAs, Server, command

PORT = 5432
START_SECONDS = 120


@dataclass(frozen=True)
class Cluster:
    """One cluster by name; `settings` are added to its configuration."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return VAR / self.name


MAIN = Cluster("postgres", {"max_connections": "100"})
TESTS = Cluster(
    "test-postgres",
    {
        "max_connections": "300",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    },
)
BENCHMARKS = Cluster("bench-postgres", {"max_connections": "300"})
ALL = (MAIN, TESTS, BENCHMARKS)


@contextmanager
def in_use(cluster: Cluster) -> Iterator[Path]:
    """Start the cluster unless it runs; give its socket folder; the last user stops it."""
    with locks.open_lock(f"{cluster.name}.users") as users:
        with locks.exclusive(cluster.name):
            locks.share(users)
            socket = _start(cluster)
        try:
            yield socket
        finally:
            with locks.exclusive(cluster.name):
                if locks.take(users):
                    stop(cluster)


def url(socket: Path, role: str, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(socket))}"


def database_exists(cluster: Cluster, socket: Path, name: str) -> bool:
    return sql(cluster, socket, "postgres", _exists(name)) == "1"


def create_database(cluster: Cluster, socket: Path, name: str, template: str) -> None:
    sql(cluster, socket, "postgres", roles.create_database(name, template))


def running(cluster: Cluster) -> bool:
    return _postmaster(cluster.data) is not None


def stop(cluster: Cluster) -> None:
    """Fast shutdown: sessions are ended, everything committed is on disk."""
    if running(cluster):
        _control(cluster, "stop", "--mode=fast")


def delete(cluster: Cluster) -> None:
    """Delete a stopped cluster with all its data."""
    socket_folder.delete(cluster.name)
    shutil.rmtree(cluster.data.resolve(), ignore_errors=True)
    if cluster.data.is_symlink():
        cluster.data.unlink()


def is_users_alone(cluster: Cluster) -> bool:
    """Whether nobody uses the cluster now."""
    with locks.open_lock(f"{cluster.name}.users") as users:
        return locks.take(users)


def _start(cluster: Cluster) -> Path:
    mode = server.run_as()
    installed = _server_of(cluster)
    if not cluster.data.exists():
        with step(f"New PostgreSQL {installed.version} cluster in var/{cluster.name}"):
            stamps.forget(cluster.name)
            _initialise(cluster, installed, mode)
    socket = socket_folder.prepare(cluster.name, mode)
    if not running(cluster):
        with step("PostgreSQL started"):
            _hand_over(cluster.data.resolve(), server.owner_ids(mode))
            _configure(cluster, socket)
            _forget_dead_postmaster(cluster, socket)
            _control(cluster, "start", f"--timeout={START_SECONDS}", "--log=server.log")
    if not database_exists(cluster, socket, roles.EMPTY):
        with step("Roles and an empty PostGIS database"):
            _bootstrap(cluster, socket)
    return socket


def _server_of(cluster: Cluster) -> Server:
    """The installed server that reads the cluster's files.

    Raises Failure when the distribution has moved on to another major version.
    """
    version_file = cluster.data / "PG_VERSION"
    version = int(version_file.read_text()) if version_file.exists() else None
    installed = server.find_server(version)
    if installed is None and version is None:
        raise Failure("PostgreSQL with PostGIS is not installed.")
    if installed is None:
        raise Failure(
            f"var/{cluster.name} was made by PostgreSQL {version}, which is not installed with "
            "PostGIS any more. Install it again, or start afresh with ./gandeng reset."
        )
    return installed


def _initialise(cluster: Cluster, installed: Server, mode: RunAs) -> None:
    data = data_folder(cluster.name, mode)
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    os.chown(new, *server.owner_ids(mode))
    initdb = [
        str(installed.programs / "initdb"),
        f"--pgdata={new}",
        "--username=postgres",
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
    ]
    run(command(mode, initdb), log=LOGS / f"initdb-{cluster.name}.log", cwd=Path("/"))
    with (new / "postgresql.conf").open("a") as configuration:
        configuration.write("include 'gandeng.conf'\n")
    new.rename(data)
    if data != cluster.data:
        cluster.data.symlink_to(data)


def _configure(cluster: Cluster, socket: Path) -> None:
    quoted = str(socket).replace("'", "''")
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        **cluster.settings,
    }
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    (cluster.data / "gandeng.conf").write_text("".join(lines))


def _bootstrap(cluster: Cluster, socket: Path) -> None:
    new = f"{roles.EMPTY}_new"
    sql(cluster, socket, "postgres", roles.ROLES)
    sql(cluster, socket, "postgres", f"DROP DATABASE IF EXISTS {new}")
    sql(cluster, socket, "postgres", roles.create_database(new, "template0"))
    sql(cluster, socket, new, roles.EXTENSIONS + roles.privileges(roles.OWNER, roles.APP))
    sql(cluster, socket, "postgres", f"ALTER DATABASE {new} RENAME TO {roles.EMPTY}")
    sql(cluster, socket, "postgres", f"ALTER DATABASE {roles.EMPTY} IS_TEMPLATE true")


def _hand_over(data: Path, ids: tuple[int, int]) -> None:
    """Give the files to the user who will run the server, should that have changed."""
    if (data.stat().st_uid, data.stat().st_gid) != ids:
        subprocess.run(["chown", "-R", f"{ids[0]}:{ids[1]}", str(data)], check=True)


def _control(cluster: Cluster, verb: str, *options: str) -> None:
    mode = server.run_as()
    data = cluster.data.resolve()
    pg_ctl = [str(_server_of(cluster).programs / "pg_ctl"), verb, "--wait", f"--pgdata={data}"]
    argv = command(mode, ["/usr/bin/env", "-C", str(data), *pg_ctl, *options])
    log = LOGS / f"pg_ctl-{cluster.name}.log"
    try:
        run(argv, log=log, cwd=Path("/"), uninterrupted=True)
    except Failure as failure:
        server_log = data / "server.log"
        tail = server_log.read_text(errors="replace")[-2000:] if server_log.exists() else ""
        raise Failure(f"{tail}\n{failure}") from failure


def _postmaster(data: Path) -> int | None:
    """The process id of the server that runs on these files: it works in their folder."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        working_folder = Path(f"/proc/{pid}/cwd").readlink()
    except (OSError, ValueError):
        return None
    return pid if working_folder == data.resolve() else None


def _forget_dead_postmaster(cluster: Cluster, socket: Path) -> None:
    """Delete the pid files of a killed server.

    After a restart of the machine another process may have its id, and PostgreSQL would then
    refuse to start. Only called when no server runs on these files.
    """
    for stale in (cluster.data / "postmaster.pid", socket / f".s.PGSQL.{PORT}.lock"):
        stale.unlink(missing_ok=True)


def _exists(database: str) -> str:
    # The launcher makes these names itself.
    return f"SELECT 1 FROM pg_database WHERE datname = '{database}'"  # nosec B608


def sql(cluster: Cluster, socket: Path, database: str, statements: str) -> str:
    """Run SQL as the cluster's superuser; give its output. Raises Failure with the error."""
    psql = [str(_server_of(cluster).programs / "psql"), "-qAtX", "-v", "ON_ERROR_STOP=1"]
    target = ["-h", str(socket), "-p", str(PORT), "-U", "postgres", "-d", database]
    done = subprocess.run(
        [*psql, *target], input=statements, text=True, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise Failure(f"PostgreSQL refused: {done.stderr.strip()}")
    return done.stdout.strip()
