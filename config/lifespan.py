"""The site's own start, as servers announce it: what is not fit for serving does not start."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from config.start import require_fitness

Message = dict[str, Any]


async def lifespan(
    _scope: Any,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """ASGI's lifespan protocol."""
    await receive()
    try:
        await sync_to_async(require_fitness)()
    except (ImproperlyConfigured, DatabaseError) as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
