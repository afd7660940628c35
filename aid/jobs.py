"""Jobs of aid, run by the worker."""

from datetime import UTC, datetime
from random import Random

from django.conf import settings
from procrastinate.contrib.django import app

from aid.actions.housekeeping import tidy_up
from aid.demo import pulse


@app.periodic(cron="*/5 * * * *")
@app.task(name="aid.housekeeping", lock="aid.housekeeping")
def housekeeping(timestamp: int) -> None:
    """Lapse and expire what is overdue; ``timestamp`` is when it was due, in Unix seconds."""
    tidy_up(datetime.fromtimestamp(timestamp, UTC))


# Six fields: the last one counts seconds.
@app.periodic(cron="* * * * * */6")
@app.task(name="aid.demo_pulse", lock="aid.demo_pulse")
def demo_pulse(timestamp: int) -> None:
    """In demo mode, let demo people take one step."""
    if settings.DEMO:
        pulse.beat(Random(timestamp))
