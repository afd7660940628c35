"""A donor's receipts: what came of one promise, or of a whole offer, on paper.

They name the donor, kelurahan and days. Nobody who received anything is on them, not even by an
RW: a receipt is shown around.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.actions.access import known_offer, read_match, require
from aid.documents import values
from aid.errors import WrongState
from aid.models import Event, Handout, Match, Offer
from aid.queries.areas import kelurahan
from aid.relations import offer_relations
from aid.rules import MatchStatus, OfferStatus
from geo.models import Region
from people.models import User
from people.person import Person
from people.private import name_of

Key = tuple[date, str, values.SaidBy]
UNCONFIRMED = [MatchStatus.DELIVERED, MatchStatus.DISPUTED]


def print_match_receipt(person: Person, reference: str) -> bytes:
    """The receipt of one promise that was confirmed, as PDF."""
    match = read_match(person, reference, "print_receipt")
    return printed(match.reference, match.donor, match.request.category, [match])


def print_offer_receipt(person: Person, reference: str) -> bytes:
    """The receipt of all that was handed over of an offer, as PDF. Raises WrongState as long as
    that is nothing."""
    offer = known_offer(person, reference, "print_receipt")
    require("offer", "print_receipt", OfferStatus(offer.status), offer_relations(person, offer))
    if not offer.delivered:
        raise WrongState()
    rows = Match.private.filter(offer=offer).select_related(
        "request__region__parent", "request__household"
    )
    handed_over = rows.filter(status__in=[MatchStatus.CONFIRMED, *UNCONFIRMED]).order_by("pk")
    return printed(offer.reference, donor_of(offer), offer.category, list(handed_over))


def printed(reference: str, donor: User, category: str, matches: Sequence[Match]) -> bytes:
    from aid.documents.receipt import receipt  # noqa: PLC0415 # heavy, and seldom needed

    confirmed = [match for match in matches if match.status == MatchStatus.CONFIRMED]
    unconfirmed = sum(match.quantity for match in matches if match.status in UNCONFIRMED)
    return receipt(
        values.DonationReceipt(
            reference=reference,
            donor=name_of(donor),
            category=category,
            made=timezone.localdate(),
            lines=lines_of(category, confirmed),
            unconfirmed=unconfirmed,
            demo=settings.DEMO,
        )
    )


def donor_of(offer: Offer) -> User:
    return User.objects.get(pk=offer.donor_id)


def lines_of(category: str, confirmed: Iterable[Match]) -> tuple[values.Confirmed, ...]:
    """What was confirmed, put together by day, kelurahan and whose word it was."""
    listed = list(confirmed)
    settled, units = settled_by_offices(listed), dict[Key, int]()
    for match in listed:
        assert match.confirmed_at is not None
        where = (timezone.localdate(match.confirmed_at), area_of(match.request.region))
        office = min(match.quantity, settled.get(match.pk, 0))
        parts: tuple[tuple[values.SaidBy, int], ...] = (
            ("recipient", match.quantity - office),
            ("office", office),
        )
        for said_by, part in parts:
            units[*where, said_by] = units.get((*where, said_by), 0) + part
    return tuple(
        values.Confirmed(day, area, category, part, said_by)
        for (day, area, said_by), part in sorted(units.items())
        if part
    )


def settled_by_offices(matches: Sequence[Match]) -> dict[int, int]:
    """By match, the units of which an office said, after a dispute, that they arrived. What a
    household settles itself it does by its account, or without one by its link or coupon."""
    ids = [match.pk for match in matches]
    carried = {match.consignment_id for match in matches if match.consignment_id}
    of_lists = Handout.private.filter(consignment_id__in=carried)
    own: set[int | None] = set(of_lists.values_list("household__resident_id", flat=True))
    own |= {match.request.resident_id for match in matches}
    found: dict[int, int] = {}
    for event in Event.log.filter(match_id__in=ids, kind="settle_arrived"):
        if event.actor_id is not None and event.actor_id not in own and event.match_id is not None:
            units = found.get(event.match_id, 0) + int(event.facts.get("quantity", 0))
            found[event.match_id] = units
    return found


def area_of(region: Region) -> str:
    """``Kelurahan Kapuk, Cengkareng``."""
    found = kelurahan(region)
    above = found.parent.public_name if found.parent else ""
    names = ", ".join(filter(None, (found.public_name, above)))
    return _("Kelurahan %(names)s") % {"names": names}
