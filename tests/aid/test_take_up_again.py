"""Jobs of a worker that died begin anew; those of one that lives go on."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from aid.jobs import DEAD_AFTER_SECONDS, MOST_ATTEMPTS, take_up_again
from matching.tasks import FULL, SCHEDULE
from tests.database import Copy


def worker(silent_seconds: int) -> int:
    """The id of a worker that told so long ago that it lives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - make_interval(secs => %s)) returning id",
            [silent_seconds],
        )
        return int(cursor.fetchone()[0])


def job_of(worker_id: int | None) -> int:
    """The id of a job that a worker, or one that is forgotten, has begun."""
    job_id = app.configure_task("matching.arrival").defer()
    begun(job_id, worker_id)
    return job_id


def begun(job_id: int, worker_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [worker_id, job_id],
        )


@pytest.mark.parametrize(
    ("silent_seconds", "status"),
    [(DEAD_AFTER_SECONDS + 5, "todo"), (DEAD_AFTER_SECONDS - 30, "doing")],
)
def test_job_of_a_dead_worker_begins_anew(
    committed_db: Copy, silent_seconds: int, status: str
) -> None:
    job_id = job_of(worker(silent_seconds))
    run()
    assert ProcrastinateJob.objects.get(pk=job_id).status == status


def test_job_of_a_forgotten_worker_begins_anew(committed_db: Copy) -> None:
    job_id = job_of(None)
    run()
    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"


def scheduled(worker_id: int | None = None) -> int:
    """The id of a job of which no more than one waits; begun by a worker, if any."""
    task = app.configure_task(SCHEDULE, lock="matching", queueing_lock=SCHEDULE)
    job_id = task.defer(timestamp=0)
    if worker_id is not None:
        begun(job_id, worker_id)
    return job_id


def test_job_gives_way_to_one_like_it_that_waits(committed_db: Copy) -> None:
    """And those that died after it begin anew all the same."""
    dead = worker(DEAD_AFTER_SECONDS + 5)
    first, second = scheduled(dead), scheduled()
    other = app.configure_task(FULL).defer(round_id=1)
    begun(other, dead)
    run()
    assert statuses(first, second, other) == ["failed", "todo", "todo"]


def test_job_that_ends_its_worker_again_and_again_is_not_begun_any_more(
    committed_db: Copy,
) -> None:
    job_id, seen = job_of(None), []
    for _ in range(MOST_ATTEMPTS + 1):
        begun(job_id, None)
        run()
        seen += statuses(job_id)
    assert seen == [*["todo"] * MOST_ATTEMPTS, "failed"]


def statuses(*ids: int) -> list[str]:
    return [ProcrastinateJob.objects.get(pk=job_id).status for job_id in ids]


def run() -> None:
    context = cast(JobContext, SimpleNamespace(app=app))
    work: Any = take_up_again.func
    async_to_sync(work)(context, 0)
