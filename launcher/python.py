"""The Python packages of uv.lock, in .venv."""

import subprocess
import sys
import venv

from launcher import stamps
from launcher.checkout import LOGS, PYTHON, ROOT, VAR
from launcher.console import run, step
from launcher.environment import inherited

UV = "0.13.9"
TOOLS = VAR / "tools"
OLDEST = (3, 11)


def sync(*, development: bool) -> None:
    """Make .venv hold what uv.lock says; with `development`, the tests' and linters' packages."""
    wanted = stamps.digest([ROOT / "uv.lock", ROOT / "pyproject.toml"], UV, _interpreter())
    if PYTHON.exists():
        if stamps.matches("python-development", wanted):
            return
        if not development and stamps.matches("python", wanted):
            return
    _install_uv()
    groups = [] if development else ["--no-dev", "--inexact"]
    name = "python-development" if development else "python"
    environment = {
        **inherited(),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(PYTHON.parent.parent),
    }
    if not _usable_venv():
        environment["UV_PYTHON"] = sys.executable
    with step("Python packages of uv.lock"):
        uv = [str(TOOLS / "bin" / "uv"), "sync", "--frozen", "--no-progress", *groups]
        run(uv, log=LOGS / "uv.log", env=environment, cwd=ROOT)
    stamps.write(name, wanted)


def _install_uv() -> None:
    if stamps.matches("uv", f"{UV} {_interpreter()}") and (TOOLS / "bin" / "uv").exists():
        return
    with step(f"uv {UV}"):
        venv.create(TOOLS, with_pip=True, clear=True)
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={UV}"]
        run(pip, log=LOGS / "pip.log")
    stamps.write("uv", f"{UV} {_interpreter()}")


def _usable_venv() -> bool:
    """Whether .venv has a working Python, new enough; then it is kept."""
    if not PYTHON.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([PYTHON, "-c", check], check=False, capture_output=True).returncode == 0


def _interpreter() -> str:
    return f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"
