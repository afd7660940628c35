"""The commands of `./gandeng`, by name."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from launcher import (
    checkout,
    cluster,
    database,
    environment,
    lint,
    locks,
    manage,
    packages,
    processes,
    python,
    stamps,
    tests,
    up,
)
from launcher.checkout import PYTHON, ROOT
from launcher.cluster import ALL, BENCHMARKS, MAIN
from launcher.console import Failure, confirm, say

STOP_SECONDS = 60


@dataclass(frozen=True)
class Command:
    run: Callable[[Sequence[str]], int]
    summary: str


def down(arguments: Sequence[str]) -> int:
    _no_arguments("down", arguments)
    checkout.prepare()
    _stop_up()
    for private in ALL:
        with locks.exclusive(private.name):
            if private is MAIN or cluster.is_users_alone(private):
                cluster.stop(private)
    say("Nothing of Gandeng runs here any more.")
    return 0


def reset(arguments: Sequence[str]) -> int:
    if arguments not in ([], ["--yes"]):
        raise Failure("Usage: ./gandeng reset [--yes]")
    question = f"Delete the databases in {checkout.VAR}, with everything in them?"
    if not arguments and not confirm(question):
        say("Nothing was deleted.")
        return 1
    down([])
    for private in ALL:
        with locks.exclusive(private.name):
            if cluster.running(private):
                raise Failure(f"var/{private.name} is in use. Let that finish, then try again.")
            cluster.delete(private)
            stamps.forget(private.name)
    shutil.rmtree(environment.HISTORY / "here", ignore_errors=True)
    say("Deleted. ./gandeng up starts afresh.")
    return 0


def shell(arguments: Sequence[str]) -> int:
    return on_the_site(["shell", *arguments])


def on_the_site(arguments: Sequence[str]) -> int:
    """manage.py with ``arguments``, on the demo's database unless they say --no-demo."""
    checkout.prepare()
    demo = "--no-demo" not in arguments
    rest = [argument for argument in arguments if argument != "--no-demo"]
    with locks.exclusive("set-up"):
        packages.install(packages.needs(database=not database.elsewhere(), browser=False))
        python.sync(development=False)
    with database.for_site(demo=demo) as site_database:
        site = environment.site(site_database.url, site_database.owner_url, demo=demo)
        manage.lay_tables(site_database, site)
        if rest and rest[0] in manage.OWNERS_COMMANDS:
            site["GANDENG_AS_OWNER"] = "1"
        signal.signal(signal.SIGINT, lambda *_: None)
        return processes.foreground([PYTHON, manage.MANAGE, *rest], site)


def bench(arguments: Sequence[str]) -> int:
    if not (ROOT / "benchmarks").is_dir():
        say("There are no benchmarks yet.")
        return 0
    checkout.prepare()
    up.set_up(tests=True)
    if {"-h", "--help"} & set(arguments):
        return processes.foreground([PYTHON, "-m", "benchmarks", *arguments], environment.project())
    with database.for_tests(BENCHMARKS) as server:
        site = environment.site(server.url, server.owner_url, demo=False)
        return processes.foreground([PYTHON, "-m", "benchmarks", *arguments], site)


def pictures(arguments: Sequence[str]) -> int:
    """Walk over all pages and take the pictures of docs/pictures/ on the way; fails on what is
    cut, overlapping or untranslated."""
    _no_arguments("pictures", arguments)
    os.environ["GANDENG_WRITE_PICTURES"] = str(ROOT / "docs" / "pictures")
    return tests.test(["tests/pages/test_pages.py", "--numprocesses=0", "--quiet"])


def usage(_arguments: Sequence[str]) -> int:
    say("Usage: ./gandeng COMMAND\n")
    for name, command in COMMANDS.items():
        say(f"  {name:<8} {command.summary}")
    say("\nDATABASE_URL (and DATABASE_OWNER_URL) in the environment: that server is used instead.")
    return 0


def _no_arguments(command: str, arguments: Sequence[str]) -> None:
    if arguments:
        raise Failure(f"./gandeng {command} takes no arguments.")


def _stop_up() -> None:
    pid = locks.holder(up.LOCK)
    if pid is None or pid == os.getpid():
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while locks.holder(up.LOCK) == pid:
        if time.monotonic() > deadline:
            raise Failure(f"./gandeng up (process {pid}) has not stopped in {STOP_SECONDS} s.")
        time.sleep(0.1)


COMMANDS = {
    "up": Command(up.up, "install what is missing, serve the site until Ctrl-C (up --help)"),
    "test": Command(tests.test, "check and test everything; with arguments, pytest with these"),
    "down": Command(down, "stop what still runs"),
    "reset": Command(reset, "down, then delete the databases (asks; --yes does not)"),
    "shell": Command(shell, "a Python shell on the site's data"),
    "manage": Command(on_the_site, "manage.py on the site's data: import_regions, print_rules, …"),
    "lint": Command(lint.lint, "style, types, import layers, migrations"),
    "bench": Command(bench, "measure (bench --help)"),
    "pictures": Command(pictures, "pictures of all main pages, into docs/pictures/"),
    "help": Command(usage, "this text"),
}
