"""The environment of the programs that the launcher starts."""

import os
import secrets
import tempfile
from pathlib import Path

from launcher.checkout import PYTHON, VAR, VENV

SECRET = VAR / "secret"
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "UV_PYTHON")


def inherited() -> dict[str, str]:
    """The caller's environment, certificates and proxies included, without other Pythons."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


def project() -> dict[str, str]:
    """For programs of the project: .venv first, UTF-8, output as it comes."""
    return {
        **inherited(),
        "PATH": os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)]),
        "VIRTUAL_ENV": str(VENV),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def site(url: str, owner_url: str, *, demo: bool) -> dict[str, str]:
    """For the site's own processes, which connect as the application role."""
    return {
        **project(),
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": owner_url,
        "GANDENG_DEMO": "1" if demo else "0",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(),
    }


def secret_key() -> str:
    """This checkout's secret key, made once and readable by its owner only."""
    if not SECRET.exists():
        # Written beside and moved, so that no crash leaves half a key for ever.
        descriptor, name = tempfile.mkstemp(dir=SECRET.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        Path(name).replace(SECRET)
    return SECRET.read_text()
