"""The site as it is set up in production, in processes of its own."""

import asyncio
import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from aid.demo.people import make_person
from config.lifespan import lifespan
from config.start import KEYS, require_keys, require_keys_for
from tests.database import Copy

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(secrets.token_bytes(32)).decode()
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "GANDENG_VAULT_KEYS": f"1:{KEY}",
    "GANDENG_INDEX_KEY": KEY,
    "GANDENG_HOSTS": "gandeng.example.org",
    "GANDENG_PROXIES": "1",
}
REQUIRED = (*KEYS, "GANDENG_HOSTS")
# What a browser gets over HTTP and over HTTPS, through the proxy.
ASK = """
import json, django
django.setup()
from django.test import Client
browser = Client(headers={"host": "gandeng.example.org"})
plain = browser.get("/give/?a=b")
forwarded = {"x-forwarded-proto": "https"}
answers = {path: browser.get(path, headers=forwarded) for path in (
    "/give/", "/nowhere/", "/static/frontend/icon.svg", "/give")}
sent = browser.post("/language/", {"language": "en"}, headers=forwarded)
form = browser.get("/sign-in/", headers=forwarded)
print(json.dumps({
    "redirect": [plain.status_code, plain.headers.get("Location")],
    "hsts": {path: answer.headers.get("Strict-Transport-Security")
             for path, answer in answers.items()},
    "sockets": answers["/give/"]["Content-Security-Policy"],
    "cookies": {name: dict(cookie) for answer in (sent, form)
                for name, cookie in answer.cookies.items()},
}))
"""


def environment(**changes: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if "GANDENG" not in name}
    return {**inherited, **PRODUCTION, **changes}


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(**changes),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def check(**changes: str) -> subprocess.CompletedProcess[str]:
    return run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **changes)


def said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def test_production_passes_djangos_own_checks() -> None:
    done = check()
    assert done.returncode == 0, said(done)


def test_check_sees_what_is_weak() -> None:
    done = check(GANDENG_HTTPS="0", GANDENG_DEBUG="1", SECRET_KEY="short")
    assert done.returncode != 0
    # No HSTS, no redirect, a short key, cookies over HTTP, debug pages.
    for complaint in ("W004", "W008", "W009", "W012", "W016", "W018"):
        assert f"security.{complaint}" in said(done)


def test_check_sees_what_is_missing() -> None:
    done = check(**dict.fromkeys(REQUIRED, ""))
    assert done.returncode != 0
    for name in REQUIRED:
        assert f"{name} is not set" in said(done)


def test_only_explained_checks_are_silenced() -> None:
    lines = (ROOT / "config/settings.py").read_text().splitlines()
    for silenced in settings.SILENCED_SYSTEM_CHECKS:
        (at,) = (n for n, line in enumerate(lines) if f'"{silenced}"' in line)
        assert "#" in lines[at] or lines[at - 1].strip().startswith("#"), silenced


def test_production_speaks_https_alone_and_guards_its_cookies(copies: Any) -> None:
    done = run("-c", ASK, DJANGO_SETTINGS_MODULE="config.settings")
    assert done.returncode == 0, said(done)
    told = json.loads(done.stdout)
    assert told["redirect"] == [301, "https://gandeng.example.org/give/?a=b"]
    # Two years of 365 days of 86,400 s.
    assert set(told["hsts"].values()) == {"max-age=63072000; includeSubDomains"}
    assert "wss://gandeng.example.org" in told["sockets"]
    assert set(told["cookies"]) == {"__Host-csrftoken", "__Host-django_language"}
    for cookie in told["cookies"].values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")


# Starting


@pytest.mark.parametrize("name", KEYS)
def test_each_key_is_required(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for key, value in PRODUCTION.items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("GANDENG_DEBUG", raising=False)
    require_keys()
    monkeypatch.setenv(name, "")
    with pytest.raises(ImproperlyConfigured, match=f"{name} not set"):
        require_keys()
    with pytest.raises(ImproperlyConfigured):
        require_keys_for(["procrastinate", "worker"])
    require_keys_for(["check", "--deploy"])


@pytest.mark.parametrize(
    "door", [("-c", "import config.asgi"), ("manage.py", "procrastinate", "worker")]
)
def test_nothing_is_served_without_keys(door: tuple[str, ...]) -> None:
    done = run(*door, **dict.fromkeys(KEYS, ""))
    assert done.returncode != 0
    assert f"{' and '.join(KEYS)} not set" in said(done)


def test_check_runs_without_keys() -> None:
    done = run("manage.py", "check", **dict.fromkeys(REQUIRED, ""))
    assert done.returncode == 0, said(done)


def test_short_key_is_refused() -> None:
    short = base64.b64encode(b"short").decode()
    assert "keys have 32 bytes" in said(run("manage.py", "check", GANDENG_VAULT_KEYS=f"1:{short}"))


def started(url: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """What the web process says at its start, on the database at ``url``; it ends at once."""
    answer = "from config import start; import django; django.setup(); start.require_fitness()"
    changes = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url, **changes}
    return run("-c", answer, **changes)


def test_site_starts_on_a_database_without_demo_people(committed_db: Copy) -> None:
    done = started(committed_db.url)
    assert done.returncode == 0, said(done)


def test_site_does_not_start_on_a_database_with_demo_people(
    committed_db: Copy, settings: Any
) -> None:
    settings.DEMO = True
    make_person("warga@contoh.test", "Warga Contoh", "only-for-this-test")
    done = started(committed_db.url)
    assert done.returncode != 0
    assert "holds demo accounts, and this is not demo mode" in said(done)
    assert started(committed_db.url, GANDENG_DEMO="1").returncode == 0
    found = run("manage.py", "check", "--database", "default", DATABASE_URL=committed_db.url)
    assert "people.E001" in said(found)


def test_site_does_not_start_as_the_tables_owner(committed_db: Copy) -> None:
    done = started(committed_db.owner_url)
    assert done.returncode != 0
    assert "owns tables" in said(done)


def test_site_does_not_start_without_hosts(committed_db: Copy) -> None:
    done = started(committed_db.url, GANDENG_HOSTS="")
    assert "GANDENG_HOSTS not set" in said(done)


def test_server_is_told_why_the_site_does_not_start(committed_db: Copy, settings: Any) -> None:
    settings.DEMO = True
    make_person("warga@contoh.test", "Warga Contoh", "only-for-this-test")
    settings.DEMO = False
    settings.MISSING = []
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    asyncio.run(lifespan({}, receive, send))
    (message,) = told
    assert message["type"] == "lifespan.startup.failed"
    assert "demo accounts" in message["message"]
