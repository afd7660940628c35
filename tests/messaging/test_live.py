"""Hints to open pages: when they go out, and in what size."""

import json

import psycopg
from django.db import connection, transaction

from messaging.live import CHANNEL, MOST_BYTES, batches, mark, publish, settled
from tests.database import Copy


def test_topics_fit_into_one_payload_or_are_cut_below_the_limit() -> None:
    assert list(batches(["board:31", "public:31"])) == ['["board:31","public:31"]']
    many = [f"request:R-{number:08d}" for number in range(2_000)]
    cut = list(batches(many))
    assert len(cut) > 1 and all(len(batch.encode()) < MOST_BYTES + 10 for batch in cut)
    assert [topic for batch in cut for topic in json.loads(batch)] == many
    # Beside it stand the transaction's number and four words.
    assert MOST_BYTES < 8_000 - 100


def test_nothing_to_tell_is_not_told() -> None:
    assert list(batches([])) == []


def received(listener: psycopg.Connection) -> list[dict[str, object]]:  # type: ignore[type-arg]
    listener.execute("select 1")
    return [json.loads(note.payload) for note in listener.notifies(timeout=0.2)]


def test_hints_go_out_when_their_transaction_commits_and_only_then(committed_db: Copy) -> None:
    with psycopg.connect(committed_db.url, autocommit=True) as listener:
        listener.execute(f"listen {CHANNEL}")
        with transaction.atomic():
            publish(["board:31", "board:31"])
            at = one("select txid_current()")
            assert received(listener) == []
        assert received(listener) == [{"transaction": at, "topics": ["board:31"]}]
        with transaction.atomic():
            publish(["board:31"])
            transaction.set_rollback(True)
        assert received(listener) == []


def one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_mark_tells_how_far_whoever_hears_it_has_heard(committed_db: Copy) -> None:
    """What commits after the mark was sent isn't below it, though its number is smaller."""
    with psycopg.connect(committed_db.url, autocommit=True) as listener:
        listener.execute(f"listen {CHANNEL}")
        with psycopg.connect(committed_db.url) as late:
            (held,) = late.execute("select txid_current()").fetchone() or (0,)
            mark()
            (told,) = received(listener)
            assert told["settled"] <= held  # type: ignore[operator]
            assert settled() <= held
