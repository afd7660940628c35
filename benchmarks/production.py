"""The packages of production alone: what a development environment has besides, some frameworks
load because it is there."""

import subprocess
from pathlib import Path

from launcher.checkout import PYTHON, ROOT, VAR
from launcher.environment import inherited
from launcher.python import TOOLS

FOLDER = VAR / "production"


def production_python() -> Path:
    """The interpreter of an environment with the packages of production, made if need be."""
    subprocess.run(
        [TOOLS / "bin" / "uv", "sync", "--frozen", "--no-dev", "--no-progress", "--quiet"],
        env={
            **inherited(),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_PYTHON": str(PYTHON),
            "UV_PROJECT_ENVIRONMENT": str(FOLDER),
        },
        cwd=ROOT,
        check=True,
    )
    return FOLDER / "bin" / "python"
