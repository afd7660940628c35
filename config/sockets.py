"""Uvicorn's WebSocket protocol, and one thing more: the same bytes to thousands of sockets.

A message to N sockets is otherwise put into a frame N times, which costs more than to send it. As
an ASGI extension an application may write a whole frame that it made once; where it can't be
written at once, or the server knows nothing of it, it sends the message as any other.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

EXTENSION = "gandeng.frames"


class Protocol(WebSocketsSansIOProtocol):
    async def run_asgi(self) -> None:
        self.scope["extensions"][EXTENSION] = {"write": self.write_frame}
        await super().run_asgi()

    def write_frame(self, frame: bytes) -> bool:
        """Write a whole frame now; False, and nothing written, where the reader is behind or the
        socket isn't open."""
        if self.conn.state is not State.OPEN or self.close_sent or self.disconnected:
            return False
        if not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True
