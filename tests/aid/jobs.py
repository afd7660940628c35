"""Looking at the jobs that actions enqueue."""

from procrastinate.contrib.django.models import ProcrastinateJob


def waiting_rounds() -> int:
    """How often the matching engine was called and did not come yet."""
    return ProcrastinateJob.objects.filter(task_name="matching.arrival", status="todo").count()
