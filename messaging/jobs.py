"""Jobs of messaging, run by the worker."""

from collections.abc import Sequence
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from messaging.actions import telling
from messaging.actions.subscribing import forget_old


# No lock, which a worker that died would hold: what one takes up no other does.
@app.periodic(cron="* * * * *")
@app.task(name="messaging.take_up", queueing_lock="messaging.take_up")
def take_up(timestamp: int) -> None:
    """Have those told for whom something is new; ``timestamp`` is when it was due, in Unix
    seconds."""
    telling.take_up(datetime.fromtimestamp(timestamp, UTC))


# One at a time and after all else, so that a push service which keeps us waiting keeps nothing
# else waiting.
@app.task(name=telling.TELL, lock=telling.TELL, priority=-5)
def tell(ids: Sequence[int]) -> None:
    """Send notices to the subscriptions with ``ids``."""
    telling.tell(ids)


@app.periodic(cron="50 2 * * *")
@app.task(name="messaging.forget")
def forget(timestamp: int) -> None:
    """Delete what nobody confirmed or needs any more."""
    forget_old(datetime.fromtimestamp(timestamp, UTC))
