"""The product as it is served, and what its processes and those of its database use."""

import http.client
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from launcher import environment, up
from launcher.checkout import PYTHON

HOST = "127.0.0.1"
READY_SECONDS = 180.0
KEPT_SECONDS = 3.0
# Clock ticks a second, in which the system counts processor time.
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Web:
    """One process of the site."""

    port: int
    process: int


# For processes of the site that are to count each request as of another network.
NETWORKS = {"GANDENG_PROXIES": "1"}


def somewhere(rng: random.Random) -> dict[str, str]:
    """The header that tells of a network."""
    return {"X-Forwarded-For": f"10.{rng.randrange(256)}.{rng.randrange(256)}.1"}


NOTHING: Mapping[str, str] = {}


@contextmanager
def served(
    url: str, owner_url: str, variables: Mapping[str, str] = NOTHING, *, python: Path = PYTHON
) -> Iterator[Web]:
    """One process of the site on the database at ``url``, started by ``python`` as the launcher
    does."""
    port = free_port()
    settings = environment.site(url, owner_url, demo=False)
    settings |= {"GANDENG_DB_POOL": str(up.KEPT_CONNECTIONS), **variables}
    _, *arguments = up.web_command(port)
    process = subprocess.Popen([str(python), *arguments], env=settings)
    try:
        wait_for(port, process)
        yield Web(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing answered on port {port}.")


@dataclass
class Client:
    """A kept connection to one process of the site, as one person."""

    port: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        self.used = time.monotonic()

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """The body of the answer. Raises RuntimeError unless it is one of success."""
        # A server ends connections that nobody uses for a while.
        if time.monotonic() - self.used > KEPT_SECONDS:
            self.connection.close()
        self.used = time.monotonic()
        method = "GET" if body is None else "POST"
        kind = {} if body is None else {"Content-Type": "application/json"}
        self.connection.request(method, path, body, {**self.headers, **kind, **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {content[:500]!r}")
        return content


def processor_ms(processes: Sequence[int]) -> float:
    """What ``processes`` have used so far, in milliseconds."""
    total = 0
    for process in processes:
        # After the name, which may hold spaces.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / TICKS


def backends(owner_url: str, name: str) -> list[int]:
    """The database's processes that serve connections of the application."""
    with psycopg.connect(owner_url) as owner:
        asked = "select pid from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
        return [pid for (pid,) in owner.execute(asked, [name])]
