"""The environment of the programs that the launcher starts."""

import base64
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from launcher.checkout import PYTHON, VAR, VENV

SECRET = VAR / "secret"
VAULT_KEYS = VAR / "vault-keys"
INDEX_KEY = VAR / "index-key"
PUSH_KEY = VAR / "push-key"
HISTORY = VAR / "history"
LOCAL_HOSTS = "127.0.0.1,localhost,[::1]"
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
        # One heap for all threads, which take turns anyway.
        "MALLOC_ARENA_MAX": "1",
        "GANDENG_HISTORY_FILE": os.environ.get("GANDENG_HISTORY_FILE") or str(history_file(url)),
        "GANDENG_HOSTS": os.environ.get("GANDENG_HOSTS") or LOCAL_HOSTS,
        **keys(),
    }


def history_file(url: str) -> Path:
    """Where the heads of a database's history are published."""
    server = "elsewhere" if os.environ.get("DATABASE_URL") else "here"
    return HISTORY / server / urlsplit(url).path.strip("/")


def keys() -> dict[str, str]:
    """This checkout's keys, unless the caller's environment names others."""
    files = {
        "SECRET_KEY": (SECRET, secrets.token_urlsafe(50)),
        "GANDENG_VAULT_KEYS": (VAULT_KEYS, f"1:{random_key()}"),
        "GANDENG_INDEX_KEY": (INDEX_KEY, random_key()),
        "GANDENG_PUSH_KEY": (PUSH_KEY, random_key()),
    }
    return {name: os.environ.get(name) or secret(*kept) for name, kept in files.items()}


def random_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def secret(path: Path, value: str) -> str:
    """What ``path`` holds; made once, from ``value``, and readable by its owner only."""
    if not path.exists():
        # Written beside and moved, so that no crash leaves half a key for ever.
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(value)
        Path(name).replace(path)
    return path.read_text()
