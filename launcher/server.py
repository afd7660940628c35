"""The installed PostgreSQL with PostGIS, and how to run its programs as an ordinary user.

PostgreSQL refuses to run as root. Root therefore runs it in a user namespace of its own, in
which root's files belong to the user postgres; where user namespaces are forbidden (most
containers) it becomes that user.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

LIBRARIES = Path("/usr/lib/postgresql")
EXTENSIONS = ("postgis", "btree_gist")
NO_USERNS = "GANDENG_NO_USERNS"


@dataclass(frozen=True)
class Server:
    """One installed major version of PostgreSQL, PostGIS included."""

    version: int
    programs: Path


class RunAs(Enum):
    SELF = "the user who runs the launcher"
    NAMESPACE = "root, seen as postgres inside a user namespace"
    POSTGRES = "postgres, after setpriv"


def find_server(version: int | None = None) -> Server | None:
    """The newest installed server, or the one of that major version."""
    found = [server for server in _installed() if version in (None, server.version)]
    return max(found, key=lambda server: server.version, default=None)


def run_as() -> RunAs:
    if os.geteuid() != 0:
        return RunAs.SELF
    if os.environ.get(NO_USERNS) != "1" and _namespaces_work():
        return RunAs.NAMESPACE
    return RunAs.POSTGRES


def owner_ids(mode: RunAs) -> tuple[int, int]:
    """User and group that the cluster's files belong to, as seen from outside."""
    if mode is RunAs.POSTGRES:
        postgres = pwd.getpwnam("postgres")
        return postgres.pw_uid, postgres.pw_gid
    return os.geteuid(), os.getegid()


def command(mode: RunAs, argv: Sequence[str | Path]) -> list[str]:
    """`argv` made to run as the server's user."""
    words = [str(word) for word in argv]
    if mode is RunAs.NAMESPACE:
        return [*_namespace(), *words]
    if mode is RunAs.POSTGRES:
        return [_tool("setpriv"), "--reuid=postgres", "--regid=postgres", "--init-groups", *words]
    return words


def reachable(mode: RunAs, folder: Path) -> bool:
    """Whether the server's user can get into an existing folder."""
    probe = command(mode, ["/usr/bin/env", "-C", folder, "true"])
    return subprocess.run(probe, cwd="/", check=False, capture_output=True).returncode == 0


def _installed() -> list[Server]:
    servers = []
    for programs in LIBRARIES.glob("*/bin"):
        name = programs.parent.name
        share = Path("/usr/share/postgresql") / name / "extension"
        complete = all((share / f"{extension}.control").exists() for extension in EXTENSIONS)
        if name.isdigit() and complete and (programs / "initdb").exists():
            servers.append(Server(int(name), programs))
    return servers


def _namespaces_work() -> bool:
    probe = [*_namespace(), "true"]
    return subprocess.run(probe, cwd="/", check=False, capture_output=True).returncode == 0


def _namespace() -> list[str]:
    postgres = pwd.getpwnam("postgres")
    return [
        _tool("unshare"),
        "--user",
        f"--map-user={postgres.pw_uid}",
        f"--map-group={postgres.pw_gid}",
    ]


def _tool(name: str) -> str:
    """A program of the system by its full path: an ordinary user's PATH may lack /sbin."""
    return shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin") or name
