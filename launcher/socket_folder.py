"""The folder of a cluster's socket: in var/, or under /tmp when that will not do.

A Unix socket's path has at most 107 bytes, and the server's user must be able to get there. A
folder under /tmp has a random name, kept in var/, so that nobody can occupy it beforehand; it
is used only while it is ours and closed.
"""

import os
import shutil
import stat
import tempfile
from pathlib import Path

from launcher.checkout import VAR
from launcher.server import RunAs, owner_ids, reachable

LONGEST = 100
SOCKET = ".s.PGSQL.5432.lock"


def prepare(cluster: str, mode: RunAs) -> Path:
    """The folder, made, owned by the server's user and closed to others."""
    folder = VAR / f"{cluster}-socket"
    owner = owner_ids(mode)
    too_long = len(os.fsencode(folder / SOCKET)) > LONGEST
    if too_long or not reachable(mode, VAR):
        folder = _temporary(VAR / f"{cluster}-socket.path", owner[0])
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, *owner)
    folder.chmod(0o700)
    return folder


def delete(cluster: str) -> None:
    """Delete the folder of a cluster that does not run."""
    shutil.rmtree(VAR / f"{cluster}-socket", ignore_errors=True)
    record = VAR / f"{cluster}-socket.path"
    if record.exists():
        shutil.rmtree(record.read_text(), ignore_errors=True)
        record.unlink()


def _temporary(record: Path, owner: int) -> Path:
    if record.exists():
        folder = Path(record.read_text())
        if _is_ours(folder, owner):
            return folder
    folder = Path(tempfile.mkdtemp(prefix="gandeng-", dir="/tmp"))  # mkdtemp is safe # nosec B108
    record.write_text(str(folder))
    return folder


def _is_ours(folder: Path, owner: int) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    closed = stat.S_ISDIR(status.st_mode) and status.st_mode & 0o077 == 0
    return closed and status.st_uid in {owner, os.geteuid()}
