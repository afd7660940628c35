"""What a notice says, the same whatever happened: that something is new, and where to look."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging import mail, push
from messaging.addresses import Mailbox, Phone
from messaging.models import Subscription
from messaging.outcomes import GONE, Outcome

# Notices on their way to push services at the same moment.
SIDE_BY_SIDE = 8


def send(
    subscriptions: Sequence[Subscription], addresses: Mapping[int, Phone | Mailbox]
) -> dict[int, Outcome]:
    """Send a notice to each; what came of it, by the subscription's id."""
    outcomes = {each.pk: GONE for each in subscriptions}
    phones = [each for each in subscriptions if isinstance(addresses.get(each.pk), Phone)]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        waiting = {
            each.pk: pool.submit(push.send, addresses[each.pk], payload(each)) for each in phones
        }
        outcomes |= {pk: sending.result() for pk, sending in waiting.items()}
    for each in subscriptions:
        address = addresses.get(each.pk)
        if isinstance(address, Mailbox):
            outcomes[each.pk] = mail.send_notice(each, address)
    return outcomes


def payload(subscription: Subscription) -> bytes:
    """What the browser's worker (frontend/scripts/notices_worker.ts) is told."""
    with override(subscription.language):
        said = {"title": "Gandeng", "body": told(), "page": subscription.page}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def told() -> str:
    """In the language at hand."""
    return _("There is something new for you on Gandeng.")
