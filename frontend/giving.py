"""As whom a donor gives, what it can offer once more, and what it has no room for just now."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.models import Offer
from aid.queries.room import offers_are_full
from aid.rules import OfferStatus
from people.accounts import organisations_of
from people.person import Person
from people.private import name_of

EARLIER_SHOWN = 10


@dataclass(frozen=True)
class Earlier:
    """An offer that ended; ``again``: it can be published once more now."""

    offer: Offer
    again: bool


def no_room(person: Person, donor_id: int) -> bool:
    """Whether ``donor_id``, for whom ``person`` gives, has to end an offer before it publishes
    one more."""
    return donor_id not in person.known and offers_are_full(donor_id)


def donor_is_full(person: Person) -> bool:
    """The same of whom ``person`` gives for at present."""
    return person.donor_id is not None and no_room(person, person.donor_id)


def earlier_offers(person: Person) -> list[Earlier]:
    """The newest offers that ended, without pledges. At most one statement for each of the
    accounts that the person gives as, besides the first."""
    rows = Offer.private.own(person).filter(for_request=None, target=None)
    ended = rows.filter(~Q(status=OfferStatus.OPEN) | Q(until__lte=timezone.now()))
    found = list(ended.select_related("region__parent__parent")[:EARLIER_SHOWN])
    full = {pk for pk in {offer.donor_id for offer in found} if no_room(person, pk)}
    return [Earlier(offer, offer.donor_id not in full) for offer in found]


def givers(person: Person) -> dict[int, str]:
    """What the accounts are called as which ``person`` gives, by their ids; nothing for somebody
    who gives in their own name alone."""
    if not person.organisations or person.user_id is None:
        return {}
    found = {each.pk: name_of(each) for each in organisations_of(person)}
    return {person.user_id: _("myself"), **found}
