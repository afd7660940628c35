"""What a donor whom the city doesn't know may still offer or promise."""

from aid.models import Match, Offer
from aid.rules import MOST_OPEN_OFFERS, MOST_OPEN_PLEDGES


def offers_are_full(donor_id: int) -> bool:
    """Whether the donor has as many open offers as one may have whom the city doesn't know."""
    held: int = Offer.private.filter(donor_id=donor_id).open_to_all().count()
    return held >= MOST_OPEN_OFFERS


def pledges_are_full(donor_id: int) -> bool:
    """The same of pledges that are not delivered yet."""
    unfinished = Match.private.unfinished().filter(donor_id=donor_id, origin="pledge")
    held: int = unfinished.values("offer_id").distinct().count()
    return held >= MOST_OPEN_PLEDGES
