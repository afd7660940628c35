"""Sockets are opened by pages of this very site: cookies go to every port of a host, so that a page
of another server there could otherwise follow as whoever looks at it."""

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier

PORTS = {"http": 80, "https": 443}


class OwnOrigin:
    """Lets in whose Origin names the host and port that were asked. The scheme is the proxy's to
    know."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        application = self.application if is_own(dict(scope["headers"])) else WebsocketDenier()
        return await application(scope, receive, send)


def is_own(headers: dict[bytes, bytes]) -> bool:
    try:
        origin = urlsplit(headers.get(b"origin", b"").decode("latin1"))
        asked = urlsplit(f"//{headers.get(b'host', b'').decode('latin1')}")
        usual = PORTS.get(origin.scheme)
        named = origin.hostname, origin.port or usual
        return bool(origin.hostname) and named == (asked.hostname, asked.port or usual)
    except ValueError:
        return False
