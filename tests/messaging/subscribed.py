"""People who switched notices on, and the worker's minutes."""

from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from aid.notices import owner_of
from messaging import addresses
from messaging.actions import subscribing, telling
from messaging.actions.subscribing import Shown
from messaging.models import Subscription
from people.person import Person
from tests.messaging.stand_in import Browser

MAIL = "siti@contoh.test"
SITE = "https://gandeng.test"
IN_INDONESIAN = Shown("id", "/deliveries/")


def switch_on(
    person: Person, browser: Browser, reference: str = "", shown: Shown = IN_INDONESIAN
) -> int:
    """``person`` presses the button in ``browser``; the subscription's id."""
    found = addresses.phone(browser.subscription)
    return subscribing.switch_on_phone(owner_of(person, reference), found, shown)


def confirmed_mail(person: Person, address: str = MAIL) -> Subscription:
    """``person`` asked for mails to ``address`` and confirmed it."""
    mailbox = addresses.mailbox(address, SITE)
    assert subscribing.confirm_mail(subscribing.ask_mail(owner_of(person), mailbox, IN_INDONESIAN))
    return Subscription.private.by_mail().get(owner=f"person:{person.user_id}")


def pass_minutes(minutes: float = 0, now: datetime | None = None) -> int:
    """The worker comes by so many minutes from now and does what waits; how many it told."""
    told = telling.take_up((now or timezone.now()) + timedelta(minutes=minutes))
    waiting = ProcrastinateJob.objects.filter(task_name=telling.TELL, status="todo").order_by("id")
    for job in list(waiting)[-1:] if told else []:
        telling.tell(job.args["ids"])
    return told
