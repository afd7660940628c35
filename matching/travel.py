"""How long ways count, where a server tells how long they take by road.

A minute by road counts as a kilometre, and no way as shorter than the straight line. So a pair
that nobody asked about costs at least its straight line: the search asks about those alone that
would pay at that price, and what it proves holds for all the others too.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import numpy as np

from matching.errors import RoadsUnknown
from matching.problem import NONE, Floats, Ints, Problem, distances_m, places

# A minute counts as a kilometre.
METRES_PER_SECOND = 1000 / 60
# What counts as the way where no road leads: further than any, so that it is the last choice.
NO_ROAD_M = 1_000_000.0
# Places in one question: what a server of OSRM answers unless it was told otherwise.
MOST_PLACES = 100
TIMEOUT_SECONDS = 10.0


class Travel(Protocol):
    """Somebody who knows the roads."""

    def road_m(self, need: Ints, offer: Ints) -> Floats:
        """(k,) what the roads from offers to needs, rows of a problem, count as, in metres. Raises
        RoadsUnknown."""


class Ways(NamedTuple):
    """Ways that are known: (k,) rows of needs and of offers of a problem, and metres."""

    need: Ints
    offer: Ints
    metres: Floats


class Known(NamedTuple):
    """The same in one category: place of the need · offers + place of the offer, ascending, and
    metres; see `matching.reach`."""

    keys: Ints
    metres: Floats


class CategoryWays:
    """How long the ways of one category's pairs count, by their places in a `Reach`.

    need, offer: the rows of the problem at those places. ways: what is known already. Without
    anybody to ask, what is not known counts as its straight line.
    """

    def __init__(
        self, problem: Problem, need: Ints, offer: Ints, travel: Travel | None, ways: Ways | None
    ) -> None:
        self._problem, self._need, self._offer, self._travel = problem, need, offer, travel
        self._width = max(len(offer), 1)
        self.known = Known(np.empty(0, dtype=np.int64), np.empty(0))
        if ways is not None:
            self._enter(*self._places(ways))

    @property
    def as_rows(self) -> Ways:
        """What is known, by rows of the problem."""
        keys, metres = self.known
        return Ways(self._need[keys // self._width], self._offer[keys % self._width], metres)

    def metres(self, need: Ints, offer: Ints) -> Floats:
        """(k,) how long ways count. Raises RoadsUnknown."""
        self.learn(need, offer)
        metres = distances_m(self._problem, self._need[need], self._offer[offer])
        place, is_known = self._find(need * self._width + offer)
        metres[is_known] = self.known.metres[place[is_known]]
        return metres

    def learn(self, need: Ints, offer: Ints) -> bool:
        """Ask about those that are not known; whether there were any. Raises RoadsUnknown."""
        if self._travel is None:
            return False
        keys = np.unique(need * self._width + offer)
        keys = keys[~self._find(keys)[1]]
        if len(keys) == 0:
            return False
        needs, offers = self._need[keys // self._width], self._offer[keys % self._width]
        road = self._travel.road_m(needs, offers)
        self._enter(keys, np.maximum(road, distances_m(self._problem, needs, offers)))
        return True

    def _find(self, keys: Ints) -> tuple[Ints, Any]:
        place = np.searchsorted(self.known.keys, keys)
        is_known = place < len(self.known.keys)
        is_known[is_known] = self.known.keys[place[is_known]] == keys[is_known]
        return place, is_known

    def _enter(self, keys: Ints, metres: Floats) -> None:
        keys = np.concatenate((self.known.keys, keys))
        order = np.argsort(keys, kind="stable")
        self.known = Known(keys[order], np.concatenate((self.known.metres, metres))[order])

    def _places(self, ways: Ways) -> tuple[Ints, Floats]:
        need = places(len(self._problem.needs), self._need)[ways.need]
        offer = places(len(self._problem.offers), self._offer)[ways.offer]
        here = (need != NONE) & (offer != NONE)
        return need[here] * self._width + offer[here], ways.metres[here]


def joined(ways: Iterable[Ways]) -> Ways:
    """The ways of several categories together."""
    parts = [Ways(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)), *ways]
    return Ways(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class Osrm:
    """A server of OSRM, https://project-osrm.org/docs/v5.24.0/api/#table-service.

    url: where it is, http or https. need, shown_need: (needs, 2) longitude and latitude of needs
    and of their published points. offer: (offers, 2). exact: (offers,) as in `Offers`.
    """

    url: str
    need: Floats
    shown_need: Floats
    offer: Floats
    exact: Ints

    def road_m(self, need: Ints, offer: Ints) -> Floats:
        metres = np.empty(len(need))
        connection = _connected(self.url)
        try:
            for run in _runs(need, offer):
                metres[run] = self._asked(connection, need[run], offer[run])
        except (OSError, HTTPException, ValueError, TypeError, KeyError) as error:
            raise RoadsUnknown(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        return metres

    def _asked(self, connection: HTTPConnection, need: Ints, offer: Ints) -> Floats:
        """One question; raises what `road_m` makes RoadsUnknown of."""
        starts, start = np.unique(offer, return_inverse=True)
        # To the need's own point or to the published one, as the distance is measured.
        ends, end = np.unique(2 * need + self.exact[offer], return_inverse=True)
        exact = (ends % 2 == 1)[:, np.newaxis]
        places = np.where(exact, self.need[ends // 2], self.shown_need[ends // 2])
        coordinates = np.concatenate((self.offer[starts], places))
        connection.request("GET", _question(self.url, coordinates, len(starts)))
        answer = json.loads(connection.getresponse().read())
        if answer["code"] != "Ok":
            raise ValueError(answer["code"])
        seconds = np.array(
            [[np.nan if one is None else one for one in row] for row in answer["durations"]],
            dtype=np.float64,
        )
        if seconds.shape != (len(starts), len(ends)) or (seconds < 0).any():
            raise ValueError("durations")
        metres = seconds[start, end] * METRES_PER_SECOND
        road: Floats = np.where(np.isnan(metres), NO_ROAD_M, np.minimum(metres, NO_ROAD_M))
        return road


def _connected(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)


def _question(url: str, coordinates: Floats, starts: int) -> str:
    spots = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in coordinates.tolist())
    sources = _numbers(range(starts))
    destinations = _numbers(range(starts, len(coordinates)))
    path = urlsplit(url).path.rstrip("/")
    return (
        f"{path}/table/v1/driving/{spots}?annotations=duration"
        f"&sources={sources}&destinations={destinations}"
    )


def _numbers(numbers: Sequence[int]) -> str:
    return ";".join(map(str, numbers))


def _runs(need: Ints, offer: Ints) -> Iterator[slice]:
    """Pairs one after the other that have no more than MOST_PLACES places together."""
    begun, places = 0, set[tuple[str, int]]()
    for row, (one, other) in enumerate(zip(need.tolist(), offer.tolist(), strict=True)):
        # Both points of a need may be asked for.
        pair = {("point", one), ("shown", one), ("offer", other)}
        if len(places | pair) > MOST_PLACES:
            yield slice(begun, row)
            begun, places = row, set()
        places |= pair
    if begun < len(need):
        yield slice(begun, len(need))
