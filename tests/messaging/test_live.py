"""Hints to open pages: when they go out, and in what size."""

import json

import psycopg
from django.db import transaction

from messaging.live import CHANNEL, MOST_BYTES, payloads, publish
from tests.database import Copy


def test_topics_fit_into_one_payload_or_are_cut_below_the_limit() -> None:
    few = list(payloads(["board:31", "public:31"], 7))
    assert [json.loads(payload) for payload in few] == [
        {"topics": ["board:31", "public:31"], "version": 7}
    ]
    many = [f"request:R-{number:08d}" for number in range(2_000)]
    cut = list(payloads(many, 7))
    assert len(cut) > 1 and all(len(payload.encode()) < 8_000 for payload in cut)
    assert [topic for payload in cut for topic in json.loads(payload)["topics"]] == many
    assert MOST_BYTES < 8_000


def test_nothing_to_tell_is_not_told() -> None:
    assert list(payloads([], 7)) == []


def received(listener: psycopg.Connection) -> list[dict[str, object]]:  # type: ignore[type-arg]
    listener.execute("select 1")
    return [json.loads(note.payload) for note in listener.notifies(timeout=0.2)]


def test_hints_go_out_when_their_transaction_commits_and_only_then(committed_db: Copy) -> None:
    with psycopg.connect(committed_db.url, autocommit=True) as listener:
        listener.execute(f"listen {CHANNEL}")
        with transaction.atomic():
            publish(["board:31", "board:31"], 5)
            assert received(listener) == []
        assert received(listener) == [{"topics": ["board:31"], "version": 5}]
        with transaction.atomic():
            publish(["board:31"], 6)
            transaction.set_rollback(True)
        assert received(listener) == []
