"""`up`: from a bare machine to a served site, in the foreground until it is stopped."""

import argparse
import os
import socket
import time
from collections.abc import Mapping, Sequence

from launcher import (
    checkout,
    database,
    engine,
    environment,
    javascript,
    locks,
    manage,
    packages,
    processes,
    python,
    translations,
)
from launcher.checkout import PYTHON
from launcher.console import Failure, say, step
from launcher.processes import Running, Service

HOST = "127.0.0.1"
# A new database connection costs more than most requests.
KEPT_CONNECTIONS = 8
DEFAULT_PORT = 8000
LOCK = "up"
READY_SECONDS = 90


def up(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    started = time.monotonic()
    checkout.prepare()
    with locks.open_lock(LOCK) as lock:
        if not locks.take(lock):
            raise Failure(f"./gandeng up already runs here (process {locks.holder(LOCK)}).")
        locks.sign(lock, os.getpid())
        check_port(options.port)
        set_up()
        with database.for_site(demo=options.demo) as site_database:
            site = environment.site(site_database.url, site_database.owner_url, demo=options.demo)
            manage.prepare(site_database, site, demo=options.demo)
            _serve(site, options.port, demo=options.demo, started=started)
    return 0


def set_up(*, tests: bool = False) -> None:
    """Install what is missing: system packages, Python and JavaScript packages; build the rest."""
    with locks.exclusive("set-up"):
        packages.install(packages.needs(database=not database.elsewhere(), browser=tests))
        python.sync(development=tests)
        with engine.compiling():
            javascript.build()
            translations.compile_all()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./gandeng up", description="Serve Gandeng here.")
    parser.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("GANDENG_PORT") or str(DEFAULT_PORT),
        help=f"port on {HOST} (default: GANDENG_PORT, else {DEFAULT_PORT})",
    )
    parser.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        help="no demo people, no demo data: a database of its own",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r} (1 to 65535)")
    return int(text)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failure(
                f"Port {port} on {HOST} cannot be used: {error.strerror}. "
                "Choose another one: ./gandeng up --port 8001"
            ) from error


def _serve(site: Mapping[str, str], port: int, *, demo: bool, started: float) -> None:
    with processes.stopped_together() as running:
        with step("Site"):
            web = {**site, "GANDENG_DB_POOL": str(KEPT_CONNECTIONS)}
            processes.start(running, Service("web", web_command(port)), web)
            _wait_until_answered(running, port)
        elapsed = time.monotonic() - started
        processes.start(running, Service("worker", worker_command()), site)
        if demo:
            manage.show(manage.LOGINS)
        say(f"Gandeng serves http://{HOST}:{port} (after {elapsed:.1f} s). Ctrl-C stops it.\n")
        try:
            processes.watch(running)
        except KeyboardInterrupt:
            say("\nStopping …")


def web_command(port: int) -> list[str]:
    """Uvicorn without permessage-deflate, which more than doubles a socket's memory; what comes
    in by a socket is ignored, so that nothing long is taken in."""
    options = {
        "--ws": "config.sockets:Protocol",
        "--ws-per-message-deflate": "false",
        "--ws-max-size": "4096",
        "--timeout-graceful-shutdown": "3",
        "--log-level": "warning",
        "--host": HOST,
        "--port": str(port),
    }
    words = [word for option in options.items() for word in option]
    # Who is believed about where a request came from is people.network's to say.
    flags = ["--no-server-header", "--no-proxy-headers"]
    return [str(PYTHON), "-m", "uvicorn", "config.asgi:application", *flags, *words]


def worker_command() -> list[str]:
    return [
        *(str(PYTHON), str(manage.MANAGE), "procrastinate", "worker"),
        *("--shutdown-graceful-timeout", "5"),
        # Meals and deadlines do not wait for rounds, which compute in processes of their own.
        *("--concurrency", "6"),
    ]


def _wait_until_answered(running: Running, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        processes.check(running)
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise Failure(f"Nothing answered on port {port} within {READY_SECONDS} seconds.")
