"""Jobs of the API, run by the worker."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from api.models import KeptAnswer

# The database shows none that are younger.
KEPT = timedelta(days=1)


@app.periodic(cron="50 * * * *")
@app.task(name="api.forget_answers")
def forget_answers(timestamp: int) -> None:  # noqa: ARG001
    """Delete the answers that nobody asks for again after a day."""
    KeptAnswer.private.filter(made_at__lt=timezone.now() - KEPT).delete()
