"""Services: watched together, stopped together."""

import os
import sys
import time

import pytest

from launcher import processes
from launcher.console import Failure
from launcher.processes import Service

ENVIRONMENT = {"PATH": os.environ["PATH"]}
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on'); time.sleep(60)"


def python(name: str, code: str) -> Service:
    return Service(name, [sys.executable, "-u", "-c", code])


def test_service_that_ends_by_itself_is_reported() -> None:
    with processes.stopped_together() as running:
        processes.start(running, python("web", "import time; time.sleep(60)"), ENVIRONMENT)
        processes.start(running, python("worker", "raise SystemExit(3)"), ENVIRONMENT)
        with pytest.raises(Failure, match=r"worker .* \(exit 3\)"):
            processes.watch(running)


def test_service_that_ignores_the_request_to_stop_is_killed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
    with processes.stopped_together() as running:
        processes.start(running, python("web", STUBBORN), ENVIRONMENT)
        while "on" not in capfd.readouterr().out:
            time.sleep(0.05)
    assert running["web"].returncode == -9


def test_output_carries_the_services_name(capfd: pytest.CaptureFixture[str]) -> None:
    with processes.stopped_together() as running:
        processes.start(running, python("web", "print('hello')"), ENVIRONMENT)
        running["web"].wait()
        time.sleep(0.2)
    assert "web    | hello" in capfd.readouterr().out
