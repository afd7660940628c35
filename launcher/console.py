"""What the person at the terminal sees: one line per step, alive while it works."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

QUIET_SECONDS = 15
TAIL_LINES = 40
CLEAR_LINE = "\r\033[K"

_counting = threading.Event()


class Failure(Exception):
    """What went wrong and what to do about it, in words for the person at the terminal."""


def say(text: str = "") -> None:
    """Print a line; one that is being counted by a step on this terminal gives way."""
    print(f"{CLEAR_LINE}{text}" if _counting.is_set() else text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print `title` with the seconds it took; while it runs, show that it lives.

    A terminal gets one line that counts; anything else gets a line every 15 seconds.
    """
    started = time.monotonic()
    done = threading.Event()
    ticker = threading.Thread(target=_tick, args=(title, started, done), daemon=True)
    ticker.start()
    try:
        yield
    except BaseException:
        _end(done, ticker, f"  ✗ {title} ({time.monotonic() - started:.1f} s)")
        raise
    _end(done, ticker, f"  ✓ {title} ({time.monotonic() - started:.1f} s)")


def run(
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    uninterrupted: bool = False,
) -> None:
    """Run a command with its output in `log`; a failure shows that output's end.

    `uninterrupted` keeps the command out of the terminal's Ctrl-C and lets it finish before
    the interruption goes on: a package manager must not be cut off half-way.
    """
    with log.open("w") as output:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=uninterrupted,
        )
        try:
            code = process.wait()
        except BaseException:
            if uninterrupted:
                complain(f"\nInterrupted: {Path(argv[0]).name} finishes first …")
            else:
                process.terminate()
            process.wait()
            raise
    if code != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        raise Failure(f"{tail}\n\nThis command failed (exit {code}): {_words(argv)}")


def confirm(question: str) -> bool:
    """Ask y/N; no answer means no."""
    try:
        return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _tick(title: str, started: float, done: threading.Event) -> None:
    terminal = sys.stdout.isatty()
    if terminal:
        _counting.set()
        print(f"  … {title}", end="", flush=True)
    while not done.wait(1 if terminal else QUIET_SECONDS):
        line = f"  … {title} ({time.monotonic() - started:.0f} s)"
        if terminal:
            print(f"{CLEAR_LINE}{line}", end="", flush=True)
        else:
            say(line)


def _end(done: threading.Event, ticker: threading.Thread, line: str) -> None:
    done.set()
    ticker.join()
    say(line)
    _counting.clear()


def _words(argv: Sequence[str | Path]) -> str:
    return " ".join(str(word) for word in argv)
