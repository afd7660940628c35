"""Django's commands, each run when something that it depends on has changed."""

from collections.abc import Mapping
from pathlib import Path

from launcher import stamps
from launcher.checkout import LOGS, PYTHON, ROOT
from launcher.console import run, say, step
from launcher.database import Database

MANAGE = ROOT / "manage.py"
ROUND = "run_matching"
LOGINS = "demo_logins"
# What the database's owner alone may do.
OWNERS_COMMANDS = frozenset({"migrate", "rotate_keys"})


def prepare(database: Database, environment: Mapping[str, str], *, demo: bool) -> None:
    """Lay the tables; in demo mode load the demo data and run the first round."""
    lay_tables(database, environment)
    if not demo:
        return
    _once(database, "Demo people and data", ["load_demo"], environment, "once")
    _once(database, "First round", [ROUND, "--print"], environment, "once")
    logins = stamps.digest(ROOT.glob("*/demo/*.py"))
    _once(database, "Demo log-ins", [LOGINS], environment, logins)
    show(ROUND)


def lay_tables(database: Database, environment: Mapping[str, str]) -> None:
    """Migrate and load regions."""
    tables = stamps.digest([*ROOT.glob("*/migrations/*.py"), ROOT / "uv.lock"])
    owner = {**environment, "GANDENG_AS_OWNER": "1"}
    _once(database, "Tables", ["migrate", "--no-input"], owner, tables)
    regions = stamps.digest(ROOT.glob("geo/data/**/*"), tables)
    _once(database, "Regions of Jakarta", ["load_regions"], environment, regions)


def show(command: str) -> None:
    """Print what a command said when it last ran."""
    if known(command):
        say(f"\n{_log(command).read_text().strip()}\n")


def known(command: str) -> bool:
    """Whether manage.py has the command (migrate is Django's own)."""
    return command == "migrate" or any(ROOT.glob(f"*/management/commands/{command}.py"))


def _once(
    database: Database,
    title: str,
    arguments: list[str],
    environment: Mapping[str, str],
    wanted: str,
) -> None:
    command = arguments[0]
    stamp = f"{database.stamps}/{command}"
    if not known(command) or (database.stamps and stamps.matches(stamp, wanted)):
        return
    with step(title):
        run([PYTHON, MANAGE, *arguments], log=_log(command), env=environment, cwd=ROOT)
    if database.stamps:
        stamps.write(stamp, wanted)


def _log(command: str) -> Path:
    return LOGS / f"{command}.log"
