"""`test`: the checks, then the tests on a cluster of their own."""

import base64
import os
from collections.abc import Sequence

from launcher import checkout, database, javascript, lint, processes
from launcher.checkout import PYTHON
from launcher.console import complain
from launcher.up import set_up

SERIAL = ("-n", "--numprocesses", "--pdb", "--trace", "no:xdist")
NOTHING_COLLECTED = 5
# Known to everybody: the tests' processes must agree on it.
KEY = base64.b64encode(b"only-for-tests".ljust(32)).decode()


def test(arguments: Sequence[str]) -> int:
    """Run everything; with arguments, pytest alone with these arguments."""
    checkout.prepare()
    set_up(tests=True)
    clean = True if arguments else lint.passes()
    with database.for_tests() as server:
        environment = {
            **javascript.environment(),
            "DATABASE_URL": server.url,
            "DATABASE_OWNER_URL": server.owner_url,
            "SECRET_KEY": os.environ.get("SECRET_KEY", "only-for-tests"),
            "GANDENG_VAULT_KEYS": f"1:{KEY}",
            "GANDENG_INDEX_KEY": KEY,
            "GANDENG_PUSH_KEY": KEY,
        }
        environment.pop("GANDENG_DEMO", None)
        code = processes.foreground(_pytest(arguments), environment)
    if not clean:
        complain("The checks before the tests failed.")
    return code or (0 if clean else 1)


def _pytest(arguments: Sequence[str]) -> list[str]:
    chosen = any(argument.startswith(SERIAL) for argument in arguments)
    parallel = [] if chosen else ["-n", "auto", "--dist", "loadgroup"]
    return [str(PYTHON), "-m", "pytest", *parallel, *arguments]
