"""The client of the live benchmark counts messages, however they arrive, and answers pings."""

import socket

import pytest

from api.frames import frame_of
from benchmarks.live.client import Client, Closed

PING = b"\x89\x04abcd"


@pytest.fixture
def client() -> Client:
    return Client(("127.0.0.1", 0), "/", "")


@pytest.mark.parametrize("size", [5, 126, 300])
def test_messages_are_counted_whole_or_in_pieces(client: Client, size: int) -> None:
    frame = frame_of(b"x" * size)
    client.take(7, frame + frame)
    for byte in frame:
        client.take(7, bytes([byte]))
    assert client.received == 3
    assert client.last == b"x" * size


def test_pings_are_answered_and_are_no_messages(client: Client) -> None:
    here, there = socket.socketpair()
    with here, there:
        client.sockets[7] = here
        client.take(7, PING + frame_of(b"hello"))
        assert there.recv(100) == b"\x8a\x84\0\0\0\0abcd"
    assert client.received == 1


def test_closed_socket_is_no_result(client: Client) -> None:
    with pytest.raises(Closed, match="4429"):
        client.take(7, b"\x88\x02" + (4429).to_bytes(2, "big"))


def test_answer_to_the_handshake_may_come_in_pieces(client: Client) -> None:
    client.shaking[7] = b""
    client.take(7, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso")
    client.take(7, b"cket\r\n\r\n" + frame_of(b"first"))
    assert client.received == 1 and not client.shaking
    client.shaking[8] = b""
    with pytest.raises(Closed, match="403"):
        client.take(8, b"HTTP/1.1 403 Forbidden\r\n\r\n")
