"""Where things are: this checkout's folders, and the checks that they can be used."""

import os
import pwd
from pathlib import Path

from launcher.console import Failure

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
LOCKS = VAR / "locks"
# The bundle, and what Django collects: both are expected to exist.
STATIC = (VAR / "static", VAR / "collected")
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"


def prepare() -> None:
    """Make var/ and its folders.

    Raises Failure when this user may not write to the checkout, or when var/ belongs to
    somebody else: PostgreSQL refuses another user's files, so one user runs a checkout.
    """
    if VAR.exists() and VAR.stat().st_uid != os.geteuid():
        owner = _user_name(VAR.stat().st_uid)
        raise Failure(f"{VAR} belongs to {owner}. Run ./gandeng as {owner}, or delete that folder.")
    try:
        for folder in (VAR, LOGS, LOCKS, *STATIC):
            folder.mkdir(exist_ok=True)
        # Whoever may open a lock may hold it, and logs hold the demo log-ins.
        for folder in (LOGS, LOCKS):
            folder.chmod(0o700)
    except PermissionError as error:
        raise Failure(f"You may not write to {ROOT}. Clone it into a folder of yours.") from error


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
