"""The file in which the chain's heads are published, one line each; it only grows.

It is outside the database, so that whoever owns that can't rewrite both, and public: copies of
it elsewhere are what makes it worth something.
"""

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from aid.history import Head, head_in, line_of

# More than a line has.
TAIL = 200


def append(path: Path, head: Head, at: datetime) -> None:
    """Add a line, on the disk when this returns; by turns with `append` elsewhere."""
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        # A machine that died in the middle of a line must not cost the next one.
        torn = size and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, (b"\n" if torn else b"") + line_of(head, at).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Have the disk know the folder's files, not only what they hold."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def newest(path: Path) -> Head | None:
    """The head in the last line; None when there is none, or it is damaged."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        lines = file.read().decode(errors="replace").splitlines(keepends=True)
    return head_in(lines[-1]) if lines else None


def lines(path: Path) -> Iterator[tuple[int, Head | None]]:
    """Each line's number and head; None for what is damaged."""
    with path.open(errors="replace", newline="\n") as file:
        for number, line in enumerate(file, 1):
            yield number, head_in(line)
