"""The server that sends e-mails, as the environment names it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import Server, server

LOCAL = ["localhost", "127.0.0.1"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", Server("", 0, "", "", ssl=False, tls=False)),
        (
            "smtps://kabar%40contoh.id:p%2Fw@mail.contoh.id",
            Server("mail.contoh.id", 465, "kabar@contoh.id", "p/w", ssl=True, tls=False),
        ),
        ("smtp://mail.contoh.id", Server("mail.contoh.id", 587, "", "", ssl=False, tls=True)),
        ("smtp://localhost:25", Server("localhost", 25, "", "", ssl=False, tls=False)),
    ],
)
def test_server_is_read(url: str, found: Server) -> None:
    assert server(url, LOCAL) == found


@pytest.mark.parametrize("url", ["mail.contoh.id", "http://mail.contoh.id", "smtp://", "//host"])
def test_anything_else_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="GANDENG_SMTP_URL"):
        server(url, LOCAL)
