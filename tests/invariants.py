"""What must hold whenever nobody is in the middle of an action: counters are sums of matches."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Sum

from aid.actions.units import wanted_units
from aid.models import Consignment, Match, Offer, Request
from aid.queries.figures import CODE_LENGTHS, Figure, figures_below, figures_counted
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from geo.codes import PROVINCE

RESERVED = {MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY}
HANDED_OVER = {MatchStatus.DELIVERED, MatchStatus.DISPUTED, MatchStatus.CONFIRMED}
STANDING = {RequestStatus.SUBMITTED, RequestStatus.VERIFIED}

REQUEST_SUMS = {
    "proposed": {MatchStatus.PROPOSED},
    "reserved": RESERVED,
    "delivered": HANDED_OVER,
    "confirmed": {MatchStatus.CONFIRMED},
}
OFFER_SUMS = {
    "proposed": {MatchStatus.PROPOSED},
    "reserved": RESERVED,
    "delivered": HANDED_OVER,
    "lost": {MatchStatus.LOST},
}


CONSIGNMENT_SUMS = {
    "reserved": RESERVED,
    "delivered": HANDED_OVER,
    "confirmed": {MatchStatus.CONFIRMED},
    "lost": {MatchStatus.LOST},
    "cancelled": {MatchStatus.CANCELLED},
}


def check_everything() -> None:
    """Fail with a list of all that doesn't hold."""
    wrong = [
        *wrong_requests(),
        *wrong_offers(),
        *wrong_consignments(),
        *wrong_handouts(),
        *wrong_sums(),
    ]
    assert not wrong, "\n".join(wrong)


def sums(side: str) -> Counter[tuple[int, str]]:
    """Quantities by request or offer, and status."""
    rows = Match.private.order_by().values_list(side, "status").annotate(total=Sum("quantity"))
    return Counter({(pk, status): total for pk, status, total in rows})


def wrong_requests() -> Iterable[str]:
    by_status, listed = sums("request_id"), inside_by_declared()
    for request in Request.private.all():
        yield from wrong_counters(request, by_status, REQUEST_SUMS)
        promised = request.listed + request.proposed + request.reserved + request.delivered
        if promised > request.needed:
            yield f"{request}: {promised} promised of {request.needed}"
        declares = request.household_id is None and request.status in STANDING
        if declares and request.listed != listed[request.pk]:
            yield f"{request}: listed {request.listed}, inside {listed[request.pk]}"
        if request.status not in STANDING and request.proposed:
            yield f"{request}: {request.status}, but {request.proposed} proposed"
        yield from wrongly_fulfilled(request, by_status)


def wrongly_fulfilled(request: Request, by_status: Counter[tuple[int, str]]) -> Iterable[str]:
    """FULFILLED is delivered = needed with nothing disputed, and the other way round."""
    whole = 0 < request.delivered == request.needed - request.listed
    served = whole and not by_status[request.pk, MatchStatus.DISPUTED]
    if served != (request.status == RequestStatus.FULFILLED) and request.status in (
        RequestStatus.VERIFIED,
        RequestStatus.FULFILLED,
    ):
        yield f"{request}: {request.status} with {request.delivered} of {request.needed}"


def inside_by_declared() -> Counter[int]:
    rows = Request.private.filter(part_of__isnull=False).order_by()
    totals = rows.values_list("part_of").annotate(total=Sum("inside"))
    return Counter(dict(totals))


def wrong_offers() -> Iterable[str]:
    by_status = sums("offer_id")
    for offer in Offer.private.all():
        yield from wrong_counters(offer, by_status, OFFER_SUMS)
        if offer.available < 0:
            yield f"{offer}: overdrawn by {-offer.available}"
        if offer.status != OfferStatus.OPEN and offer.proposed:
            yield f"{offer}: {offer.status}, but {offer.proposed} proposed"


def wrong_consignments() -> Iterable[str]:
    by_status = sums("consignment_id")
    for consignment in Consignment.private.all():
        yield from wrong_counters(consignment, by_status, CONSIGNMENT_SUMS)


def wrong_handouts() -> Iterable[str]:
    """What the matches of a consignment count is what its hand-outs say; of a divided one up to
    the package that several households share."""
    for consignment in Consignment.private.exclude(counted=None):
        for request_id, wanted in wanted_units(consignment.pk).items():
            held = Match.private.filter(consignment=consignment, request_id=request_id)
            total = Counter[str]()
            for match in held.exclude(status=MatchStatus.LOST, delivered_at=None):
                total[match.status] += match.quantity
            left_the_post = sum(total[status] for status in (*HANDED_OVER, MatchStatus.LOST))
            for what, units, counted in (
                ("given out", wanted.given_out, left_the_post),
                ("confirmed", wanted.confirmed, total[MatchStatus.CONFIRMED]),
                ("disputed", wanted.disputed, total[MatchStatus.DISPUTED]),
                ("lost", wanted.lost, total[MatchStatus.LOST]),
            ):
                if abs(counted - units) > (consignment.divided_among is not None):
                    yield f"{consignment}: {units} {what} by hand-outs, {counted} by matches"


def wrong_sums() -> Iterable[str]:
    """What triggers added up is what the rows say."""
    length = CODE_LENGTHS["kelurahan"]
    told, counted = figures_below(PROVINCE, length), figures_counted(PROVINCE, length)
    for code in told.keys() | counted.keys():
        categories = told.get(code, {}).keys() | counted.get(code, {}).keys()
        for category in categories:
            kept = told.get(code, {}).get(category, Figure())
            rows = counted.get(code, {}).get(category, Figure())
            if kept != rows:
                yield f"{category} in {code}: kept {kept}, counted {rows}"


def wrong_counters(
    thing: Request | Offer | Consignment,
    by_status: Counter[tuple[int, str]],
    counters: dict[str, set[MatchStatus]],
) -> Iterable[str]:
    for counter, statuses in counters.items():
        counted = getattr(thing, counter)
        total = sum(by_status[thing.pk, status] for status in statuses)
        if counted != total:
            yield f"{thing}: {counter} is {counted}, its matches hold {total}"
