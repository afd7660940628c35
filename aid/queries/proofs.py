"""Everything that speaks against the history: read in one moment, told one by one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from aid import published
from aid.history import START, Head
from aid.models import Seal
from aid.proof import Finding, Kind, differences, unlike
from aid.queries.history import from_the_future, left_out, links

HEADS_AT_ONCE = 1_000


def findings(newest: Seal | None, file: Path | None, kept: Iterable[Head]) -> Iterator[Finding]:
    """What is not as it was sealed, or as it was published in ``file`` and by ``kept`` heads.

    ``newest`` is the chain's last seal; call it within `one_moment`.
    """
    yield from differences(links())
    if newest is not None:
        rows = left_out(*newest.place)
        yield from (Finding(Kind.EVENT_LEFT_OUT, event(*row)) for row in rows)
    yield from (Finding(Kind.EVENT_TOO_NEW, event(*row)) for row in from_the_future())
    length = newest.position if newest else 0
    yield from unlike_heads(kept, length)
    if file is not None:
        yield from unlike_file(file, length)


def event(pk: int, kind: str, at: str) -> str:
    return f"event {pk} ({kind}, {at})"


def unlike_file(file: Path, length: int) -> Iterator[Finding]:
    if not file.exists():
        if length:
            yield Finding(Kind.HEADS_MISSING, str(file))
        return
    for number, head in published.lines(file):
        if head is None:
            yield Finding(Kind.HEADS_DAMAGED, f"{file}, line {number}")
    yield from unlike_heads((head for _, head in published.lines(file) if head), length)


def unlike_heads(heads: Iterable[Head], length: int) -> Iterator[Finding]:
    upcoming = iter(heads)
    while batch := list(islice(upcoming, HEADS_AT_ONCE)):
        hashes = {0: START, **Seal.log.hashes(head.position for head in batch)}
        for head in batch:
            yield from unlike(head, hashes, length)
