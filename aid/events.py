"""Writing down what happened, and telling the open pages of those concerned."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from aid.models import Consignment, Event, Handout, Match
from aid.notices import told_of
from aid.relations import ConsignmentFacts, OfferFacts, RequestFacts
from geo.codes import lineage
from messaging.live import publish
from people.person import Person

# Dots in the code of the smallest region with public figures, the kelurahan.
PUBLIC_DEPTH = 3
# What changes no public figure: a hint on a public page would only tell that somebody asked,
# was visited or complained.
UNPUBLISHED = frozenset(
    {
        "submit",
        "vouch",
        "see_contact",
        "correct",
        "erase",
        "forget",
        "still_need",
        "near_end",
        "take_back_messages",
        "agree_contact",
        "take_back_contact",
        "agree_place",
        "write_message",
        "block_donor",
        "unblock_donor",
        "add_photo",
        "remove_photo",
        "issue_link",
        "issue_coupons",
        "reissue_coupon",
        "load_pack",
        "wrong_code",
        "complain",
        "close_complaint",
        "name_collector",
        "running_late",
        "reschedule",
        "open_post",
        "close_post",
        "add_neighbourhood",
        "verify_neighbourhood",
    }
)
# Why a meal's promise or proposal ended by itself: nobody had set out in time before its slot.
NOT_MOVING = "not_moving"
# What stays between household and donor: no board is told that something happened.
BETWEEN_THEM = frozenset({"write_message"})


# Ids ascend with the matches'.
OF_NEW_MATCHES = """
insert into aid_event (at, kind, actor_id, request_id, offer_id, match_id, region_code, facts)
select %(at)s, %(kind)s, %(actor)s, made.request_id, made.offer_id, made.id, request.region_id,
       jsonb_build_object('quantity', made.quantity) || %(facts)s
from aid_match as made
join aid_request as request on request.id = made.request_id
where made.id = any(%(ids)s)
order by made.id
"""


class AskedFor(RequestFacts, Protocol):
    """What an entry needs of a request, a row of it or the whole."""

    @property
    def reference(self) -> str: ...


class Given(OfferFacts, Protocol):
    """The same of an offer."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True)
class Entry:
    """What is to be recorded; ``facts`` hold ids, codes and numbers, nothing personal.

    ``region`` is the code of the region concerned, when it isn't the request's or offer's.
    ``consignment`` is that which moved, ``household`` the account of a household that gets a
    part of it.
    """

    kind: str
    request: AskedFor | None = None
    offer: Given | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    match_id: int | None = None
    region: str = ""
    consignment: ConsignmentFacts | None = None
    household: int | None = None

    @property
    def region_code(self) -> str:
        thing = self.request or self.offer or self.consignment
        return self.region or (thing.region_code if thing is not None else "")

    @property
    def board_regions(self) -> Iterable[str]:
        things = (self.request, self.offer, self.consignment)
        return filter(None, (self.region, *(thing.region_code for thing in things if thing)))

    def topics(self) -> Iterable[str]:
        """Whom it concerns: the request's page, its people, the boards and public pages above."""
        if self.request is not None:
            yield f"request:{self.request.reference}"
            for user_id in (self.request.resident_id, self.request.filed_by_id):
                if user_id is not None:
                    yield f"person:{user_id}"
            if self.kind not in UNPUBLISHED:
                for code in lineage(self.request.region_code):
                    if code.count(".") <= PUBLIC_DEPTH:
                        yield f"public:{code}"
        if self.offer is not None:
            yield f"person:{self.offer.donor_id}"
        if self.consignment is not None:
            yield f"person:{self.consignment.donor_id}"
            for user_id in (self.consignment.resident_id, self.household):
                if user_id is not None:
                    yield f"person:{user_id}"
        for region in () if self.kind in BETWEEN_THEM else self.board_regions:
            yield from (f"board:{code}" for code in lineage(region))


def record(actor: Person, *entries: Entry) -> None:
    """Append ``entries`` in the running transaction; hints go out when it commits."""
    if not entries:
        return
    now = timezone.now()
    Event.log.bulk_create(
        Event(
            at=now,
            kind=entry.kind,
            actor_id=actor.user_id,
            request_id=entry.request.pk if entry.request else None,
            offer_id=entry.offer.pk if entry.offer else None,
            match_id=entry.match_id,
            region_code=entry.region_code,
            facts={**entry.facts, **by_token(actor)},
        )
        for entry in entries
    )
    tell(actor, entries)


def record_new(
    actor: Person,
    kind: str,
    matches: Sequence[int],
    requests: Iterable[AskedFor],
    offers: Iterable[Given],
    **facts: Any,
) -> None:
    """As ``record`` for ``match_entry`` of each of ``matches``, by id, in one statement.

    They are new or wait for an answer, so that no consignment holds them, and are of ``requests``
    and ``offers``.
    """
    parameters: dict[str, Any] = {
        "at": timezone.now(),
        "kind": kind,
        "actor": actor.user_id,
        "ids": list(matches),
        "facts": json.dumps({**facts, **by_token(actor)}),
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_NEW_MATCHES, parameters)
    sides = (
        *(Entry(kind, request=request) for request in requests),
        *(Entry(kind, offer=offer) for offer in offers),
    )
    tell(actor, sides)


def tell(actor: Person, entries: Sequence[Entry]) -> None:
    """Hints to open pages, notices to those whose page is closed."""
    publish(
        (topic for entry in entries for topic in entry.topics()),
        (topic for entry in entries for topic in told_of(actor, entry)),
    )


def by_token(actor: Person) -> dict[str, int]:
    """Which program it was, where one acts for an organisation."""
    return {} if actor.token_id is None else {"token": actor.token_id}


def inside(match: Match) -> dict[str, int]:
    return {} if match.consignment_id is None else {"consignment": match.consignment_id}


def consignment_entry(kind: str, consignment: Consignment, /, **facts: Any) -> Entry:
    """What happened to a whole consignment."""
    return Entry(
        f"consignment_{kind}",
        consignment=consignment,
        facts={"consignment": consignment.pk, "quantity": consignment.quantity, **facts},
    )


def handout_entry(kind: str, handout: Handout, /, **facts: Any) -> Entry:
    """What happened to one household's part of a consignment."""
    return Entry(
        f"handout_{kind}",
        consignment=handout.consignment,
        household=handout.resident_id,
        facts={
            "consignment": handout.consignment_id,
            "handout": handout.pk,
            "quantity": handout.quantity,
            **facts,
        },
    )


def match_entry(kind: str, match: Match, /, **facts: Any) -> Entry:
    return Entry(
        kind,
        request=match.request,
        offer=match.offer,
        match_id=match.pk,
        facts={"quantity": match.quantity, **inside(match), **facts},
    )
