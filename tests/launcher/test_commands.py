"""The command line: refusals that come before anything is started."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import up
from launcher.checkout import ROOT
from launcher.commands import COMMANDS
from launcher.console import Failure


def gandeng(*arguments: str, program: Path = ROOT / "gandeng") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], cwd="/", text=True, capture_output=True, timeout=60, check=False
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_unknown_command_is_refused() -> None:
    done = gandeng("dance")
    assert (done.returncode, "Unknown command: dance" in done.stderr) == (2, True)


def test_help_names_every_command_through_a_link_from_elsewhere(tmp_path: Path) -> None:
    link = tmp_path / "a link"
    link.symlink_to(ROOT / "gandeng")
    done = gandeng("help", program=link)
    assert done.returncode == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in done.stdout] == []


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_impossible_port_is_refused(port: str) -> None:
    assert gandeng("up", f"--port={port}").returncode == 2


def test_taken_port_is_refused_with_a_way_out(taken_port: int) -> None:
    with pytest.raises(Failure, match=rf"Port {taken_port} .* --port"):
        up.check_port(taken_port)
