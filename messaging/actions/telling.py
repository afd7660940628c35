"""From what happened to notices: whom, when, and what becomes of one that wasn't taken.

An action only notes that a topic moved (``messaging.live``). What was noted is taken up here
once a minute; each subscription is told once and then left in peace for a while, however much
happens. A notice says nothing but that something is new, so that one too many is harmless.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from messaging import addresses, notices
from messaging.addresses import Mailbox, Phone
from messaging.models import MAIL, PHONE, Address, Subscription
from messaging.opened import opened
from messaging.outcomes import Outcome
from people.fields import unseal_in

TELL = "messaging.tell"
# So long after one notice the next may come.
QUIET = {PHONE: timedelta(minutes=10), MAIL: timedelta(hours=6)}
# Subscriptions that one job tells, and topics that one statement takes up.
AT_ONCE = 50
MOST_OCCASIONS = 10_000
# Sendings in a row after which a notice is given up, or a subscription that isn't wanted.
MOST_FAILURES, MOST_REFUSALS = 8, 3
FIRST_WAIT, MOST_WAIT = timedelta(minutes=1), timedelta(hours=4)

TAKE_UP = """
with taken as (
    delete from messaging_occasion where id = any (array(
        select id from messaging_occasion order by id limit %s for update skip locked
    ))
    returning topic
), concerned as (
    select id from messaging_subscription
    where not wanted and id in (
        select subscription_id from messaging_following where topic in (select topic from taken)
    )
    order by id for update
), wanting as (
    update messaging_subscription set wanted = true where id in (select id from concerned)
)
select count(*) from taken
"""


def take_up(now: datetime) -> int:
    """Have everybody told who is to be told at ``now``; how many that are."""
    while note_wishes() == MOST_OCCASIONS:
        pass
    told = 0
    while count := call_some(now):
        told += count
    return told


def note_wishes() -> int:
    """Mark who is to be told of up to MOST_OCCASIONS; how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE_UP, [MOST_OCCASIONS])
        return int(cursor.fetchone()[0])


@transaction.atomic
def call_some(now: datetime) -> int:
    """Defer one job for up to AT_ONCE subscriptions that are due; how many there were."""
    due = Subscription.private.due(now).select_for_update(of=("self",), skip_locked=True)
    found = list(due[:AT_ONCE])
    for way, quiet in QUIET.items():
        ids = [each.pk for each in found if each.way == way]
        mine = Subscription.private.filter(pk__in=ids)
        mine.update(wanted=False, quiet_until=now + quiet)
    if found:
        app.configure_task(TELL, lock=TELL, priority=-5).defer(ids=[each.pk for each in found])
    return len(found)


def tell(ids: Sequence[int]) -> None:
    """Send a notice to each of the subscriptions with ``ids`` that still stand."""
    standing = list(Subscription.private.confirmed().filter(pk__in=ids).order_by("pk"))
    outcomes = notices.send(standing, addresses_of(standing))
    for subscription in standing:
        draw_conclusions(subscription, outcomes[subscription.pk])


def addresses_of(subscriptions: Iterable[Subscription]) -> Mapping[int, Phone | Mailbox]:
    ids = [each.pk for each in subscriptions]
    with opened(ids):
        rows = list(Address.private.filter(pk__in=ids))
    return {row.pk: addresses.read(unseal_in(row, "sealed")) for row in rows}


def draw_conclusions(subscription: Subscription, outcome: Outcome) -> None:
    """Note what became of one notice: sent, to be tried again later, or not wanted there."""
    mine = Subscription.private.filter(pk=subscription.pk)
    refusals = subscription.refusals + 1
    if outcome.gone or (outcome.refused and refusals >= MOST_REFUSALS):
        mine.delete()
    elif outcome.refused:
        mine.update(refusals=refusals)
    elif outcome.busy and subscription.failures < MOST_FAILURES:
        wait = wait_after(subscription.failures, outcome.retry_after)
        failures = subscription.failures + 1
        mine.update(failures=failures, wanted=True, quiet_until=timezone.now() + wait)
    else:
        mine.update(failures=0, refusals=0 if outcome.sent else subscription.refusals)


def wait_after(failures: int, asked: timedelta) -> timedelta:
    """How long until the next try: twice as long each time, and as long as was asked for."""
    return min(max(FIRST_WAIT * (1 << failures), asked), MOST_WAIT)
