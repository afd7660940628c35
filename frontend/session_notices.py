"""The notices that were switched on in a session: whoever closes it on a shared phone wants them
to end there."""

from typing import Any

from messaging.actions.subscribing import forget_all

KEPT = "notices"
MOST = 20


def remember(session: Any, subscription_id: int) -> None:
    known = [pk for pk in session.get(KEPT, ()) if pk != subscription_id]
    session[KEPT] = [*known, subscription_id][-MOST:]


def end(session: Any) -> None:
    """No notices any more to the browser of ``session``, as far as they were switched on in it."""
    kept = session.get(KEPT)
    if kept:
        forget_all(list(kept))
