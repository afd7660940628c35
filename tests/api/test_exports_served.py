"""A file that is taken away from the product as it is served, by somebody who goes away."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.export.requests_measured import seed, signed_in
from benchmarks.site import HOST, Client, served
from tests.database import Copy

PATH = "/api/v1/requests/export.csv"
# More than the system takes in on behalf of somebody who doesn't read.
ROWS = 50_000
PATIENCE_SECONDS = 60
# A second apart; each counts as an export of thirty in an hour.
TRIES = 20


@contextmanager
def taking_slowly(port: int, cookie: str) -> Iterator[socket.socket]:
    """Somebody who read the beginning of the file, and reads no more."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(PATIENCE_SECONDS)
        line.connect((HOST, port))
        lines = (f"GET {PATH} HTTP/1.1", f"Host: {HOST}", f"Cookie: {cookie}",
                 "Accept-Encoding: identity", "", "")  # fmt: skip
        line.sendall("\r\n".join(lines).encode())
        assert line.recv(12) == b"HTTP/1.1 200"
        yield line


def refused(client: Client) -> bool:
    """Whether the place is held; takes the file away where it isn't."""
    try:
        client.ask(PATH)
    except RuntimeError as error:
        told = str(error)
    else:
        return False
    assert "exports_wait" in told
    return True


def test_who_goes_away_in_the_middle_gives_place_and_connection_back(committed_db: Copy) -> None:
    """The process has one connection to the database: whoever keeps it keeps everybody out."""
    seed(committed_db.owner_url, ROWS)
    cookie = signed_in()
    variables = {"GANDENG_DB_POOL": "1"}
    with served(committed_db.url, committed_db.owner_url, variables) as web:
        client = Client(web.port, {"Cookie": cookie, "Accept-Encoding": "identity"})
        with taking_slowly(web.port, cookie):
            assert all(refused(client) for _ in range(3))
            client.ask("/api/v1/me/")
        assert any(not refused(client) or time.sleep(1) for _ in range(TRIES)), "still held"
