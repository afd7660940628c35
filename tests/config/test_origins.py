"""Sockets are opened by pages of the host and port that they are asked of."""

import pytest

from config.origins import is_own


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://gandeng.example", "gandeng.example"),
        ("https://gandeng.example", "gandeng.example:443"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("https://Gandeng.example", "gandeng.example"),
    ],
)
def test_own_pages_are_let_in(origin: str, host: str) -> None:
    assert is_own({b"origin": origin.encode(), b"host": host.encode()})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:9000", "127.0.0.1:8000"),
        ("https://gandeng.example:8443", "gandeng.example"),
        ("https://elsewhere.example", "gandeng.example"),
        ("null", "gandeng.example"),
        ("", "gandeng.example"),
        ("http://[", "gandeng.example"),
        ("http://gandeng.example:x", "gandeng.example"),
    ],
)
def test_others_are_not(origin: str, host: str) -> None:
    assert not is_own({b"origin": origin.encode(), b"host": host.encode()})


def test_who_tells_neither_is_not_let_in() -> None:
    assert not is_own({})
