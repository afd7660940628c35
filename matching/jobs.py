"""The engine's durable jobs. One runs at a time: both are deferred with the lock "matching"."""

from procrastinate.contrib.django import app

from matching.rounds import run_round

ARRIVAL = "matching.arrival"
FULL = "matching.full"


@app.task(name=ARRIVAL, lock="matching")
def match_arrivals() -> None:
    """Something changed that may make new matches possible.

    A crowd of changes needs one round: the jobs that wait now were enqueued by transactions that
    have committed, so this round sees what they are about, and they are cancelled.
    """
    for job in app.job_manager.list_jobs(task=ARRIVAL, status="todo"):
        if job.id is not None:
            app.job_manager.cancel_job_by_id(job.id)
    run_round("arrival")


@app.task(name=FULL, lock="matching")
def match_all() -> None:
    """Somebody asked for a round."""
    run_round("full")
