"""What a socket may follow, and what it is told.

A topic is named as ``aid.events`` names it: ``public:31.73``, ``board:31.73.01``,
``request:R-7K3M9QXA``, ``person:42``.
"""

import json
from functools import lru_cache
from typing import Any

from aid import rules
from aid.errors import AidError, NotAllowed, NotFound, SignInNeeded
from aid.events import PUBLIC_DEPTH
from aid.models import Request
from aid.queries.figures import figures_of, published
from aid.queries.topics import Told, told_since
from aid.relations import region_relations
from api.cursors import cursor_at, cursor_of, transaction_at
from geo.codes import level_of
from geo.models import Region
from messaging.live import settled
from people.errors import PeopleError
from people.person import Person

PUBLIC = "public:"
# So far back a process knows when it begins: in a crowded hour, some minutes. And so many events
# are looked at for somebody who asks without a socket.
MOST_EVENTS, MOST_ASKED = 10_000, 500

# Why a socket is closed, by the refusal's code; 4000 to 4999 are for applications (RFC 6455).
SIGN_IN, NOT_ALLOWED = 4401, 4403
CLOSE_CODES = {
    "sign_in_needed": SIGN_IN,
    "not_allowed": NOT_ALLOWED,
    "not_found": 4404,
    "too_many_attempts": 4429,
}
TOO_SLOW = 4408


def public_topic(_: Person, code: str) -> str:
    """The public figures of a kelurahan or anything above. Raises NotFound."""
    if code.count(".") > PUBLIC_DEPTH:
        raise NotFound()
    return PUBLIC + known_region(code)


def board_topic(person: Person, code: str) -> str:
    """The board of a region, for its coordinators and auditors.

    Raises NotFound, SignInNeeded or NotAllowed.
    """
    relations = region_relations(person, code)
    if rules.verdict("region", "see_board", None, relations) is not rules.Verdict.ALLOWED:
        raise NotAllowed() if rules.Who.ACCOUNT in relations else SignInNeeded()
    return f"board:{known_region(code)}"


def request_topic(person: Person, reference: str) -> str:
    """One request's page, for those who may see it. Raises NotFound."""
    if not Request.private.visible_to(person).filter(reference=reference).exists():
        raise NotFound()
    return f"request:{reference}"


def own_topic(person: Person, _: str) -> str:
    """Everything that concerns an account, or the organisation that it gives for.

    Raises SignInNeeded.
    """
    if person.donor_id is None:
        raise SignInNeeded()
    return f"person:{person.donor_id}"


def no_topic(_: Person, __: str) -> str:
    """Raises NotFound."""
    raise NotFound()


def close_code(refusal: AidError | PeopleError) -> int:
    return CLOSE_CODES[refusal.code]


@lru_cache(maxsize=1_000)
def known_region(code: str) -> str:
    """``code`` when there is such a region, which then is never taken away. Raises NotFound."""
    if not Region.objects.filter(code=code).exists():
        raise NotFound()
    return code


def recent() -> Told:
    """Which topics were told of what happened lately."""
    return told_since(0, MOST_EVENTS)


def hint(topic: str, transaction: int) -> str:
    """What the followers of ``topic`` are told: to look again, and where they stand then.

    ``transaction``: all earlier ones were over before anybody looks.
    """
    return written({"topic": topic, "cursor": cursor_at(transaction), "changed": True})


def public_hint(topic: str) -> str:
    """The same for a public topic, with its figures. Two statements and more."""
    transaction = settled()
    figures = public_figures(topic.removeprefix(PUBLIC))
    cursor = cursor_of(written(figures)) if is_rounded(topic) else cursor_at(transaction)
    return written({"topic": topic, "cursor": cursor, "changed": True, "figures": figures})


def unchanged(topic: str, cursor: str) -> str:
    """What somebody is told who knows everything of ``topic`` already."""
    return written({"topic": topic, "cursor": cursor, "changed": False})


def changes(topic: str, cursor: str) -> tuple[str, bool]:
    """Where ``topic`` stands, and whether anything of it changed since ``cursor``; True where that
    can't be told without looking far back."""
    if is_rounded(topic):
        newest = cursor_of(written(public_figures(topic.removeprefix(PUBLIC))))
        return newest, newest != cursor
    # Before the events are read, so that all below it are among them.
    now, at = settled(), transaction_at(cursor)
    if at is None or at > now:
        return cursor_at(now), True
    told = told_since(at, MOST_ASKED)
    return cursor_at(now), told.since > at or topic in told.newest


def written(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def is_rounded(topic: str) -> bool:
    """Whether ``topic`` carries the figures of a kelurahan, which are rounded."""
    return topic.startswith(PUBLIC) and topic.count(".") == PUBLIC_DEPTH


def figures_in(message: str) -> str:
    """What a public ``message`` says besides its cursor."""
    return message.partition('"figures":')[2]


def cursor_in(message: str) -> str:
    cursor: str = json.loads(message)["cursor"]
    return cursor


def public_figures(code: str) -> dict[str, dict[str, int | None]]:
    return published(figures_of(code), str(level_of(code)))
