"""The engine's durable jobs. Those that nobody asked for run one at a time, by the lock
"matching"; no two rounds on one category ever do, see ``matching.locks``.

Every process of the site knows the jobs, but only workers do them: the engine, which takes some
hundred megabytes, is loaded where a job begins.
"""

from collections.abc import Sequence

from django.conf import settings
from procrastinate.contrib.django import app

from matching.models import UNFINISHED, Round
from matching.sending import Sender, send_marked
from matching.tasks import ARRIVAL, FULL, PAIR, SCHEDULE, SEND


@app.task(name=ARRIVAL, lock="matching")
def match_arrivals() -> None:
    """Something changed that may make new matches possible.

    A crowd of changes needs one round: the jobs that wait now were enqueued by transactions that
    have committed, so this round sees what they are about, and they are cancelled.
    """
    for job in app.job_manager.list_jobs(task=ARRIVAL, status="todo"):
        if job.id is not None:
            app.job_manager.cancel_job_by_id(job.id)
    from matching.rounds import run_round  # noqa: PLC0415

    run_round("arrival")


@app.task(name=FULL)
def match_all(round_id: int) -> None:
    """Somebody asked for a round, which waits. One whose worker died meanwhile is over: who asked
    may ask anew."""
    this = Round.objects.filter(pk=round_id, status__in=UNFINISHED).first()
    if this is None:
        return
    from matching.rounds import bury, run  # noqa: PLC0415

    if this.status == "waiting":
        run(this)
    else:
        bury(this)


@app.task(name=SCHEDULE, lock="matching", queueing_lock=SCHEDULE)
def match_on_schedule(timestamp: int) -> None:  # noqa: ARG001
    """Match anew whatever is open, so that nothing depends on a hint that got lost."""
    from matching.rounds import run_round  # noqa: PLC0415

    run_round("schedule")


if settings.MATCHING_SCHEDULE:
    app.periodic(cron=settings.MATCHING_SCHEDULE)(match_on_schedule)


@app.task(name=SEND)
def send(round_id: int, user_id: int, regions: Sequence[str]) -> None:
    """Send the proposals of a dry run that a coordinator of ``regions`` marked."""
    send_marked(Sender(user_id, tuple(regions)), round_id)


# Whatever else waits goes first, and only one is computed at a time.
@app.task(name=PAIR, lock=PAIR, priority=-10)
def answer_question(question_id: int) -> None:
    """Find out why a request and an offer were not put together."""
    from matching.answering import answer  # noqa: PLC0415

    answer(question_id)
