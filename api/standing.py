"""By what right a socket follows its topic, and whether it still does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from aid.errors import AidError
from aid.queries.links import person_in
from api import topics
from people.errors import PeopleError
from people.person import ANYONE, Person
from people.revocation import marks_of
from people.sessions import SessionStore

TopicOf = Callable[[Person, str], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asked to follow what. ``marks`` name on what the right to it hangs (as
    ``people.revocation`` does), none for what is public."""

    session_key: str | None
    topic_of: TopicOf
    key: str
    topic: str
    marks: tuple[str, ...]


def standing_of(session_key: str | None, topic_of: TopicOf, key: str) -> Standing:
    """Raises what ``topic_of`` refuses with."""
    if topic_of is topics.public_topic:
        return Standing(None, topic_of, key, topic_of(ANYONE, key), ())
    person, session = somebody(session_key)
    topic = topic_of(person, key)
    return Standing(session_key, topic_of, key, topic, marks_of(session_key, session, person))


class Untouched(SessionStore):
    """A session that is looked at alone: somebody who changes their password right now has not
    yet said so to it, and must not lose it."""

    def flush(self) -> None:
        self._session_cache: dict[str, Any] = {}


def somebody(session_key: str | None) -> tuple[Person, Any]:
    """Who is behind a session, and the session.

    Channels' own middlewares would stand in the way of every message to look after a session
    that no socket changes.
    """
    session = Untouched(session_key)
    request = HttpRequest()
    request.session = session
    return person_in(get_user(request), session), session


def session_key_in(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    cookies = dict(headers).get(b"cookie", b"").decode("latin-1")
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)


def close_codes(standings: Sequence[Standing]) -> list[int | None]:
    """For each of ``standings`` the code to close its socket with, None where it stands still.

    Each session is looked at once, and each topic once for a session.
    """
    people: dict[str | None, Person] = {}
    codes: dict[tuple[str | None, str], int | None] = {}
    for standing in standings:
        key = standing.session_key
        if (key, standing.topic) not in codes:
            if key not in people:
                people[key] = somebody(key)[0]
            codes[key, standing.topic] = close_code_for(people[key], standing)
    return [codes[standing.session_key, standing.topic] for standing in standings]


def close_code_for(person: Person, standing: Standing) -> int | None:
    try:
        same = standing.topic_of(person, standing.key) == standing.topic
    except (AidError, PeopleError) as refusal:
        # What isn't found any more was found before: there is nothing to hide.
        needs_account = topics.close_code(refusal) == topics.SIGN_IN
        return topics.SIGN_IN if needs_account else topics.NOT_ALLOWED
    return None if same else topics.NOT_ALLOWED
