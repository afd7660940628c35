"""How often may be read, counted by each process for itself, in memory.

Reads are many and cheap, so that counting them in the database would cost as much as answering
them; a process that starts anew begins with full buckets. What may be tried or written is counted
in ``people.limits``. docs/decisions/0018-tokens-act-as-the-organisation.md says why these numbers.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.conf import settings


@dataclass(frozen=True)
class Rate:
    """``most`` reads at once, and as many again in the course of ``per`` seconds."""

    most: int
    per: float

    @property
    def step(self) -> float:
        return self.per / self.most


# Screens on a wall read a few times a second, thousands share one network, and an address that
# one household opened is one household's.
READS: dict[str, Rate] = {
    "token": Rate(1_200, 60),
    "account": Rate(1_200, 60),
    "link": Rate(600, 60),
    "network": Rate(12_000, 60),
}
MOST_BUCKETS = 50_000
# Seconds by which sums of moments may be wrong.
ROUNDING = 1e-3


class Buckets:
    """The buckets of one process, each kept as the moment at which it would be full (as in
    ``people.limits``). Of more than ``most`` the one that was longest left alone is forgotten."""

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        self.most = most
        self.full_at: OrderedDict[tuple[str, str], float] = OrderedDict()
        self.lock = Lock()

    def take(self, key: tuple[str, str], rate: Rate, weight: int = 1) -> float:
        """Take ``weight`` reads out of a bucket: 0, or the seconds until that is possible."""
        with self.lock:
            now = monotonic()
            full_at = max(self.full_at.get(key, now), now) + weight * rate.step
            wait = full_at - rate.per - now
            if wait > ROUNDING:
                return wait
            self.full_at[key] = full_at
            self.full_at.move_to_end(key)
            if len(self.full_at) > self.most:
                self.full_at.popitem(last=False)
        return 0.0

    def give_back(self, key: tuple[str, str], rate: Rate, weight: int = 1) -> None:
        """Undo one ``take``."""
        with self.lock:
            if key in self.full_at:
                self.full_at[key] -= weight * rate.step

    def clear(self) -> None:
        with self.lock:
            self.full_at.clear()


buckets = Buckets()


def read(by: str, subject: str, weight: int = 1) -> float:
    """Count a read that weighs as much as ``weight`` usual ones, by ``subject``; 0, or the
    seconds to wait. GANDENG_READ_LIMITS multiplies what is allowed; 0 allows everything."""
    if not settings.READ_LIMITS:
        return 0.0
    return buckets.take((by, subject), rate_of(by), weight)


def unread(by: str, subject: str, weight: int = 1) -> None:
    """Undo one ``read`` that was refused for another reason."""
    if settings.READ_LIMITS:
        buckets.give_back((by, subject), rate_of(by), weight)


def rate_of(by: str) -> Rate:
    rate = READS[by]
    return Rate(max(1, int(rate.most * settings.READ_LIMITS)), rate.per)
