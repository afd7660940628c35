"""Jobs of aid, run by the worker."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from aid.actions.housekeeping import tidy_up


@app.periodic(cron="*/5 * * * *")
@app.task(name="aid.housekeeping", lock="aid.housekeeping")
def housekeeping(timestamp: int) -> None:
    """Lapse and expire what is overdue; ``timestamp`` is when it was due, in Unix seconds."""
    tidy_up(datetime.fromtimestamp(timestamp, UTC))
