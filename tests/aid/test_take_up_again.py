"""Jobs of a worker that died begin anew; those of one that lives go on."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from aid.jobs import DEAD_AFTER_SECONDS, take_up_again
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
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [worker_id, job_id],
        )
    return job_id


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


def run() -> None:
    context = cast(JobContext, SimpleNamespace(app=app))
    work: Any = take_up_again.func
    async_to_sync(work)(context, 0)
