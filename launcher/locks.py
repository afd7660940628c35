"""Locks between launchers of one checkout. The kernel frees them when a process dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from launcher.checkout import LOCKS


def open_lock(name: str) -> IO[str]:
    return (LOCKS / name).open("a+")


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Wait for the lock, hold it for the block."""
    with open_lock(name) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def share(lock: IO[str]) -> None:
    fcntl.flock(lock, fcntl.LOCK_SH)


def take(lock: IO[str]) -> bool:
    """Take the lock alone if nobody else holds it; say whether that worked."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def holder(name: str) -> int | None:
    """The process id written into a lock that is held, or None when nobody holds it."""
    with open_lock(name) as lock:
        if take(lock):
            return None
        lock.seek(0)
        text = lock.read().strip()
    return int(text) if text.isdigit() else None


def sign(lock: IO[str], pid: int) -> None:
    """Write the holder's process id into its lock."""
    lock.truncate(0)
    lock.write(str(pid))
    lock.flush()
