"""Many web sockets in one process, by epoll: the same for the product and for its floor.

    python -m benchmarks.live.client HOST PORT SOCKETS PATH [COOKIE]

says "open" once all are open and have had their first message, then for every line that it reads
waits until each socket has had one more message, and says when the last came (nanoseconds of the
monotonic clock) and, in base64, what it held.
"""

import base64
import os
import select
import socket
import sys
import time

READ = 65_536
AT_ONCE = 256
# The product counts how many sockets a network opens: clients come from so many addresses.
ADDRESSES = 50
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
TEXT, CLOSE, PING = 0x81, 0x88, 0x89
PATIENCE = 120.0


class Closed(Exception):
    """The server closed a socket."""


class Client:
    """``received`` counts messages, ``last`` is the newest one's payload."""

    def __init__(self, address: tuple[str, int], path: str, cookie: str) -> None:
        self.address, self.path, self.cookie = address, path, cookie
        self.poll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.shaking: dict[int, bytes] = {}
        self.partial: dict[int, bytes] = {}
        self.received = 0
        self.last = b""

    def open(self, count: int) -> None:
        """Open ``count`` more sockets, and read the first message of each."""
        for begun in range(0, count, AT_ONCE):
            for number in range(begun, min(begun + AT_ONCE, count)):
                self.dial(number)
            self.wait_for(len(self.sockets))

    def dial(self, number: int) -> None:
        dialled = socket.socket()
        dialled.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        dialled.bind((f"127.0.1.{1 + number % ADDRESSES}", 0))
        dialled.connect(self.address)
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        lines = (
            f"GET {self.path} HTTP/1.1\r\nHost: {self.address[0]}:{self.address[1]}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nOrigin: http://{self.address[0]}:{self.address[1]}\r\n{cookie}\r\n"
        )
        dialled.sendall(lines.encode())
        dialled.setblocking(False)
        self.sockets[dialled.fileno()] = dialled
        self.shaking[dialled.fileno()] = b""
        self.poll.register(dialled.fileno(), select.EPOLLIN)

    def shake_hands(self, number: int, data: bytes) -> bytes:
        """What comes after the answer to the handshake, which is kept until it is whole."""
        answer = self.shaking.pop(number) + data
        head, ended, rest = answer.partition(b"\r\n\r\n")
        if not ended:
            self.shaking[number] = answer
        elif b" 101 " not in head.splitlines()[0]:
            raise Closed(head.decode(errors="replace"))
        return rest

    def wait_for(self, count: int) -> int:
        """Read until ``count`` messages have come; when the last did."""
        deadline = time.monotonic() + PATIENCE
        while self.received < count:
            if time.monotonic() > deadline:
                raise Closed(f"{self.received} of {count} messages came")
            self.read(timeout=1.0)
        return time.monotonic_ns()

    def read(self, timeout: float) -> None:
        for number, _ in self.poll.poll(timeout, AT_ONCE):
            data = os.read(number, READ)
            if not data:
                raise Closed("a socket was closed")
            self.take(number, data)

    def take(self, number: int, data: bytes) -> None:
        """Count the messages in ``data``, and answer pings."""
        if number in self.shaking:
            data = self.shake_hands(number, data)
        data = self.partial.pop(number, b"") + data
        while data:
            ends = end_of(data)
            if ends is None:
                self.partial[number] = data
                return
            start, end = ends
            if data[0] == TEXT:
                self.received += 1
                self.last = data[start:end]
            elif data[0] == PING:
                self.sockets[number].send(pong(data[start:end]))
            elif data[0] == CLOSE:
                raise Closed(f"code {int.from_bytes(data[start : start + 2], 'big')}")
            data = data[end:]


def end_of(data: bytes) -> tuple[int, int] | None:
    """Where the payload of the first frame begins and ends; None where it isn't whole."""
    start, length = 2, data[1] if len(data) > 1 else 0
    if length == 126:
        start, length = 4, int.from_bytes(data[2:4], "big")
    end = start + length
    return None if len(data) < max(end, start) or len(data) < 2 else (start, end)


def pong(payload: bytes) -> bytes:
    """A masked pong; the mask is zero."""
    return bytes((0x8A, 0x80 | len(payload), 0, 0, 0, 0)) + payload


def main(host: str, port: str, count: str, path: str, cookie: str = "") -> None:
    client = Client((host, int(port)), path, cookie)
    client.open(int(count))
    print("open", flush=True)
    while wanted(client):
        client.received = 0
        at = client.wait_for(int(count))
        print(at, base64.b64encode(client.last).decode(), flush=True)


def wanted(client: Client) -> bool:
    """Wait for a line; meanwhile answer pings. False at the end."""
    client.poll.register(0, select.EPOLLIN)
    try:
        while True:
            for number, _ in client.poll.poll(1.0, AT_ONCE):
                if number == 0:
                    return bool(sys.stdin.readline())
                client.take(number, os.read(number, READ))
    finally:
        client.poll.unregister(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
