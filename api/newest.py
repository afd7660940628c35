"""When something of each topic last happened, as far back as this process knows."""

from collections import OrderedDict

from aid.queries.topics import Told
from api.cursors import transaction_at

MOST_TOPICS = 50_000


class Newest:
    """The newest transaction of each topic, complete for those of ``since`` and later."""

    def __init__(self) -> None:
        self.since = 0
        self.of: OrderedDict[str, int] = OrderedDict()

    def begin(self, told: Told) -> None:
        """Begin anew with what the history tells: in between nobody listened."""
        self.since = told.since
        self.of = OrderedDict(sorted(told.newest.items(), key=lambda topic: topic[1]))
        self.forget()

    def note(self, topic: str, transaction: int) -> None:
        """Transactions commit in any order, so that an earlier one may come later."""
        self.of[topic] = max(self.of.get(topic, 0), transaction)
        self.of.move_to_end(topic)
        self.forget()

    def forget(self) -> None:
        """Let go of the topics about which nothing was heard for longest."""
        while len(self.of) > MOST_TOPICS:
            _, transaction = self.of.popitem(last=False)
            self.since = max(self.since, transaction + 1)

    def is_up_to_date(self, topic: str, cursor: str, settled: int) -> bool:
        """Whether nothing of ``topic`` happened since ``cursor``; False where that isn't known.

        ``settled`` is not older than the cursor, unless that is of another history.
        """
        at = transaction_at(cursor)
        if at is None or not self.since <= at <= settled:
            return False
        return self.of.get(topic, -1) < at
