"""Work in a process of its own, whose memory is watched with that of its children."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")
WATCH_SECONDS = 0.1


def alone(work: Callable[..., Answer], *arguments: Any) -> tuple[Answer, int]:
    """What `work` answers, and the most bytes that it and its children held at once.

    Pages that several processes share are counted once (proportional set size), so that the sum
    is what the machine had to hold. Raises RuntimeError when the process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    most = 0
    while not ours.poll(WATCH_SECONDS):
        most = max(most, _held(process.pid or 0))
    try:
        answer: Answer = ours.recv()
    except EOFError as ended:
        raise RuntimeError("The measured process died.") from ended
    process.join()
    return answer, most


def _work(told: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    told.send(work(*arguments))


def _held(root: int) -> int:
    """Bytes of a process and of all that descend from it."""
    parents = {
        pid: parent for path in Path("/proc").glob("[0-9]*") for pid, parent in _parent(path)
    }
    family, new = {root}, {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - family
        family |= new
    return sum(map(_pss, family))


def _parent(path: Path) -> list[tuple[int, int]]:
    try:
        return [(int(path.name), int((path / "stat").read_text().rpartition(")")[2].split()[1]))]
    except OSError:
        return []


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
