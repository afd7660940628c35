"""The site's own processes, as tests start and stop them."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launcher import up

ROOT = Path(__file__).resolve().parents[2]
SITE_KEY = "only-for-this-test"
NOTHING: Mapping[str, str] = {}


@dataclass
class Web:
    """The web process, on a port that it keeps."""

    port: int
    environment: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Returns when it answers."""
        self.process = started(up.web_command(self.port), self.environment, self.log)
        wait_until_open(self.port, self.process, self.log)

    def stop(self) -> None:
        if self.process is not None:
            ended(self.process)
        self.process = None


@dataclass(frozen=True)
class Site:
    """A running Gandeng; ``url`` has no slash at its end."""

    url: str
    web: Web | None = None


@contextmanager
def running(
    url: str, log: Path, further: Mapping[str, str] = NOTHING, *, worker: bool = True
) -> Iterator[Site]:
    """A site on the database at ``url``; its processes find ``further`` in their environment.
    Without its worker nothing happens that nobody does."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": SITE_KEY,
        "GANDENG_DEMO": "1",
        # No round that nobody asked for falls into a test.
        "GANDENG_MATCHING_SCHEDULE": "",
        "GANDENG_DB_POOL": str(up.KEPT_CONNECTIONS),
        **further,
    }
    web = Web(free_port(), environment, log)
    beside = started(up.worker_command(), environment, log) if worker else None
    try:
        web.start()
        yield Site(f"http://127.0.0.1:{web.port}", web)
    finally:
        if beside is not None:
            beside.terminate()
        web.stop()
        if beside is not None:
            ended(beside)


def started(
    command: list[str], environment: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    with log.open("a") as written:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)


def ended(process: "subprocess.Popen[bytes]") -> None:
    """A process on a busy machine gets a minute to end by itself."""
    process.terminate()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(port: int, web: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if web.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"The web process did not start:\n{log.read_text()}", pytrace=False)
