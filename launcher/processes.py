"""Programs that the launcher starts: in the foreground, or as services watched together."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from launcher.checkout import ROOT
from launcher.console import Failure, say

STOP_SECONDS = 8
INTERRUPTED_SECONDS = 20
LOOK_SECONDS = 0.1
LABEL_WIDTH = 6


@dataclass(frozen=True)
class Service:
    """A program that runs until it is stopped; its name goes before its output."""

    name: str
    argv: Sequence[str | Path]


Running = dict[str, subprocess.Popen[str]]


@contextmanager
def stopped_together() -> Iterator[Running]:
    """The services started during the block, stopped at its end, however it ends."""
    running: Running = {}
    try:
        yield running
    finally:
        _stop_all(list(running.values()))


def start(running: Running, service: Service, environment: Mapping[str, str]) -> None:
    running[service.name] = _start(service, environment)


def watch(running: Running) -> None:
    """Return never; raises Failure when a service ends by itself."""
    while True:
        check(running)
        time.sleep(LOOK_SECONDS)


def check(running: Running) -> None:
    for name, process in running.items():
        code = process.poll()
        if code is not None:
            raise Failure(f"The {name} process ended by itself (exit {code}); see its lines above.")


def foreground(argv: Sequence[str | Path], environment: Mapping[str, str]) -> int:
    """Run a program on this terminal; give its exit code.

    It gets the time to clean up before an interruption goes on; a Ctrl-C on the terminal has
    reached it already, any other signal is passed on as one.
    """
    process = subprocess.Popen(argv, env=environment, cwd=ROOT)
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        if signal.SIGINT not in interruption.args or not sys.stdin.isatty():
            process.send_signal(signal.SIGINT)
        try:
            process.wait(INTERRUPTED_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def _start(service: Service, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a service in a session of its own: Ctrl-C reaches the launcher only.

    The kernel sends it SIGTERM when the launcher dies without having stopped it.
    """
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *service.argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout is not None
    label = service.name.ljust(LABEL_WIDTH)
    threading.Thread(target=_relay, args=(label, process.stdout), daemon=True).start()
    return process


def _relay(label: str, output: IO[str]) -> None:
    for line in output:
        say(f"{label} | {line.rstrip()}")


def _stop_all(processes: Sequence[subprocess.Popen[str]]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
