"""Units of a consignment follow its hand-outs: what households were given or confirmed is what
its matches count.

Hand-outs are one per household, matches one per request and offer; so units move from match to
match, as many as the hand-outs of each status say. Every function expects the consignment's load
locked (see ``aid.actions.access``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from aid import rules
from aid.actions.access import Load
from aid.actions.counters import move, transfer
from aid.actions.deliveries import split_off
from aid.models import Handout, Match
from aid.rules import HandoutStatus, MatchStatus
from people.person import Person

H, M = HandoutStatus, MatchStatus
# Hand-outs of these statuses have left the post.
GIVEN_OUT = (H.GIVEN, H.CONFIRMED, H.DISPUTED, H.LOST)


@dataclass(frozen=True)
class Wanted:
    """How many units of one request have left the post, by what became of them; ``disputing``
    is the number of households that still dispute."""

    given_out: int
    confirmed: int
    disputed: int
    lost: int
    disputing: int


def settle_units(person: Person, load: Load) -> None:
    """Move units between the matches of ``load`` until they agree with its hand-outs."""
    for request_id, wanted in wanted_units(load.consignment.pk).items():
        held = [match for match in load.matches if match.request_id == request_id]
        settle_request_units(person, load, held, wanted)
    load.consignment.refresh_from_db(
        fields=["reserved", "delivered", "confirmed", "lost", "cancelled"]
    )


def settle_request_units(person: Person, load: Load, held: list[Match], wanted: Wanted) -> None:
    def now(*statuses: MatchStatus) -> int:
        return sum(match.quantity for match in held if match.status in statuses)

    def shift(verb: str, source: MatchStatus, units: int) -> None:
        made = move_units(person, verb, [m for m in held if m.status == source], held, units)
        held.extend(made)
        load.matches.extend(made)

    lost_after_delivery = sum(
        match.quantity for match in held if match.status == M.LOST and match.delivered_at
    )
    left_the_post = now(M.DELIVERED, M.DISPUTED, M.CONFIRMED) + lost_after_delivery
    shift("deliver", M.ON_THE_WAY, wanted.given_out - left_the_post)
    shift("settle_lost", M.DISPUTED, wanted.lost - lost_after_delivery)
    settled = min(now(M.DISPUTED) - wanted.disputed, wanted.confirmed - now(M.CONFIRMED))
    shift("settle_arrived", M.DISPUTED, settled)
    shift("confirm", M.DELIVERED, wanted.confirmed - now(M.CONFIRMED))
    shift("dispute", M.DELIVERED, wanted.disputed - now(M.DISPUTED))
    # Shares are rounded down one by one: once nobody disputes, no unit stays disputed.
    if not wanted.disputing:
        shift("settle_arrived", M.DISPUTED, now(M.DISPUTED))


def wanted_units(consignment_id: int) -> dict[int, Wanted]:
    """By request, what its hand-outs in the consignment say.

    Of a divided consignment, k of n households stand for floor(k × units / n) package
    equivalents, so that all n together are exactly its units.
    """
    rows = (
        Handout.private.filter(consignment_id=consignment_id)
        .order_by()
        .values_list("request_id", "share_of", "shared_by", "status")
        .annotate(households=Count("pk"), quantity=Sum("quantity"))
    )
    counted: dict[int, dict[str, tuple[int, int]]] = {}
    shares: dict[int, tuple[int | None, int | None]] = {}
    for request_id, share_of, shared_by, status, households, quantity in rows:
        shares[request_id] = (share_of, shared_by)
        counted.setdefault(request_id, {})[status] = (households, quantity)
    return {
        request_id: Wanted(
            given_out=units_of(by_status, shares[request_id], GIVEN_OUT),
            confirmed=units_of(by_status, shares[request_id], [H.CONFIRMED]),
            disputed=units_of(by_status, shares[request_id], [H.DISPUTED]),
            lost=units_of(by_status, shares[request_id], [H.LOST]),
            disputing=by_status.get(H.DISPUTED, (0, 0))[0],
        )
        for request_id, by_status in counted.items()
    }


def units_of(
    by_status: dict[str, tuple[int, int]],
    share: tuple[int | None, int | None],
    statuses: Iterable[HandoutStatus],
) -> int:
    households = sum(by_status.get(status, (0, 0))[0] for status in statuses)
    quantity = sum(by_status.get(status, (0, 0))[1] for status in statuses)
    share_of, shared_by = share
    return quantity if share_of is None or not shared_by else households * share_of // shared_by


def move_units(
    person: Person, verb: str, sources: list[Match], held: list[Match], units: int
) -> list[Match]:
    """Move ``units`` of ``sources``, oldest first, where ``verb`` leads: whole matches as they
    are, a part into a match of ``held`` that stands there already, or into a new one. Returns
    the new matches. Nothing for ``units`` below one."""
    made: list[Match] = []
    for match in sorted(sources, key=lambda match: match.pk):
        if units <= 0:
            break
        part = min(units, match.quantity)
        units -= part
        if part == match.quantity:
            move(person, verb, match)
            continue
        sink = beside(match, verb, [*held, *made])
        if sink is not None:
            transfer(person, verb, match, sink, part)
            continue
        rest = split_off(match, match.quantity - part)
        move(person, verb, rest)
        made.append(rest)
    return made


def beside(match: Match, verb: str, held: Iterable[Match]) -> Match | None:
    """The match of the same offer that stands where ``verb`` leads, and came the same way."""
    to = rules.target("match", verb)
    return next(
        (
            other
            for other in held
            if other.status == to
            and other.offer_id == match.offer_id
            and other.request_id == match.request_id
            and (other.delivered_at is None) == (match.delivered_at is None)
        ),
        None,
    )
