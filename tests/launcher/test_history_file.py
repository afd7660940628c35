"""Where the heads of a history are published."""

import pytest

from launcher import environment

URL = "postgresql://gandeng_app@/gandeng_demo?host=/tmp/x"


def test_each_database_has_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    here = environment.history_file(URL)
    assert here == environment.HISTORY / "here" / "gandeng_demo"
    assert environment.history_file(URL.replace("_demo", "")) != here
    monkeypatch.setenv("DATABASE_URL", URL)
    assert environment.history_file(URL) == environment.HISTORY / "elsewhere" / "gandeng_demo"


def test_environment_may_name_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    named = dict.fromkeys(("SECRET_KEY", "GANDENG_VAULT_KEYS", "GANDENG_INDEX_KEY"), "x")
    for name, value in {**named, "GANDENG_HISTORY_FILE": "/elsewhere/heads"}.items():
        monkeypatch.setenv(name, value)
    assert environment.site(URL, URL, demo=False)["GANDENG_HISTORY_FILE"] == "/elsewhere/heads"
