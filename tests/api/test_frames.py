"""One frame for all sockets: as a server frames it, and bounded for whoever doesn't read."""

import asyncio
import inspect
import socket
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Opcode
from websockets.protocol import CLIENT, Protocol

from api import consumers
from api.frames import Lane, frame_of, message_of
from config.sockets import Protocol as Serving
from tests.api.serving import Live, do, heard, served
from tests.factories import CITY, verified

PATH = f"/ws/public/{CITY}/"


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_frames_are_read_as_they_were_meant(size: int) -> None:
    reader = Protocol(CLIENT)
    reader.receive_data(frame_of(b"x" * size))
    (frame,) = reader.events_received()
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, size)


async def test_another_server_tells_the_same_by_its_own_frames(committed_db: Any) -> None:
    async with served("websockets-sansio") as live, live.follow(PATH) as follower:
        await heard(follower)
        (held,) = live.hub.topics[f"public:{CITY}"].sockets
        assert held.lane.write is None
        await do(verified, quantity=4)
        assert (await heard(follower))["figures"]["sembako"]["asked"] == 4


async def test_frames_are_written_at_once_to_whoever_reads(live: Live) -> None:
    async with live.follow(PATH) as follower:
        await heard(follower)
        (held,) = live.hub.topics[f"public:{CITY}"].sockets
        assert held.lane.write is not None


async def test_nothing_is_written_to_a_socket_that_ends(live: Live) -> None:
    async with live.follow(PATH) as follower:
        await heard(follower)
        (held,) = live.hub.topics[f"public:{CITY}"].sockets
        held.end(4403)
        await follower.wait_closed()
        assert held.lane.write is None
    assert held.lane.way is None


def test_no_message_overtakes_an_earlier_one() -> None:
    lane, written = Lane(), []
    lane.open(written.append)
    lane.hold()
    # The reader catches up while the earlier message still waits for its turn.
    lane.close()
    lane.open(written.append)
    assert lane.write is None
    lane.release()
    assert lane.write == written.append


def test_a_lane_that_was_closed_meanwhile_stays_closed() -> None:
    lane = Lane()
    lane.open(print)
    lane.hold()
    lane.close()
    lane.release()
    assert lane.write is None


def test_whatever_ends_a_socket_closes_its_lane_before() -> None:
    """All of the server's ways to end one, but for those before there is a lane, the one after
    the consumer is done, and one that ends it by another."""
    known = {
        "handle_connect", "send_500_response", "run_asgi", "send_receive_event_to_app",
    }  # fmt: skip
    ends = {
        name
        for name, method in vars(WebSocketsSansIOProtocol).items()
        if callable(method)
        and any(word in inspect.getsource(method) for word in ("transport.close(", "send_close("))
    }
    assert ends - known <= vars(Serving).keys()


async def test_who_never_reads_costs_little_and_is_dropped(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    deaf.setblocking(False)
    await asyncio.get_running_loop().sock_connect(deaf, ("127.0.0.1", live.port))
    deaf.send(
        f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Origin: http://127.0.0.1\r\n\r\n".encode()
    )
    async with live.follow(PATH) as reading:
        await heard(reading)
        follower = await joined(live, deaf)
        transport = follower.lane.write.__self__
        for number in range(3_000):
            follower.tell(message_of(f"{number:010000d}"))
            if number % 100 == 0:
                await asyncio.sleep(0)
        # 30 MB were to be told: what uvicorn and the kernel take, and one that waits.
        assert transport.get_write_buffer_size() < 200_000
        assert follower.waiting.text.endswith("2999")
        await do(verified, quantity=4)
        assert (await heard(reading, 1.0))["figures"]["sembako"]["asked"] == 4
        monkeypatch.setattr(consumers, "PATIENCE", 0.0)
        follower.tell(message_of("one too many"))
        assert follower not in live.hub.topics[f"public:{CITY}"].sockets
    deaf.close()


async def joined(live: Live, opened: socket.socket) -> Any:
    """The follower at the other end of ``opened``."""
    while True:
        for follower in live.hub.topics[f"public:{CITY}"].sockets:
            if follower.scope["client"][1] == opened.getsockname()[1]:  # type: ignore[attr-defined]
                return follower
        await asyncio.sleep(0.01)
