"""`lint`: style, types, layers, and migrations that match the models."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from launcher import checkout, javascript, locks, python
from launcher.checkout import NODE_MODULES, PYTHON, ROOT
from launcher.console import Failure, complain, step

BIN = PYTHON.parent
PACKAGES = (
    *("aid", "api", "config", "frontend", "geo", "launcher", "matching", "messaging", "people"),
    "manage.py",
)


def lint(_arguments: Sequence[str]) -> int:
    checkout.prepare()
    with locks.exclusive("set-up"):
        python.sync(development=True)
        javascript.build()
    return 0 if passes() else 1


def passes() -> bool:
    """Run every check, show what the failing ones say."""
    results = [_passes(title, argv) for title, argv in _checks()]
    return all(results)


def _checks() -> Iterator[tuple[str, list[str | Path]]]:
    yield "ruff check", [BIN / "ruff", "check", "--quiet", "."]
    yield "ruff format", [BIN / "ruff", "format", "--check", "--quiet", "."]
    yield "mypy", [BIN / "mypy"]
    yield "bandit", [BIN / "bandit", "-c", "pyproject.toml", "--quiet", "-r", *PACKAGES]
    yield "import layers", [BIN / "lint-imports"]
    yield "migrations", [PYTHON, ROOT / "manage.py", "makemigrations", "--check", "--dry-run"]
    if (NODE_MODULES / ".bin" / "tsc").exists():
        yield "tsc", [NODE_MODULES / ".bin" / "tsc", "--noEmit"]


def _passes(title: str, argv: Sequence[str | Path]) -> bool:
    try:
        with step(title):
            _check(argv)
    except Failure as failure:
        complain(str(failure))
        return False
    return True


def _check(argv: Sequence[str | Path]) -> None:
    done = subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=javascript.environment(),
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise Failure(done.stdout.strip())
