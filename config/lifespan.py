"""The site's own start, as servers announce it: what is not fit for serving does not start."""

import gc
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from config.start import require_fitness

Message = dict[str, Any]
# Objects between two looks: about as many as a long list makes.
ALLOCATIONS = 5_000


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
    leave_code_alone()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def leave_code_alone() -> None:
    """From here on the garbage collector looks at what requests leave behind, and not, each time
    again, at the code and settings that were there before them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
