"""Stamps: what a step was last done for, so that a warm start skips it."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from launcher.checkout import ROOT, VAR

STAMPS = VAR / "stamps"


def digest(paths: Iterable[Path], *facts: str) -> str:
    """The SHA-256 of the files' names and contents and of further facts."""
    total = hashlib.sha256()
    for fact in facts:
        total.update(f"{fact}\0".encode())
    for path in sorted(path for path in paths if path.is_file()):
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def matches(name: str, value: str) -> bool:
    path = STAMPS / name
    return path.exists() and path.read_text() == value


def write(name: str, value: str) -> None:
    path = STAMPS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value)


def forget(folder: str) -> None:
    """Delete every stamp in a folder of stamps."""
    shutil.rmtree(STAMPS / folder, ignore_errors=True)
