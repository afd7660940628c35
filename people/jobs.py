"""Jobs of people, run by the worker."""

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from people import kept_answers
from people.limits import forget_full


@app.periodic(cron="40 * * * *")
@app.task(name="people.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001
    """Delete sessions that have ended, and counts of attempts that no longer matter."""
    SessionStore.clear_expired()
    forget_full()


@app.periodic(cron="50 * * * *")
@app.task(name="people.forget_answers")
def forget_answers(timestamp: int) -> None:  # noqa: ARG001
    kept_answers.forget_old()
