"""The least that a server of web sockets in Python does: uvloop, and the same bytes to everybody.

    python -m benchmarks.live.floor PORT

answers every handshake alike, and writes each line that it reads (base64 of a frame) to all.
"""

import asyncio
import base64
import hashlib
import sys
from typing import cast

import uvloop

from benchmarks.live.client import KEY

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
ACCEPT = base64.b64encode(hashlib.sha1(KEY.encode() + MAGIC).digest()).decode()
ANSWER = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n"
).encode()
FIRST = b"\x81\x05hello"

everybody: set[asyncio.Transport] = set()


class Reader(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.shaken = False

    def data_received(self, data: bytes) -> None:
        if not self.shaken and data.endswith(b"\r\n\r\n"):
            self.shaken = True
            self.transport.write(ANSWER + FIRST)
            everybody.add(self.transport)

    def connection_lost(self, _: Exception | None) -> None:
        everybody.discard(self.transport)


def tell(line: str) -> None:
    frame = base64.b64decode(line)
    for transport in everybody:
        transport.write(frame)


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Reader, "127.0.0.1", port, backlog=2048)
    loop.add_reader(0, lambda: tell(sys.stdin.readline()))
    print("open", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
