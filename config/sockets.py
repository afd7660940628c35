"""Uvicorn's WebSocket protocol, and one thing more: the same bytes to thousands of sockets.

A message to N sockets is otherwise put into a frame N times, which costs more than to send it. As
an ASGI extension an application gets each socket's lane: by it, it may write a whole frame that it
made once. The lane is open while the socket is and its reader keeps up; at any other time, or
where the server knows nothing of lanes, the application sends the message as any other.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from api.frames import EXTENSION, Lane


class Protocol(WebSocketsSansIOProtocol):
    def __init__(self, *options: Any, **named: Any) -> None:
        super().__init__(*options, **named)
        self.lane = Lane()

    async def run_asgi(self) -> None:
        self.scope["extensions"][EXTENSION] = {"lane": self.lane}
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.accept":
            await super().send(message)
            self.open_lane()
            return
        if message["type"] != "websocket.send":
            self.lane.close()
        await super().send(message)

    def open_lane(self) -> None:
        accepted = self.handshake_complete and self.conn.state is State.OPEN
        if accepted and not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.lane.open(self.transport.write)

    def pause_writing(self) -> None:
        self.lane.close()
        super().pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.open_lane()

    # However a socket ends, its lane does before.

    def handle_close(self, event: Frame) -> None:
        self.lane.close()
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        self.lane.close()
        super().handle_parser_exception()

    def keepalive_timeout(self) -> None:
        self.lane.close()
        super().keepalive_timeout()

    def shutdown(self) -> None:
        self.lane.close()
        super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lane.close()
        super().connection_lost(exc)
