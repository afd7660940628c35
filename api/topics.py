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
from aid.models import Event, Request
from aid.queries.figures import figures_of, published
from aid.relations import region_relations
from geo.codes import level_of
from geo.models import Region
from people.errors import PeopleError
from people.person import Person

PUBLIC = "public:"

# Why a socket is closed, by the refusal's code; 4000 to 4999 are for applications (RFC 6455).
CLOSE_CODES = {
    "sign_in_needed": 4401,
    "not_allowed": 4403,
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


def newest_version() -> int:
    """The id of the newest event; 0 before the first."""
    return Event.log.order_by("-id").values_list("id", flat=True).first() or 0


def message(topic: str, version: int) -> str:
    """What the followers of ``topic`` are told: a hint, and on public topics the figures."""
    told: dict[str, Any] = {"topic": topic, "version": version}
    if topic.startswith(PUBLIC):
        told["figures"] = public_figures(topic.removeprefix(PUBLIC))
    return json.dumps(told, separators=(",", ":"))


def is_rounded(topic: str) -> bool:
    """Whether ``topic`` carries the figures of a kelurahan, which are rounded."""
    return topic.startswith(PUBLIC) and topic.count(".") == PUBLIC_DEPTH


def figures_in(message: str) -> str:
    """What a public ``message`` says besides its version."""
    return message.partition('"figures":')[2]


def public_figures(code: str) -> dict[str, dict[str, int | None]]:
    return published(figures_of(code), str(level_of(code)))
