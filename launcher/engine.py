"""The matching engine, compiled while other steps go on."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import stamps
from launcher.checkout import LOGS, PYTHON, ROOT
from launcher.console import Failure, step
from launcher.environment import project

SOURCES = ROOT / "matching"


@contextmanager
def compiling() -> Iterator[None]:
    """Compile the engine during the block and wait for it at the end."""
    wanted = stamps.digest([*SOURCES.glob("*.py"), ROOT / "uv.lock"])
    if stamps.matches("engine", wanted):
        yield
        return
    forget_compiled(SOURCES)
    log = LOGS / "engine.log"
    with log.open("w") as output:
        command = [str(PYTHON), "-m", "matching.ahead"]
        process = subprocess.Popen(command, stdout=output, stderr=output, env=project(), cwd=ROOT)
        try:
            yield
            with step("Matching engine, compiled"):
                code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code != 0:
        raise Failure(f"{log.read_text(errors='replace')}\n\nThe engine could not be compiled.")
    stamps.write("engine", wanted)


def forget_compiled(sources: Path) -> None:
    """Remove what numba compiled before: it notices neither that a function which another module's
    calls has changed, nor can it read what names a class that is gone."""
    for compiled in sources.glob("__pycache__/*.nb[ci]"):
        compiled.unlink()
