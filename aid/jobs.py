"""Jobs of aid, run by the worker."""

from datetime import UTC, datetime
from random import Random

from django.conf import settings
from procrastinate import JobContext
from procrastinate.builtin_tasks import remove_old_jobs
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from aid.actions.ended_notices import forget_ended
from aid.actions.housekeeping import tidy_up
from aid.actions.meals import offer_late_meals_on
from aid.actions.near_end import ask_near_ends
from aid.actions.neighbourhood_figures import count_neighbourhoods
from aid.actions.overdue_consignments import tidy_consignments
from aid.actions.overdue_lists import close_finished_lists
from aid.actions.retention import forget_old
from aid.actions.sealing import publish, seal_all
from aid.actions.tallies import fold
from aid.demo import pulse

# A worker tells every ten seconds that it lives.
DEAD_AFTER_SECONDS = 60
# So often a job begins anew whose worker died.
MOST_ATTEMPTS = 3


@app.periodic(cron="*/5 * * * *")
@app.task(name="aid.housekeeping", lock="aid.housekeeping")
def housekeeping(timestamp: int) -> None:
    """Lapse and expire what is overdue; ``timestamp`` is when it was due, in Unix seconds."""
    now = datetime.fromtimestamp(timestamp, UTC)
    tidy_up(now)
    tidy_consignments(now)


@app.periodic(cron="* * * * *")
@app.task(name="aid.meals", lock="aid.meals")
def meals(timestamp: int) -> None:
    """Offer on the meals that nobody set out with in time."""
    offer_late_meals_on(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="7 * * * *")
@app.task(name="aid.neighbourhood_figures", lock="aid.neighbourhood_figures")
def neighbourhood_figures(timestamp: int) -> None:
    """Count what may be told of neighbourhoods, all at once and at a fixed minute."""
    count_neighbourhoods(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * *")
@app.task(name="aid.tallies", queueing_lock="aid.tallies")
def fold_tallies(timestamp: int) -> None:  # noqa: ARG001
    """Put the sums' rows together, so that reading them stays cheap."""
    fold()


@app.periodic(cron="40 2 * * *")
@app.task(name="aid.lists", lock="aid.lists")
def tidy_lists(timestamp: int) -> None:
    """Close the lists that are served to the end."""
    close_finished_lists(datetime.fromtimestamp(timestamp, UTC))


# By day: 07.25 to 19.25 in Jakarta.
@app.periodic(cron="25 0-12 * * *")
@app.task(name="aid.near_ends", lock="aid.near_ends")
def near_ends(timestamp: int) -> None:
    """Ask households whose request ends soon whether they still need it."""
    ask_near_ends(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="45 2 * * *")
@app.task(name="aid.ended_notices")
def ended_notices(timestamp: int) -> None:
    """End the notices of requests that ended some time ago."""
    forget_ended(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="50 2 * * *")
@app.task(name="aid.retention", lock="aid.retention")
def retention(timestamp: int) -> None:
    """Erase what is personal of what ended long ago."""
    forget_old(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="20 3 * * *")
@app.task(name="aid.forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Delete the traces of jobs that failed or were not needed, after three days."""
    await remove_old_jobs(
        context, max_hours=72, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )


# No lock, which a worker that died would hold.
@app.periodic(cron="* * * * *")
@app.task(name="aid.take_up_again", queueing_lock="aid.take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Have the jobs of workers that died begin anew: their locks would stop all that wait.

    One like it that waits does the work by itself, and one that ended its worker again and again
    is not begun any more; both fail.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        if job.attempts < MOST_ATTEMPTS and await _begins_anew(manager, job):
            continue
        await manager.finish_job(job, Status.FAILED, delete_job=False)


async def _begins_anew(manager: JobManager, job: Job) -> bool:
    try:
        await manager.retry_job(job)
    except UniqueViolation:
        return False
    return True


# No lock, which a worker that died would hold: sealers take turns in the database.
@app.periodic(cron="*/5 * * * *")
@app.task(name="aid.seal_history", queueing_lock="aid.seal_history")
def seal_history(timestamp: int) -> None:  # noqa: ARG001
    """Seal what happened and publish the chain's head."""
    seal_all()
    if settings.HISTORY_FILE:
        publish(settings.HISTORY_FILE)


# Six fields: the last one counts seconds.
@app.periodic(cron="* * * * * */6")
@app.task(name="aid.demo_pulse", lock="aid.demo_pulse")
def demo_pulse(timestamp: int) -> None:
    """In demo mode, let demo people take one step."""
    if settings.DEMO:
        pulse.beat(Random(timestamp))  # made-up people's chance # nosec B311
